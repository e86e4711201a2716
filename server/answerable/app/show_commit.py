"""The records of one commit: found by its message or its contents, and proven against what it contains."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from answerable.app.record_index import RecordIndex
from answerable.core.anchors import line_hash, relocate
from answerable.core.ports import Change, CommitInfo, Records
from answerable.core.record import FileEntry, Record, record_path
from answerable.core.stamp import Stamp, parse_stamp, record_hints
from answerable.core.text import split_lines

__all__ = ["CommitObjects", "FoundBy", "ProvenFile", "Shown", "ShownRecord", "show"]

FoundBy = Literal["trailer", "content"]


class CommitObjects(Protocol):
    """The part of git's objects that is needed here."""

    @property
    def empty_tree(self) -> str:
        """The id of the empty tree."""
        ...

    def commit(self, revision: str) -> CommitInfo | None:
        """The commit that a revision names."""
        ...

    def changes(self, old: str, new: str) -> Sequence[Change]:
        """The raw diff of two trees or commits."""
        ...

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes | None]:
        """The contents of blobs."""
        ...


class ProvenFile(NamedTuple):
    """What a record says about a file, and how many of its lines the commit really holds.

    `is_exact` tells that the record speaks about the very blob.
    """

    entry: FileEntry
    recorded: int
    proven: int
    is_exact: bool


class ShownRecord(NamedTuple):
    """One record of the commit. `found_by` is `trailer` or `content`."""

    id: str
    found_by: FoundBy
    record: Record
    files: tuple[ProvenFile, ...]


class Shown(NamedTuple):
    """Everything about one commit. `problems` are sentences."""

    commit: CommitInfo
    stamp: Stamp | None
    records: tuple[ShownRecord, ...]
    problems: tuple[str, ...]


def show(
    commit: CommitInfo, objects: CommitObjects, records: Records, content_index: Callable[[], RecordIndex]
) -> Shown:
    """The records of `commit`, best first. The index is made only for a commit that names no record that is here."""
    stamp, problems = parse_stamp(commit.message)
    hints = record_hints(commit.message)
    parent = commit.parents[0] if commit.parents else objects.empty_tree
    blobs = {change.blob: change.path for change in objects.changes(parent, commit.id) if change.blob}
    read = records.read(hints)
    problems += [
        f"Record {one[:12]}, named by the message, is not here or cannot be read; if others wrote the commit, "
        "`git fetch origin 'refs/answerable/*:refs/answerable/*'` brings it."
        for one in hints
        if read[one] is None
    ]
    texts = _texts(objects, blobs)
    shown = [_shown(one, "trailer", record, texts, blobs) for one in reversed(hints) if (record := read[one])]
    if not shown:
        about = content_index().records_about(blobs)
        ids = list(dict.fromkeys(one for found in about.values() for one in found))
        others = records.read(ids)
        shown = [_shown(one, "content", record, texts, blobs) for one in ids if (record := others[one])]
    return Shown(commit, stamp, tuple(shown), tuple(problems))


def _texts(objects: CommitObjects, blobs: dict[str, str]) -> dict[str, list[str]]:
    """The lines of each file that the commit changed, by the path as records spell it."""
    contents = objects.blobs(blobs)
    return {
        record_path(path): split_lines(data.decode("utf-8", "surrogateescape"))
        for blob, path in blobs.items()
        if (data := contents.get(blob)) is not None
    }


def _shown(
    name: str, found_by: FoundBy, record: Record, texts: dict[str, list[str]], blobs: dict[str, str]
) -> ShownRecord:
    return ShownRecord(
        name, found_by, record, tuple(_proven(entry, texts, blobs) for entry in record["files"])
    )


def _proven(entry: FileEntry, texts: dict[str, list[str]], blobs: dict[str, str]) -> ProvenFile:
    """How many of the lines that the record describes are in the commit."""
    hashes = [one for region in entry["regions"] for one in region["hashes"]]
    path = blobs.get(entry["blob"])
    lines = texts.get(record_path(path) if path is not None else entry["path"], [])
    if path is not None and _agrees(entry, lines):
        return ProvenFile(entry, len(hashes), len(hashes), is_exact=True)
    found = sum(1 for place in relocate(hashes, lines) if place is not None) if lines else 0
    return ProvenFile(entry, len(hashes), found, is_exact=False)


def _agrees(entry: FileEntry, lines: Sequence[str]) -> bool:
    """Whether every line is at its number with its hash."""
    return all(
        number <= len(lines) and line_hash(lines[number - 1]) == one
        for region in entry["regions"]
        for number, one in enumerate(region["hashes"], region["start"])
    )
