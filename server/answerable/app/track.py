"""Tracking: the documents an editor has open, and where every character of them came from.

Nothing here does I/O. An edit costs what it touches; what is computed over a whole text (`informed`) takes
an immutable text and gives one back, so that it can run beside the loop and be dropped when the text has moved on.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from answerable.app.agent_run import AgentRun
from answerable.core.classify import Hint, Tombstones, apply_edit, is_keystroke
from answerable.core.document import Document
from answerable.core.finding import Finding
from answerable.core.origin import (
    COMMITTED,
    UNKNOWN,
    Author,
    Mechanism,
    Origin,
    counts_as_ai,
    intern_origin,
)
from answerable.core.positions import Span
from answerable.core.regions import claim, mark_reviewed, merge, transfer
from answerable.core.runs import mapped
from answerable.core.text import Attributed, content, uniform

__all__ = [
    "EDITOR",
    "LARGEST",
    "MESSAGE_FILES",
    "MESSAGE_LANGUAGES",
    "Copied",
    "Session",
    "Tracked",
    "declared",
    "hint_of",
    "informed",
    "may_be_declared",
    "renamed",
]

#: The `source` of the snapshots that a server saves.
EDITOR: Final = "editor"
#: Bytes. A larger text is not tracked by line; the hooks draw the same limit.
LARGEST: Final = 5_000_000

#: How many closed documents are remembered: an editor that reloads a file closes and opens it at once.
_KEPT: Final = 64
#: How editors call the language of a commit message, and how git names its files.
MESSAGE_LANGUAGES: Final = frozenset({"git-commit", "gitcommit"})
MESSAGE_FILES: Final = frozenset({"COMMIT_EDITMSG", "MERGE_MSG", "SQUASH_MSG"})


class Tracked:
    """One open document. `generation` counts its texts and `attribution` the states of its origins.

    `version` is the client's own count. `path` is the file's place in its repository, empty while unknown or when
    there is none. `head` is its text at HEAD, `None` where there is none; `base` is the text that its risks are told
    against, `None` while unknown. `run` is the last run of AI edits, whose beginning is the other text that they are told
    against. `is_message` tells the message of a commit being made. `note` says why a text is not tracked by line. `findings` belong to the text of
    generation `analysed`. `unsaved` says whether the journal lacks anything that was seen or said here; `saved` holds
    the digests of the states that it got from here.
    """

    def __init__(self, uri: str, language: str, version: int, attributed: Attributed) -> None:
        self.uri = uri
        self.language = language
        self.version = version
        self.note = ""
        self.is_message = language in MESSAGE_LANGUAGES or uri.rpartition("/")[2] in MESSAGE_FILES
        self.document = Document("", UNKNOWN)
        self.path = ""
        self.head: str | None = None
        self.base: str | None = None
        self.run: AgentRun | None = None
        self.generation = 0
        self.attribution = 0
        self.unsaved = False
        self.saved: set[str] = set()
        self.findings: Sequence[Finding] = ()
        self.analysed = -1
        self.tombstones = Tombstones()
        self._hint: tuple[int, Hint] | None = None
        self._early: list[tuple[Span, str, Hint | None]] | None = []
        self._size = sum(map(len, attributed.lines))
        if self._size > LARGEST:
            self._give_up()
        else:
            self._set(attributed)

    def expect(self, version: int, hint: Hint) -> None:
        """Remember what the client said about the change that leads to `version`."""
        self._hint = (version, hint)

    def edit(self, span: Span, new: str, version: int) -> bool:
        """Apply one change of the update to `version`, to a span of places that exist.

        Whether it brought text whose author nobody told and nobody saw typing.
        """
        if self.note:
            return False
        hint = self._hint[1] if self._hint is not None and self._hint[0] == version else None
        if self._early is not None:
            self._early.append((span, new, hint))
        start = self._before_run(hint)
        edit = apply_edit(self.document, span, new, hint, self.tombstones)
        if start and edit.removed.strip():
            self.run = AgentRun(start)
        self._size += len(edit.inserted) - len(edit.removed)
        if self._size > LARGEST:
            self._give_up()
        if hint is not None:
            return hint.origin().author is Author.UNKNOWN
        return not is_keystroke(edit)

    def settle(self, attributed: Attributed) -> None:
        """Take the origins of the text as it was when it was opened: they are known now.

        Edits that came meanwhile are done over on top of them, so that it does not matter when this happens.
        """
        early, self._early = self._early or [], None
        if self.note:
            return
        self._set(attributed)
        self.tombstones = Tombstones()
        for span, new, hint in early:
            apply_edit(self.document, span, new, hint, self.tombstones)
        self.attribution += 1

    def moved_on(self, version: int) -> None:
        """The changes of one update have been applied."""
        self.version = version
        self.generation += 1
        self.attribution += 1
        self.unsaved = True
        self._hint = None

    def adopt(self, found: Attributed, start: Attributed) -> bool:
        """Take origins found for `start`, an earlier snapshot of this document; whether they said anything new.

        Lines that were edited or reviewed since then, and those between them, keep the origins they have now.
        """
        now = self.snapshot()
        before, after = _untouched(start, now)
        middle = now.runs[before : len(now.runs) - after]
        runs = (*found.runs[:before], *middle, *found.runs[len(found.runs) - after :])
        if runs == now.runs:
            return False
        self.attribution += 1
        return self.document.set_runs(Attributed(now.lines, runs))

    def snapshot(self) -> Attributed:
        """The text with its origins, as it is now and stays."""
        return self.document.snapshot()

    def review(self, first: int, last: int, email: str) -> bool:
        """Somebody has reviewed the AI text of the lines `first` to `last` (half-open); whether there was any."""
        return self._say(mark_reviewed(self.snapshot(), first, last, email))

    def declare(self, first: int, last: int, origin: Origin) -> bool:
        """The user says where the lines `first` to `last` (half-open) come from; whether that changed anything."""
        return self._say(declared(self.snapshot(), first, last, origin))

    def _before_run(self, hint: Hint | None) -> tuple[str, ...]:
        """The lines as they are if the next edit may begin a run of AI edits; somebody else's ends the one before."""
        author = Author.UNKNOWN if hint is None else hint.origin().author
        is_open = self.run is not None and self.run.is_open
        if author is Author.AI:
            return () if is_open else tuple(self.document.lines)
        # A formatter that runs between two edits of an agent is no other author.
        if self.run is not None and is_open and author is not Author.TOOL:
            self.run.after = tuple(self.document.lines)
        return ()

    def _say(self, attributed: Attributed) -> bool:
        changed = self.adopt(attributed, self.snapshot())
        self.unsaved = self.unsaved or changed
        return changed

    def _set(self, attributed: Attributed) -> None:
        self.document = Document(content(attributed), UNKNOWN)
        self.document.set_runs(attributed)

    def _give_up(self) -> None:
        self.note = "The file is over 5 MB: it is attributed only as a whole, not by line."
        self.document = Document("", UNKNOWN)


