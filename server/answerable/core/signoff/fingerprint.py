"""Fingerprints of a net change: what a sign-off binds where the signed objects are gone.

Whitespace-exact and without line numbers. Every changed block stands with its lines before and after, the lines
around it as they were, and its number among all places of the old file that look the same: a change elsewhere in
the file leaves the fingerprint alone, a block moved to an identical twin does not, nor does a twin that appears.
Contents that are no text (binary, links, submodules, over the size that is read) are bound by their object ids.
The loose fingerprint leaves the surroundings out: that it is equal only ever means "ask to confirm".
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from answerable.core.diffing import Block, diff_lines
from answerable.core.ports import Change
from answerable.core.text import split_lines

__all__ = ["Content", "NetPrint", "fingerprint", "in_order"]

#: Lines around a changed block that are part of it, as in a patch.
_AROUND: Final = 3
#: Comparisons spent on one file before places are told by line number: a file of equal lines is nobody's source.
_BUDGET: Final = 2_000_000
_LOOKED_AT: Final = 8000  # bytes in which git itself looks for a NUL
_OPAQUE_MODES: Final = frozenset({"120000", "160000"})
_VERSION: Final = "answerable.fingerprint/v1"


class NetPrint(NamedTuple):
    """A net change in short. Fingerprints are 64 hex digits; `added` and `removed` count lines of text files.

    `paths` are all paths, old and new, sorted. `unread` are those whose contents are not here or too large, and so bound by object ids.
    """

    anchored: str
    loose: str
    files: int
    added: int
    removed: int
    paths: tuple[str, ...]
    unread: tuple[str, ...]


class Content(NamedTuple):
    """One changed file: the bytes before and after, `None` where they are not read (a link, a submodule, too large)."""

    change: Change
    old: bytes | None
    new: bytes | None


def fingerprint(contents: Iterable[Content]) -> NetPrint:
    """The fingerprints of a change, whose files come in the order of their paths; see `in_order`."""
    anchored, loose = _Hash(_VERSION, "anchored"), _Hash(_VERSION, "loose")
    files = added = removed = 0
    paths: set[str] = set()
    unread = []
    for content in contents:
        change, edits = content.change, _edits(content)
        files += 1
        paths.update((change.old_path, change.path))
        unread += [change.path] if _is_unread(content) else []
        for one in (anchored, loose):
            one.strings("file", change.old_path, change.path, change.old_mode, change.mode)
        if edits is None:
            for one in (anchored, loose):
                one.strings("objects", change.old_blob, change.blob)
            continue
        for edit in edits:
            added, removed = added + len(edit.added), removed + len(edit.removed)
            _add(edit, anchored, loose)
    return NetPrint(anchored.digest, loose.digest, files, added, removed, tuple(sorted(paths)), tuple(unread))


def in_order(changes: Iterable[Change]) -> list[Change]:
    """The changes in the one order in which they are fingerprinted."""
    return sorted(changes, key=lambda change: (change.path, change.old_path))


def _add(edit: "_Edit", anchored: "_Hash", loose: "_Hash") -> None:
    anchored.strings("edit", str(edit.place), str(edit.places))
    loose.strings("edit")
    for side in (edit.before, edit.removed, edit.after, edit.added):
        anchored.lines(side)
    loose.lines(edit.removed)
    loose.lines(edit.added)


class _Edit(NamedTuple):
    """One changed block: the old lines around and in it, the new lines in it, which of equal places it is at."""

    before: Sequence[str]
    removed: Sequence[str]
    after: Sequence[str]
    added: Sequence[str]
    place: int
    places: int


class _Hash:
    """SHA-256 over strings that cannot run into each other: each comes after its length."""

    def __init__(self, *begin: str) -> None:
        self._hash = hashlib.sha256()
        self.strings(*begin)

    @property
    def digest(self) -> str:
        """64 hex digits."""
        return self._hash.hexdigest()

    def strings(self, *parts: str) -> None:
        """Add strings."""
        for part in parts:
            data = part.encode("utf-8", "surrogateescape")
            self._hash.update(b"%d:" % len(data) + data)

    def lines(self, lines: Sequence[str]) -> None:
        """Add the text of a run of lines."""
        self.strings("".join(lines))


def _is_unread(content: Content) -> bool:
    change = content.change
    sides = ((change.old_blob, change.old_mode, content.old), (change.blob, change.mode, content.new))
    return any(blob and mode not in _OPAQUE_MODES and data is None for blob, mode, data in sides)


def _edits(content: Content) -> list[_Edit] | None:
    """The changed blocks of a text file; `None` for anything else."""
    old, new = content.old, content.new
    if {content.change.old_mode, content.change.mode} & _OPAQUE_MODES or old is None or new is None:
        return None
    if b"\0" in old[:_LOOKED_AT] or b"\0" in new[:_LOOKED_AT]:
        return None
    old_lines, new_lines = _lines(old), _lines(new)
    blocks = diff_lines(old_lines, new_lines)
    places = _Places(old_lines, [_around(block, old_lines) for block in blocks])
    return [_edit(block, old_lines, new_lines, places) for block in blocks]


def _lines(data: bytes) -> list[str]:
    return split_lines(data.decode("utf-8", "surrogateescape")) if data else []


def _around(block: Block, old: Sequence[str]) -> tuple[int, int]:
    """The old lines of a block with those around it, half-open."""
    return max(0, block.old_start - _AROUND), min(len(old), block.old_end + _AROUND)


def _edit(block: Block, old: Sequence[str], new: Sequence[str], places: "_Places") -> _Edit:
    first, last = _around(block, old)
    return _Edit(
        old[first : block.old_start],
        old[block.old_start : block.old_end],
        old[block.old_end : last],
        new[block.new_start : block.new_end],
        *places.number(first, last),
    )


class _Places:
    """Which of the equal places of a file each of some runs of its lines is."""

    def __init__(self, lines: Sequence[str], runs: Iterable[tuple[int, int]]) -> None:
        self._lines = lines
        self._budget = _BUDGET
        self._at: dict[str, list[int]] = {line: [] for first, last in runs for line in lines[first:last]}
        for at, line in enumerate(lines):
            if line in self._at:
                self._at[line].append(at)

    def number(self, first: int, last: int) -> tuple[int, int]:
        """How many places before the half-open run `first..last` look like it, and how many there are in all."""
        run = self._lines[first:last]
        if not run:
            return 0, 1
        rarest = min(range(len(run)), key=lambda at: len(self._at[run[at]]))
        candidates = self._at[run[rarest]]
        self._budget -= len(candidates) * len(run)
        if self._budget < 0:
            return first, -1
        starts = [at - rarest for at in candidates if at >= rarest]
        equal = [start for start in starts if self._lines[start : start + len(run)] == run]
        return equal.index(first), len(equal)
