"""The one thread that talks to journals and to git, so that neither ever makes the loop wait.

A SQLite connection and a running `git cat-file` belong to one thread; here they all share this one.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, NamedTuple, TypeVar

from answerable.app.agent_run import Reported, reported_run
from answerable.app.commit_message import Facts
from answerable.app.known_risk import remember_findings
from answerable.app.land_record import waiting_for, waiting_record
from answerable.app.track import EDITOR, renamed
from answerable.core.errors import AnswerableError, NotARepository
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.message import comment_prefix
from answerable.core.origin import counts_as_ai
from answerable.core.record import Record
from answerable.core.stamp import DEFAULT_STYLE, Assistant, is_style, record_hints
from answerable.core.text import Attributed, content
from answerable.wiring.history import git_hooks
from answerable.wiring.risks import analyser_edition
from answerable.wiring.workspace import Workspace, open_workspace, worktree

__all__ = ["Known", "Repository", "Store"]

_log: Final = logging.getLogger(__name__)

#: How many of a file's newest snapshots are looked at.
_RECENT: Final = 8

_Answer = TypeVar("_Answer")


class Known(NamedTuple):
    """What journal and git know of a file: its text at HEAD, snapshots of it, the newest first, and the last AI run."""

    head: str | None
    snapshots: Sequence[Snapshot]
    run: Reported | None


class Repository:
    """One repository. Its methods are for the store's thread only; `problem` is a failure not yet told to the user."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._worktree = worktree(workspace)
        self._hooked = False
        self.problem = ""

    @property
    def top(self) -> str:
        """The top of the worktree."""
        return self._workspace.git.top

    def place(self, file: str) -> str:
        """The path of a file in this repository, empty when it is not of this repository."""
        return self._worktree.locate("", file)[0]

    def known(self, path: str) -> Known:
        """What is known of a file. A journal that cannot be read knows nothing."""
        head = self._worktree.committed("HEAD", [path]).get(path)
        try:
            journal = self._workspace.journal
            return Known(head, journal.snapshots(path, _RECENT), reported_run(path, journal))
        except AnswerableError as error:
            self.problem = str(error)
            return Known(head, (), None)

    def committed(self, revision: str, path: str) -> str | None:
        """The text of a file at a revision, `None` when it is no text there."""
        data = self._workspace.objects.file(revision, path)
        return None if data is None or b"\0" in data else data.decode("utf-8", "surrogateescape")

    def copied(self, attributed: Attributed) -> Sequence[Snapshot]:
        """The newest snapshot of any file with this content, if there is one."""
        try:
            found = self._workspace.journal.digest_anywhere(content_digest(content(attributed)))
        except AnswerableError as error:
            self.problem = str(error)
            return ()
        return () if found is None else (found,)

    def save(self, path: str, attributed: Attributed, at_ms: int) -> str:
        """Store a state that an editor saw; its digest. `problem` says why it could not be stored."""
        digest = content_digest(content(attributed))
        try:
            self._workspace.journal.save(Snapshot(path, digest, attributed, EDITOR, at_ms))
        except AnswerableError as error:
            self.problem = str(error)
        return digest

    def judged(self, pair: FilePair, found: Sequence[Finding]) -> None:
        """Keep what was found in a file: a commit of this text need not be analysed again."""
        try:
            remember_findings([pair], found, analyser_edition(), self._workspace.journal)
        except AnswerableError as error:
            self.problem = str(error)

    def rename(self, old_path: str, path: str) -> None:
        """Let what is known of a file, or of the files of a folder, be known under another path."""
        try:
            journal = self._workspace.journal
            for snapshot in journal.latest_all():
                journal.rename(snapshot.path, renamed(snapshot.path, old_path, path))
        except AnswerableError as error:
            self.problem = str(error)

    def changes(self) -> int:
        """A number that differs when somebody else has written to the journal."""
        try:
            self._workspace.settle()
            return self._workspace.journal.changes()
        except AnswerableError as error:
            self.problem = str(error)
            return 0

    def notices(self) -> list[str]:
        """What the journal has to tell the user, each thing once."""
        try:
            notices = self._workspace.journal.notices
        except AnswerableError as error:
            self.problem = str(error)
            return []
        told = list(notices)
        notices.clear()
        return told

    def reviewer(self) -> str:
        """The e-mail address of the person at the machine, empty when git was not told."""
        return self._workspace.identity

    def message_facts(self, message: str) -> Facts:
        """What is known of the commit that a message is written for. What cannot be read is not known."""
        workspace = self._workspace
        try:
            style = workspace.settings.get("style", DEFAULT_STYLE)
            head = workspace.objects.resolve("HEAD")
            staged = workspace.staging.staged(head or workspace.objects.empty_tree)
            return Facts(
                stamps=self._is_hooked(),
                style=style if is_style(style) else DEFAULT_STYLE,
                staged=waiting_for([head] if head else [], staged, workspace.journal),
                named=self._named(record_hints(message)),
                comment=comment_prefix(message, workspace.repository.comment),
            )
        except AnswerableError as error:
            _log.info("Nothing is known of the commit being made: %s", error)
            return Facts()

    def agents(self) -> list[Assistant]:
        """The agents whose text waits in the journal for a commit, in the order of their names."""
        try:
            snapshots = self._workspace.journal.latest_all()
        except AnswerableError as error:
            self.problem = str(error)
            return []
        origins = {origin for one in snapshots for runs in one.attributed.runs for _, origin in runs}
        found = {Assistant(one.agent, one.model, one.version) for one in origins if counts_as_ai(one)}
        return sorted(one for one in found if one.agent)

    def close(self) -> None:
        """Release what was opened."""
        self._workspace.close()

    def _is_hooked(self) -> bool:
        """Whether the hooks are installed; asked again until they are."""
        if not self._hooked:
            plan = git_hooks(self._workspace).plan_install()
            self._hooked = not plan.steps and not plan.problems
        return self._hooked

    def _named(self, names: Sequence[str]) -> dict[str, Record | None]:
        """Records by id, those that still wait for their commit included."""
        journal = self._workspace.journal
        waiting = {name: waiting_record(name, journal) for name in names}
        stored = self._workspace.records.read(name for name in names if waiting[name] is None)
        return {**waiting, **stored}