class Session:
    """The documents of one editor, open and lately closed, by URI."""

    def __init__(self) -> None:
        self.documents: dict[str, Tracked] = {}
        self._closed: OrderedDict[str, Attributed] = OrderedDict()

    def open(self, uri: str, language: str, version: int, text: str) -> Tracked:
        """Begin to track a document, with the origins it had when it was closed.

        One that is opened a second time without being closed continues like one that was.
        """
        self.close(uri)
        before = self._closed.pop(uri, None)
        start = uniform(text, UNKNOWN) if before is None else transfer(before, text, UNKNOWN)
        tracked = Tracked(uri, language, version, start)
        self.documents[uri] = tracked
        return tracked

    def close(self, uri: str) -> Tracked | None:
        """Stop tracking a document, and keep what is known of it for when it is opened again."""
        tracked = self.documents.pop(uri, None)
        if tracked is not None and not tracked.note:
            self._closed[uri] = tracked.snapshot()
            while len(self._closed) > _KEPT:
                self._closed.popitem(last=False)
        return tracked

    def rename(self, old_uri: str, uri: str) -> None:
        """Let what is known of a file, or of the files in a folder, be known under another name.

        An open document keeps its own name until the client closes it.
        """
        known = {**self._closed, **{name: doc.snapshot() for name, doc in self.documents.items()}}
        for name, attributed in known.items():
            new_name = renamed(name, old_uri, uri)
            if new_name != name:
                self._closed.pop(name, None)
                self._closed[new_name] = attributed

    def agents(self) -> list[str]:
        """The agents that text in open documents is known to come from, by name."""
        origins = {
            origin
            for tracked in self.documents.values()
            for runs in tracked.document.runs
            for _, origin in runs
        }
        return sorted({origin.agent for origin in origins if origin.author is Author.AI and origin.agent})


