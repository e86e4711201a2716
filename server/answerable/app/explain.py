"""Who wrote each line: of a committed file, of the worktree, and of one commit.

Records are found by what a commit's message names, then by the blobs that they speak of, and believed only where
the content agrees. What nothing speaks of is unknown.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple, Protocol

from answerable.app.known import known
from answerable.app.record_index import RecordIndex
from answerable.core.diffing import diff_lines
from answerable.core.errors import AnswerableError
from answerable.core.history import BlameLine
from answerable.core.ledger import Entries, Stretch, WantedLine
from answerable.core.ports import Journal, Records, Worktree
from answerable.core.readback import BLANK, NOTHING, Fact, fact_of_runs, read_back
from answerable.core.record import Record, record_path
from answerable.core.stamp import record_hints
from answerable.core.text import Attributed

__all__ = [
    "BlameReader",
    "Blamed",
    "BlamedLine",
    "Lookup",
    "Place",
    "blame",
    "blame_worktree",
    "uncommitted_facts",
]


class BlameReader(Protocol):
    """Git's blame and what it refers to."""

    def lines(self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> list[BlameLine]:
        """Where each line of a file comes from."""
        ...

    def messages(self, commits: Iterable[str]) -> dict[str, str]:
        """The messages of commits."""
        ...

    def blob_ids(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The blobs at (commit, path)."""
        ...


class BlamedLine(NamedTuple):
    """One line: `line` is 1-based, `commit` empty for a line that is not committed, `text` without its ending."""

    line: int
    commit: str
    fact: Fact
    text: str


class Blamed(NamedTuple):
    """The lines of `path`; `revision` is a full commit id, empty for the worktree."""

    path: str
    revision: str
    lines: list[BlamedLine]


class Place(NamedTuple):
    """A file of the worktree; `old_path` is its name at the commit `head` (empty before the first)."""

    path: str
    head: str
    old_path: str


class Lookup(NamedTuple):
    """Where answers come from. `content_index` is made when it is first needed: most lines are found without it."""

    git: BlameReader
    records: Records
    content_index: Callable[[], RecordIndex]


def blame(lookup: Lookup, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> Blamed:
    """Who wrote each line of `path` at a commit (a full id). Raises `GitFailed` when there is no such file."""
    lines = lookup.git.lines(revision, path, ranges)
    facts = _facts(lookup, lines)
    found = [BlamedLine(one.line, one.commit, facts.get(one.line, BLANK), one.text) for one in lines]
    return Blamed(path, revision, found)


def blame_worktree(
    lookup: Lookup, worktree: Worktree, journal: Callable[[], Journal], place: Place
) -> Blamed:
    """Who wrote each line of the file as it is on disk. Raises `AnswerableError` when it cannot be read."""
    path, head, old_path = place
    seen = worktree.read(path)
    if seen.text is None:
        raise AnswerableError(
            f"{path} is {seen.note}." if seen.note else f"{path} does not exist; --rev looks into history."
        )
    committed = worktree.committed(head, [old_path]).get(old_path) if head else None
    old = blame(lookup, head, old_path).lines if committed is not None else []
    lines = seen.text.removesuffix("\n").split("\n") if seen.text else []
    kept = _kept([one.text.removesuffix("\r") for one in old], [line.removesuffix("\r") for line in lines])
    fresh: dict[int, Fact] = {}
    if len(kept) < len(lines):
        fresh = uncommitted_facts(known(journal(), worktree, path, seen.text))
    found = [
        old[kept[at]]._replace(line=at + 1)
        if at in kept
        else BlamedLine(at + 1, "", fresh.get(at, NOTHING) if line.strip() else BLANK, line)
        for at, line in enumerate(lines)
    ]
    return Blamed(path, "", found)


def uncommitted_facts(attributed: Attributed) -> dict[int, Fact]:
    r"""What is known of each line of a text, by the 0-based number that git gives it: git knows no lone `\\r`."""
    facts: dict[int, Fact] = {}
    number = 0
    for line, runs in zip(attributed.lines, attributed.runs, strict=True):
        fact = fact_of_runs(line, runs)
        facts[number] = facts[number] if number in facts and fact is BLANK else fact
        number += line.endswith("\n")
    return facts


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """New line number -> old line number, 0-based, for the lines that did not change."""
    kept: dict[int, int] = {}
    old_at = new_at = 0
    for block in diff_lines(old, new):
        kept.update(zip(range(new_at, block.new_start), range(old_at, block.old_start), strict=True))
        old_at, new_at = block.old_end, block.new_end
    kept.update(zip(range(new_at, len(new)), range(old_at, len(old)), strict=True))
    return kept


def _facts(lookup: Lookup, lines: Sequence[BlameLine]) -> dict[int, Fact]:
    """What is known of each line that is not blank, by its number."""
    stretches = _stretches(lines)
    hints = {
        commit: record_hints(message)
        for commit, message in lookup.git.messages(stretch.commit for stretch in stretches).items()
    }
    read = lookup.records.read(list(dict.fromkeys(one for found in hints.values() for one in found)))
    named = {commit: _entries(reversed(found), read) for commit, found in hints.items()}
    facts: dict[int, Fact] = {}
    open_stretches: list[Stretch] = []
    for stretch in stretches:
        found, rest = read_back(stretch, named[stretch.commit].about(stretch))
        facts |= found
        if rest:
            open_stretches.append(stretch._replace(lines=tuple(rest)))
    return facts | _facts_by_content(lookup, open_stretches)


def _facts_by_content(lookup: Lookup, stretches: Sequence[Stretch]) -> dict[int, Fact]:
    """The lines of which no record that their commit names knows: records about the same blob may."""
    facts = {line.line: NOTHING for stretch in stretches for line in stretch.lines}
    if not stretches:
        return facts
    index = lookup.content_index()
    if index.is_empty:
        return facts
    places = {stretch: (stretch.commit, stretch.lines[0].path) for stretch in stretches}
    blobs = lookup.git.blob_ids(places.values())
    about = index.records_about(blobs.values())
    read = lookup.records.read(list(dict.fromkeys(one for ids in about.values() for one in ids)))
    for stretch, place in places.items():
        blob = blobs.get(place, "")
        exact = stretch._replace(blob=blob)
        facts |= read_back(exact, _entries(about.get(blob, ()), read).exact(exact))[0]
    return facts


def _entries(ids: Iterable[str], read: dict[str, Record | None]) -> Entries:
    """The records that are here, the last named first: a squash lists the oldest first."""
    return Entries((one, record) for one in ids if (record := read.get(one)) is not None)


def _stretches(lines: Sequence[BlameLine]) -> list[Stretch]:
    """The lines by the commit and file that they come from; `WantedLine.path` keeps git's spelling of the path."""

    def origin(line: BlameLine) -> tuple[str, str]:
        return line.commit, line.orig_path

    return [
        Stretch(
            commit,
            record_path(path),
            "",
            tuple(WantedLine(path, one.line, one.orig_line, one.text) for one in group),
        )
        for (commit, path), group in groupby(
            sorted(lines, key=lambda line: (*origin(line), line.orig_line)), key=origin
        )
    ]
