"""What is known of the lines of a file, by the commits that wrote them.

The records that a commit's message names are asked first; then those that speak of the same blob, for a message
that lost its trailers. Runs of lines are taken as they come, so that git can go on looking meanwhile.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from answerable.app.record_index import RecordIndex
from answerable.core.anchors import line_hash
from answerable.core.blame import BlamedRun
from answerable.core.ledger import Entries, Stretch, WantedLine, is_open
from answerable.core.ports import Records
from answerable.core.readback import BLANK, NOTHING, Fact, read_back, region_fact
from answerable.core.record import FileEntry, Record, RegionEntry, record_path
from answerable.core.stamp import record_hints

__all__ = ["BlameReader", "LineFacts", "Lookup"]

#: A commit and a path in git's spelling.
_Origin = tuple[str, str]
#: A record's id, the record, and what it says about one file.
_Told = tuple[str, Record, FileEntry]


class _Found(NamedTuple):
    """A region that has a line, and what it says; `is_open`: another record may know more."""

    region: RegionEntry
    fact: Fact
    is_open: bool


class BlameReader(Protocol):
    """Git's blame and what it refers to."""

    def runs(
        self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()
    ) -> Iterable[list[BlamedRun]]:
        """Where the lines of a file come from, in batches."""
        ...

    def text(self, revision: str, path: str) -> str:
        """The file at a commit."""
        ...

    def messages(self, commits: Iterable[str]) -> dict[str, str]:
        """The messages of commits."""
        ...

    def blob_ids(self, places: Iterable[_Origin]) -> dict[_Origin, str]:
        """The blobs at (commit, path)."""
        ...


class Lookup(NamedTuple):
    """Where answers come from. `content_index` is made when it is first needed: most lines are found without it."""

    git: BlameReader
    records: Records
    content_index: Callable[[], RecordIndex]


class LineFacts:
    """Facts about the lines of one text, `lines` as git counts them and without their endings."""

    def __init__(self, lookup: Lookup, lines: Sequence[str]) -> None:
        self.commits: dict[int, str] = {}
        self.facts: dict[int, Fact] = {}
        self._lookup = lookup
        self._lines = lines
        self._runs: dict[_Origin, list[BlamedRun]] = {}
        self._open: dict[_Origin, None] = {}
        self._named: dict[str, list[tuple[str, Record]]] = {}
        self._entries: dict[_Origin, list[_Told]] = {}

    def take(self, runs: Sequence[BlamedRun]) -> None:
        """Learn where some more lines come from."""
        self._learn({run.commit: None for run in runs if run.commit not in self._named})
        for run in runs:
            origin = (run.commit, run.orig_path)
            self._runs.setdefault(origin, []).append(run)
            if self._settle(run, self._entries_of(origin)):
                self._open[origin] = None

    def finish(self) -> None:
        """Look for the lines that were not found at the number a record has for them."""
        rest: list[tuple[_Origin, Stretch]] = []
        for origin in self._open:
            stretch = self._stretch(origin)
            entries = Entries(self._named[origin[0]])
            found, lost = read_back(stretch, entries.about(stretch))
            self.facts |= found
            if lost:
                rest.append((origin, stretch._replace(lines=tuple(lost))))
        self._find_by_content(rest)

    def _learn(self, commits: dict[str, None]) -> None:
        """The records that the messages name, the last named first: a squash lists the oldest first."""
        if not commits:
            return
        messages = self._lookup.git.messages(commits)
        hints = {commit: record_hints(message) for commit, message in messages.items()}
        read = self._lookup.records.read([one for found in hints.values() for one in found])
        for commit, found in hints.items():
            self._named[commit] = _present(reversed(found), read)

    def _entries_of(self, origin: _Origin) -> list[_Told]:
        found = self._entries.get(origin)
        if found is None:
            path = record_path(origin[1])
            found = self._entries[origin] = [
                (name, record, file)
                for name, record in self._named[origin[0]]
                for file in record["files"]
                if file["path"] == path
            ]
        return found

    def _settle(self, run: BlamedRun, entries: Sequence[_Told]) -> bool:
        """Take the facts of lines that stand where a record has them; whether any line is left open."""
        is_left = False
        last: _Found | None = None
        for at, text in enumerate(self._lines[run.line - 1 : run.line - 1 + run.size]):
            line, number = run.line + at, run.orig_line + at
            self.commits[line] = run.commit
            if not text or text.isspace():
                self.facts[line] = BLANK
                continue
            digest = line_hash(text)
            # Neighbouring lines are most often of one region.
            if last is None or not _holds(last.region, number, digest):
                last = self._find(entries, number, digest)
            self.facts[line] = last.fact if last is not None else NOTHING
            is_left |= last is None or last.is_open
        return is_left

    def _find(self, entries: Sequence[_Told], number: int, digest: str) -> _Found | None:
        """The first region that has this very line at this number."""
        for name, record, file in entries:
            # Records are read only with their regions in order.
            at = bisect_right(file["regions"], number, key=_start) - 1
            if at >= 0 and _holds(file["regions"][at], number, digest):
                region = file["regions"][at]
                return _Found(region, region_fact(region, record["sessions"], name), is_open(region, record))
        return None

    def _stretch(self, origin: _Origin) -> Stretch:
        commit, path = origin
        runs = sorted(self._runs[origin], key=lambda run: run.orig_line)
        lines = tuple(
            WantedLine(path, run.line + at, run.orig_line + at, self._text(run.line + at))
            for run in runs
            for at in range(run.size)
        )
        return Stretch(commit, record_path(path), "", lines)

    def _text(self, line: int) -> str:
        return self._lines[line - 1] if line <= len(self._lines) else ""

    def _find_by_content(self, stretches: Sequence[tuple[_Origin, Stretch]]) -> None:
        """The lines of which no record that their commit names knows: records about the same blob may."""
        if not stretches:
            return
        index = self._lookup.content_index()
        if index.is_empty:
            return
        blobs = self._lookup.git.blob_ids([origin for origin, _ in stretches])
        about = index.records_about(blobs.values())
        read = self._lookup.records.read([one for ids in about.values() for one in ids])
        for origin, stretch in stretches:
            blob = blobs.get(origin, "")
            exact = stretch._replace(blob=blob)
            entries = Entries(_present(about.get(blob, ()), read))
            self.facts |= read_back(exact, entries.exact(exact))[0]


def _start(region: RegionEntry) -> int:
    return region["start"]


def _holds(region: RegionEntry, number: int, digest: str) -> bool:
    start = region["start"]
    return start <= number <= region["end"] and region["hashes"][number - start] == digest


def _present(ids: Iterable[str], read: dict[str, Record | None]) -> list[tuple[str, Record]]:
    """The records that are here."""
    return [(one, record) for one in ids if (record := read.get(one)) is not None]