def _untouched(start: Attributed, now: Attributed) -> tuple[int, int]:
    """How many lines at the beginning, and of the others at the end, have the same text and the same origins."""
    if start == now:
        return len(now.lines), 0
    pairs = list(zip(*start, strict=True)), list(zip(*now, strict=True))
    least = min(map(len, pairs))
    before = next((at for at in range(least) if pairs[0][at] != pairs[1][at]), least)
    after = next(
        (at for at in range(least - before) if pairs[0][-at - 1] != pairs[1][-at - 1]), least - before
    )
    return before, after


def renamed(name: str, old: str, new: str) -> str:
    """What `name`, a path or a URI, is called when `old`, it or a folder above it, has become `new`."""
    if old and (name == old or name.startswith(f"{old}/")):
        return new + name[len(old) :]
    return name


class Copied(NamedTuple):
    """What a part of a copied text is: `size` characters that are not blank, of somebody, from an agent."""

    size: int
    author: str
    agent: str = ""
    model: str = ""
    session: str = ""


def hint_of(
    mechanism: str, producer: str, model: str, session: str, copied: Iterable[Copied] = ()
) -> Hint | None:
    """What a client's `answerable/didEdit` says, `None` when it names no mechanism we know.

    Inserted text with a named producer is an AI's; a completion without one is from the editor's own list. What a
    pasted text was `copied` from is believed as a whole or not at all.
    """
    if mechanism not in set(Mechanism):
        return None
    known = Mechanism(mechanism)
    parts = tuple(copied) if known is Mechanism.PASTED else ()
    if any(part.size < 1 or part.author not in set(Author) for part in parts):
        parts = ()
    author = None
    if known in _FROM_A_PRODUCER:
        author = Author.AI if producer else _FROM_A_PRODUCER[known]
    origins = tuple((part.size, _pasted(part)) for part in parts)
    return Hint(known, author, producer=producer, model=model, session=session, copied=origins)


def _pasted(part: Copied) -> Origin:
    return Hint(
        Mechanism.PASTED, Author(part.author), agent=part.agent, model=part.model, session=part.session
    ).origin()


_FROM_A_PRODUCER: Final = {
    Mechanism.PASTED: None,
    Mechanism.COMPLETION: Author.TOOL,
    Mechanism.SNIPPET: Author.TOOL,
}


def informed(current: Attributed, head: str | None, accounts: Iterable[Attributed]) -> Attributed:
    """The text with what others know of it: each account claims what survives of it, and HEAD what nobody claims.

    `head` is the text of the file at HEAD, `None` where there is none.
    """
    for account in accounts:
        current = claim(current, account)
    if head is None:
        return current
    return merge(transfer(uniform(head, COMMITTED), content(current), UNKNOWN), current)


def may_be_declared(origin: Origin) -> bool:
    """Whether a person may say where such text comes from.

    What an agent or an editor reported as AI is not declared away; what was declared AI before is.
    """
    return not counts_as_ai(origin) or origin.mechanism is Mechanism.DECLARED


def declared(attributed: Attributed, first: int, last: int, origin: Origin) -> Attributed:
    """The lines `first` to `last` (half-open) with the origin that the user declares, where that may be."""
    shared = intern_origin(origin)

    def said(own: Origin) -> Origin:
        return shared if may_be_declared(own) else own

    lines, runs = attributed
    changed = [
        mapped(own, said) if lines[at].strip() else own for at, own in enumerate(runs[first:last], first)
    ]
    return Attributed(lines, (*runs[:first], *changed, *runs[last:]))