class Store:
    """Repositories by folder, and the thread in which their methods run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._thread = ThreadPoolExecutor(1, "answerable-store")
        self._by_folder: dict[str, Repository] = {}
        self._by_top: dict[str, Repository] = {}

    async def run(self, work: Callable[..., _Answer], *args: object) -> _Answer:
        """Do `work` in the store's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args))

    async def find(self, folder: str) -> Repository | None:
        """The repository that a folder belongs to, `None` when there is none (yet: it is looked for each time)."""
        repository = self._by_folder.get(folder) or await self.run(self._discover, folder)
        if repository is not None:
            self._by_folder[folder] = repository
        return repository

    async def place(self, file: str) -> tuple[Repository, str] | None:
        """The repository a file belongs to and its path there, `None` when it belongs to none, or is no file."""
        if not file:
            return None
        repository = await self.find(os.path.dirname(file))  # noqa: PTH120 - a text goes in, a text comes out
        if repository is None:
            return None
        path = await self.run(repository.place, file)
        return (repository, path) if path else None

    async def of_message(self, file: str) -> Repository | None:
        """The repository for whose commit a message is written, a file in its git directory."""
        folder = os.path.dirname(file)  # noqa: PTH120 - a text goes in, a text comes out
        return await self.find(await self.run(_worktree_of, folder)) if folder else None

    def repositories(self) -> Sequence[Repository]:
        """Every repository that was found so far."""
        return list(self._by_top.values())

    async def close(self) -> None:
        """Finish what was begun and release everything."""
        for repository in self.repositories():
            await self.run(repository.close)
        self._thread.shutdown()

    def _discover(self, folder: str) -> Repository | None:
        try:
            workspace = open_workspace(folder, self._environ)
            top = workspace.git.top
        except NotARepository:
            return None
        except AnswerableError as error:
            _log.warning("%s", error)
            return None
        if not top:
            return None
        if top not in self._by_top:
            self._by_top[top] = Repository(workspace)
        return self._by_top[top]


def _worktree_of(git_dir: str) -> str:
    """A folder of the worktree that a git directory belongs to; the directory itself when that cannot be told."""
    parent, name = os.path.split(git_dir)
    if name == ".git":
        return parent
    try:
        # A linked worktree's directory says where its `.git` file is.
        with open(f"{git_dir}/gitdir", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - as above
            return os.path.dirname(file.read().rstrip("\n"))  # noqa: PTH120 - as above
    except OSError:
        return git_dir
