"""Where open documents meet the journal and git: loading, joining evidence, saving, watching for news.

Everything slow happens elsewhere (in the store's thread, and in one that compares texts) on immutable snapshots, and
is applied on the loop if the document has not moved on.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from answerable.app.agent_run import AgentRun
from answerable.app.commit_message import NOTHING, Facts
from answerable.app.track import EDITOR, Session, Tracked, informed, renamed
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.ports import Clock
from answerable.core.text import Attributed, content
from answerable.lsp.convert import file_of
from answerable.lsp.schedule import Schedule
from answerable.lsp.store import Known, Repository, Store

__all__ = ["Desk"]

_log: Final = logging.getLogger(__name__)

#: Seconds between two looks at the journal while documents are open: one pragma, no table is read.
_POLL: Final = 0.25
#: Seconds without an edit until the state is saved, and until lines that were being edited are compared again.
_IDLE: Final = 1.0
#: Seconds from an insertion that nobody explains to the question whether an account that is known does.
_SOON: Final = 0.05
#: How many accounts of a file are remembered and compared with its text: each takes a difference of two texts.
_ACCOUNTS: Final = 3
#: Seconds that a request waits for the origins of a document to be loaded.
_PATIENCE: Final = 5.0


class Desk:
    """Keeps the session's documents and the repositories' journals in step.

    `changed` is called when the origins of a document changed without an edit, `rebased` when a text did that its risks
    are told against. `tell` shows the user a sentence.
    """

    def __init__(
        self, session: Session, store: Store, schedule: Schedule, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self.changed: Callable[[Tracked], None] = lambda _: None
        self.rebased: Callable[[Tracked], None] = lambda _: None
        self._session = session
        self._store = store
        self._schedule = schedule
        self._clock = clock
        self._tell = tell
        self._aside = ThreadPoolExecutor(1, "answerable-compare")
        self._loaded: dict[Tracked, asyncio.Event] = {}
        self._repositories: dict[Tracked, Repository] = {}
        self._met: dict[Tracked, set[tuple[str, str, int]]] = {}
        self._accounts: dict[Tracked, list[Attributed]] = {}
        self._runs: dict[Tracked, tuple[str, str]] = {}
        self._seen: dict[Repository, int] = {}

    def opened(self, tracked: Tracked) -> None:
        """Find out where the text of a newly opened document comes from."""
        self._loaded[tracked] = asyncio.Event()
        self._schedule.after(0, ("load", tracked), partial(self._load, tracked, tracked.snapshot()))
        self._schedule.after(_POLL, "watch", self._watch)

    def edited(self, tracked: Tracked, *, unexplained: bool) -> None:
        """A document was edited; `unexplained` says that text came whose author nobody told and nobody saw typing."""
        self._schedule.after(_IDLE, ("save", tracked), partial(self._save, tracked))
        if unexplained and self._accounts.get(tracked):
            self._schedule.after(_SOON, ("claim", tracked), partial(self._claim, tracked, ()))

    async def keep(self, tracked: Tracked) -> None:
        """Store what somebody declared before they are told that it was done."""
        self._schedule.forget(("save", tracked))
        await self._save(tracked)

    def saved(self, tracked: Tracked) -> None:
        """The client has written a document to the disk: keep its state, and see whether HEAD has moved."""
        self._schedule.after(0, ("save", tracked), partial(self._save, tracked))
        self._schedule.after(0, ("join", tracked), partial(self._join, tracked))

    def judged(self, tracked: Tracked, pair: FilePair, found: Sequence[Finding]) -> None:
        """The risk of a document's text was looked at: let a commit of it know."""
        repository = self._repositories.get(tracked)
        if repository is not None:
            self._schedule.after(
                0, ("judged", tracked), partial(self._store.run, repository.judged, pair, found)
            )

    def closed(self, tracked: Tracked) -> None:
        """A document was closed: keep its state, then forget it."""
        self._schedule.forget(("join", tracked))
        self._schedule.forget(("claim", tracked))
        self._schedule.after(0, ("save", tracked), partial(self._put_aside, tracked))

    async def loaded(self, tracked: Tracked) -> None:
        """Wait until the origins of a document are known, but not for ever."""
        event = self._loaded.get(tracked)
        if event is not None and not event.is_set():
            try:
                await asyncio.wait_for(event.wait(), _PATIENCE)
            except TimeoutError:
                _log.warning("The origins of %s are still being loaded.", tracked.uri)

    def home(self, tracked: Tracked) -> str:
        """The top of the worktree that a document belongs to, empty when it belongs to none (yet)."""
        repository = self._repositories.get(tracked)
        return "" if repository is None else repository.top

    async def reviewer(self, tracked: Tracked) -> str:
        """Who reviews here: git's user.email, empty when there is none."""
        repository = self._repositories.get(tracked)
        return "" if repository is None else await self._store.run(repository.reviewer)

    async def message_facts(self, tracked: Tracked, *, with_agents: bool = False) -> Facts:
        """What is known of the commit that a document is the message of."""
        repository = await self._store.of_message(file_of(tracked.uri))
        if repository is None:
            return NOTHING
        facts = await self._store.run(repository.message_facts, content(tracked.snapshot()))
        return facts._replace(agents=await self._store.run(repository.agents)) if with_agents else facts

    async def renamed(self, renames: Iterable[tuple[str, str]]) -> None:
        """Files or folders have new names (URIs): take along what the journal knows of them."""
        for old, new in ((file_of(old_uri), file_of(uri)) for old_uri, uri in renames):
            place = await self._store.place(new) if old else None
            if place is not None:
                repository, path = place
                old_path = await self._store.run(repository.place, old)
                # What is saved from here on goes to the new name; what was on its way before is renamed.
                for tracked, home in self._repositories.items():
                    if home is repository:
                        tracked.path = renamed(tracked.path, old_path, path)
                await self._store.run(repository.rename, old_path, path)

    async def welcome(self, repository: Repository) -> None:
        """Open a repository's journal, and tell the user what is wrong with it."""
        self._seen.setdefault(repository, await self._store.run(repository.changes))
        await self._report(repository)

    async def close(self) -> None:
        """Release everything; what was to be saved has been (`Schedule.finish`)."""
        await self._store.close()
        self._aside.shutdown()

    async def _load(self, tracked: Tracked, start: Attributed) -> None:
        """Find out where `start` comes from, the text as it was opened."""
        # Outside of a repository the text that was opened is all there is to compare with.
        base, found = content(start), start
        try:
            place = None if tracked.note else await self._store.place(file_of(tracked.uri))
            if place is not None:
                self._repositories[tracked], tracked.path = place
                found = await self._known(tracked, start, *place)
                base = tracked.head or ""
        finally:
            tracked.base = base
            tracked.settle(found)
            self._loaded[tracked].set()
            self.rebased(tracked)

    async def _known(
        self, tracked: Tracked, start: Attributed, repository: Repository, path: str
    ) -> Attributed:
        # Asked before anything is read, so that nothing written in between is missed.
        self._seen.setdefault(repository, await self._store.run(repository.changes))
        known = await self._store.run(repository.known, path)
        snapshots = known.snapshots or await self._store.run(repository.copied, start)
        tracked.head = known.head
        self._take_run(tracked, known)
        accounts = self._news(tracked, snapshots)
        await self._report(repository)
        return await self._beside(informed, start, known.head, accounts)

    async def _join(self, tracked: Tracked) -> None:
        """See what is new about a document, in the journal and at HEAD."""
        await self.loaded(tracked)
        repository = self._repositories.get(tracked)
        if repository is None or tracked.note:
            return
        known = await self._store.run(repository.known, tracked.path)
        news = self._news(tracked, known.snapshots)
        moved = known.head != tracked.head
        tracked.head, tracked.base = known.head, known.head or ""
        if moved:
            # What was lost is committed, and told by whoever looks at the commit.
            tracked.run = None
        is_told = self._take_run(tracked, known)
        if news or moved:
            await self._claim(tracked, news)
        if moved or is_told:
            self.rebased(tracked)

    async def _claim(self, tracked: Tracked, news: Sequence[Attributed]) -> None:
        """Let accounts and HEAD claim the text: those accounts that are new, without any all that are remembered."""
        await self.loaded(tracked)
        if tracked not in self._repositories or tracked.note:
            return
        accounts = news or self._accounts.get(tracked, ())
        state, start = tracked.attribution, tracked.snapshot()
        found = await self._beside(informed, start, tracked.head, accounts)
        if state != tracked.attribution:
            # Somebody types: the lines being written are left alone now, and looked at again.
            self._schedule.after(_IDLE, ("claim", tracked), partial(self._claim, tracked, accounts))
        if tracked.adopt(found, start):
            self.changed(tracked)

    async def _beside(self, compute: Callable[..., Attributed], *given: object) -> Attributed:
        return await asyncio.get_running_loop().run_in_executor(self._aside, partial(compute, *given))

    def _news(self, tracked: Tracked, snapshots: Sequence[Snapshot]) -> list[Attributed]:
        """What others saw and was not met before, the newest first; remembered for text that comes later."""
        met = self._met.setdefault(tracked, set())
        others = [one for one in snapshots if one.source != EDITOR or one.digest not in tracked.saved]
        fresh = [one for one in others if (one.digest, one.source, one.at_ms) not in met]
        met.update((one.digest, one.source, one.at_ms) for one in fresh)
        news = [one.attributed for one in fresh[:_ACCOUNTS]]
        self._accounts[tracked] = [*news, *self._accounts.get(tracked, ())][:_ACCOUNTS]
        return news

    def _take_run(self, tracked: Tracked, known: Known) -> bool:
        """Take the last run of AI edits that was reported, if it is not committed; whether it is news."""
        run = known.run
        if run is None or self._runs.get(tracked) == run.digests:
            return False
        self._runs[tracked] = run.digests
        if known.head is not None and run.digests[1] == content_digest(known.head):
            return False
        tracked.run = AgentRun(run.before, run.after)
        return True

    async def _save(self, tracked: Tracked) -> None:
        await self.loaded(tracked)
        repository = self._repositories.get(tracked)
        if repository is None or not tracked.unsaved or tracked.note:
            return
        tracked.unsaved = False
        digest = await self._store.run(repository.save, tracked.path, tracked.snapshot(), self._clock())
        tracked.saved.add(digest)
        await self._report(repository)

    async def _put_aside(self, tracked: Tracked) -> None:
        await self._save(tracked)
        for known in (self._loaded, self._repositories, self._met, self._accounts, self._runs):
            known.pop(tracked, None)

    async def _report(self, repository: Repository) -> None:
        """Tell the user once what is wrong with a journal; tracking goes on in memory."""
        notices = await self._store.run(repository.notices)
        problem, repository.problem = repository.problem, ""
        for sentence in [*notices, *([f"{problem} Tracking goes on in memory."] if problem else [])]:
            self._tell(sentence)

    async def _watch(self) -> None:
        """See whether anybody wrote to a journal, and look at what they wrote."""
        by_repository: dict[Repository, list[Tracked]] = {}
        for tracked in self._session.documents.values():
            if tracked in self._repositories:
                by_repository.setdefault(self._repositories[tracked], []).append(tracked)
        for repository, documents in by_repository.items():
            changes = await self._store.run(repository.changes)
            if changes != self._seen.get(repository):
                self._seen[repository] = changes
                for tracked in documents:
                    self._schedule.after(0, ("join", tracked), partial(self._join, tracked))
        if self._session.documents:
            self._schedule.after(_POLL, "watch", self._watch)
