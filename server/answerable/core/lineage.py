"""Which commit of a range introduced each added line of its net change.

The same answer as `git blame`, for all files at once and from one stream of patches: the added lines start at the
head and are handed from child to parent; a commit keeps the lines that its own hunks added. Line numbers are
1-based.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from answerable.core.history import CommitPatch, FilePatch, Hunk

__all__ = ["Contested", "Introduced", "Lineage", "Piece", "split_pieces", "start_pieces", "trace"]


class Piece(NamedTuple):
    """`size` lines from `here` on at the commit in question; from `line` on in the file `path` at the head."""

    here: int
    size: int
    path: str
    line: int


class Introduced(NamedTuple):
    """Lines that `commit` added: `piece.here` is their number in its own version of `path`."""

    commit: str
    path: str
    piece: Piece


class Contested(NamedTuple):
    """A file in which the merge `commit` differs from all its parents: only a blame can tell its lines apart."""

    commit: str
    path: str
    pieces: tuple[Piece, ...]


class Lineage(NamedTuple):
    """Where the lines went. `outside` are those of commits that the range does not hold."""

    introduced: list[Introduced]
    contested: list[Contested]
    outside: list[Piece]


_Pending = dict[str, list[Piece]]


def start_pieces(net: Iterable[FilePatch]) -> dict[str, list[Piece]]:
    """The added lines of a net change, by path at the head."""
    return {
        file.path: [
            Piece(hunk.new_start, hunk.new_count, file.path, hunk.new_start)
            for hunk in file.hunks
            if hunk.new_count
        ]
        for file in net
        if file.path
    }


def trace(head: str, wanted: Mapping[str, Sequence[Piece]], commits: Iterable[CommitPatch]) -> Lineage:
    """Hand the `wanted` lines of `head` down through `commits`, every child before its parents."""
    found = Lineage([], [], [])
    pending: dict[str, _Pending] = {head: {path: list(pieces) for path, pieces in wanted.items() if pieces}}
    for patch in commits:
        here = pending.pop(patch.commit, None)
        if not here:
            continue
        if len(patch.parents) > 1:
            _route(patch, here, pending, found)
            continue
        _keep_added(patch, here, found)
        if patch.parents:
            _hand_over(pending, patch.parents[0], here)
        else:
            found.outside.extend(piece for pieces in here.values() for piece in pieces)
    found.outside.extend(piece for here in pending.values() for pieces in here.values() for piece in pieces)
    return found


def split_pieces(pieces: Sequence[Piece], hunks: Sequence[Hunk]) -> tuple[list[Piece], list[Piece]]:
    """`pieces` divided by the hunks of one file: what they added, and the rest numbered as on the old side."""
    added: list[Piece] = []
    kept: list[Piece] = []
    starts = [_first(hunk) for hunk in hunks]
    ends = [start + hunk.new_count for start, hunk in zip(starts, hunks, strict=True)]
    shifts = [0, *accumulate(hunk.old_count - hunk.new_count for hunk in hunks)]
    for piece in pieces:
        here, size, path, line = piece
        end = here + size
        at = bisect_right(ends, here)
        while here < end:
            # First what stands before the hunk (or after the last one), then what the hunk added.
            stop = min(starts[at], end) if at < len(hunks) else end
            if here < stop:
                kept.append(Piece(here + shifts[at], stop - here, path, line))
                here, line = stop, line + stop - here
            if here < end:
                stop = min(ends[at], end)
                if here < stop:
                    added.append(Piece(here, stop - here, path, line))
                    here, line = stop, line + stop - here
                at += 1
    return added, kept


def _first(hunk: Hunk) -> int:
    """The first new line of the hunk, or the one that follows a pure deletion."""
    return hunk.new_start if hunk.new_count else hunk.new_start + 1


def _keep_added(patch: CommitPatch, here: _Pending, found: Lineage) -> None:
    """Take the lines that `patch` added out of `here`, and number the rest as its parent does."""
    moved: list[tuple[str, list[Piece]]] = []
    for file in patch.files:
        pieces = here.pop(file.path, None) if file.path else None
        if pieces is None:
            continue
        added, kept = split_pieces(pieces, file.hunks) if file.old_path else (pieces, [])
        found.introduced.extend(Introduced(patch.commit, file.path, piece) for piece in added)
        moved.append((file.old_path, kept))
    for old_path, kept in moved:
        if kept:
            here[old_path] = [*here.get(old_path, []), *kept]


def _route(patch: CommitPatch, here: _Pending, pending: dict[str, _Pending], found: Lineage) -> None:
    """Give each file of a merge to the first parent that has the same content."""
    for path, pieces in here.items():
        for parent, differs in zip(patch.parents, patch.differs, strict=True):
            if path not in differs:
                _hand_over(pending, parent, {path: pieces})
                break
        else:
            found.contested.append(Contested(patch.commit, path, tuple(pieces)))


def _hand_over(pending: dict[str, _Pending], parent: str, here: _Pending) -> None:
    known = pending.get(parent)
    if known is None:
        pending[parent] = here
        return
    for path, pieces in here.items():
        known[path] = [*known.get(path, []), *pieces]
