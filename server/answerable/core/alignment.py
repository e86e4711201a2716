"""Alignment of two sequences of strings: which elements survived, in order.

Minimal where that is cheap (Myers' greedy algorithm, as git does), anchored on elements that are unique on both sides
where it is not (patience), and "all changed" where neither helps. The work is bounded: no input makes it
quadratic.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

__all__ = ["Block", "align", "changed_span", "increasing", "kept"]

#: More differences than this in one gap are not searched for a minimal script: the cost grows with the square.
_MOST_EDITS: Final = 256
_STRIDE: Final = 256  # elements


class Block(NamedTuple):
    """A changed block: half-open index ranges of the old and of the new sequence, at most one of them empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def align(old: Sequence[str], new: Sequence[str], *, anchors_first: bool = False) -> list[Block]:
    """The changed blocks that turn `old` into `new`, in order; what lies between them is equal.

    With `anchors_first` unique elements are aligned before anything else: better for tokens, where a minimal
    script would rather match three commas than one name.
    """
    blocks: list[Block] = []
    pending = [Block(0, len(old), 0, len(new))]
    budget = 64 * (len(old) + len(new)) + 10_000
    while pending:
        gap = _trim(old, new, pending.pop())
        if gap.old_start == gap.old_end or gap.new_start == gap.new_end:
            _append(blocks, gap)
            continue
        budget -= gap.old_end - gap.old_start + gap.new_end - gap.new_start
        anchors = _anchors(old, new, gap) if anchors_first and budget > 0 else []
        minimal = None if anchors or budget <= 0 else _minimal(old, new, gap)
        if minimal is not None:
            for block in _between(gap, minimal):
                _append(blocks, block)
            continue
        if not anchors_first and budget > 0:
            anchors = _anchors(old, new, gap)
        if anchors:
            pending.extend(reversed(_between(gap, anchors)))
        else:
            _append(blocks, gap)
    return blocks


def changed_span(old: Sequence[object], new: Sequence[object]) -> Block:
    """What is left of two sequences without the equal elements at their ends."""
    return _trim(old, new, Block(0, len(old), 0, len(new)))


def kept(blocks: Sequence[Block], old_length: int) -> list[tuple[int, int, int]]:
    """The runs that `blocks` leave equal, as (old start, new start, length)."""
    runs: list[tuple[int, int, int]] = []
    old_at = new_at = 0
    for block in blocks:
        if block.old_start > old_at:
            runs.append((old_at, new_at, block.old_start - old_at))
        old_at, new_at = block.old_end, block.new_end
    if old_length > old_at:
        runs.append((old_at, new_at, old_length - old_at))
    return runs


def increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of `pairs` (sorted by their first number) whose second number increases."""
    tails: list[int] = []
    tops: list[int] = []
    back: list[int] = []
    for place, (_, value) in enumerate(pairs):
        pile = bisect_left(tails, value)
        back.append(tops[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [value]
        tops[pile : pile + 1] = [place]
    chain: list[tuple[int, int]] = []
    place = tops[-1] if tops else -1
    while place >= 0:
        chain.append(pairs[place])
        place = back[place]
    chain.reverse()
    return chain


def _append(blocks: list[Block], block: Block) -> None:
    if block.old_start == block.old_end and block.new_start == block.new_end:
        return
    if blocks and blocks[-1].old_end == block.old_start and blocks[-1].new_end == block.new_start:
        last = blocks.pop()
        block = Block(last.old_start, block.old_end, last.new_start, block.new_end)
    blocks.append(block)


def _trim(old: Sequence[object], new: Sequence[object], gap: Block) -> Block:
    """`gap` without the equal elements at its ends."""
    old_start, old_end, new_start, new_end = gap
    # Slices compare in one step: most of a large file lies before or after an edit.
    while (
        min(old_end - old_start, new_end - new_start) >= _STRIDE
        and old[old_start : old_start + _STRIDE] == new[new_start : new_start + _STRIDE]
    ):
        old_start += _STRIDE
        new_start += _STRIDE
    while (
        min(old_end - old_start, new_end - new_start) >= _STRIDE
        and old[old_end - _STRIDE : old_end] == new[new_end - _STRIDE : new_end]
    ):
        old_end -= _STRIDE
        new_end -= _STRIDE
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start += 1
        new_start += 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end -= 1
        new_end -= 1
    return Block(old_start, old_end, new_start, new_end)


def _between(gap: Block, pairs: Sequence[tuple[int, int]]) -> list[Block]:
    """What is left of `gap` before, between and after matched pairs of indexes."""
    walls = [(gap.old_start - 1, gap.new_start - 1), *pairs, (gap.old_end, gap.new_end)]
    return [Block(before[0] + 1, after[0], before[1] + 1, after[1]) for before, after in pairwise(walls)]


def _unique(sequence: Sequence[str], start: int, end: int) -> dict[str, int]:
    """Each element that occurs once in `sequence[start:end]`, with its index."""
    places: dict[str, int] = {}
    for index in range(start, end):
        element = sequence[index]
        places[element] = -1 if element in places else index
    return {element: index for element, index in places.items() if index >= 0}


def _anchors(old: Sequence[str], new: Sequence[str], gap: Block) -> list[tuple[int, int]]:
    """Elements unique on both sides of the gap, the longest run of them in the same order."""
    unique_new = _unique(new, gap.new_start, gap.new_end)
    return increasing(
        [
            (index, unique_new[element])
            for element, index in _unique(old, gap.old_start, gap.old_end).items()
            if element in unique_new
        ]
    )


def _minimal(old: Sequence[str], new: Sequence[str], gap: Block) -> list[tuple[int, int]] | None:
    """The pairs of a longest common subsequence of the gap, or `None` when finding it costs too much.

    Elements that do not occur on the other side cannot match: leaving them out first makes a rewritten block cheap.
    """
    in_new = set(new[gap.new_start : gap.new_end])
    old_places = [index for index in range(gap.old_start, gap.old_end) if old[index] in in_new]
    in_old = {old[index] for index in old_places}
    new_places = [index for index in range(gap.new_start, gap.new_end) if new[index] in in_old]
    trace = _search([old[index] for index in old_places], [new[index] for index in new_places])
    if trace is None:
        return None
    return [
        (old_places[x + step], new_places[y + step])
        for x, y, length in _snakes(trace, len(old_places), len(new_places))
        for step in range(length)
    ]


def _search(one: Sequence[str], two: Sequence[str]) -> list[list[int]] | None:
    """Myers' greedy search: for each number of edits the furthest reach per diagonal, before that round.

    Diagonal k stands at index `k + _MOST_EDITS + 1`. See "An O(ND) Difference Algorithm and Its Variations"
    (1986), figure 2.
    """
    rows, columns = len(one), len(two)
    middle = _MOST_EDITS + 1
    reach = [0] * (2 * middle + 1)
    trace: list[list[int]] = []
    steps = 8 * (rows + columns) + 1_000
    for edits in range(min(_MOST_EDITS, rows + columns) + 1):
        trace.append(reach[:])
        lowest = edits if edits <= columns else 2 * columns - edits
        highest = edits if edits <= rows else 2 * rows - edits
        for k in range(-lowest, highest + 1, 2):
            x = _enter(reach, middle, k, edits)
            start = x
            y = x - k
            while x < rows and y < columns and one[x] == two[y]:
                x += 1
                y += 1
            reach[middle + k] = x
            if x >= rows and y >= columns:
                return trace
            steps -= x - start
        if steps < 0:
            return None
    return None


def _enter(reach: Sequence[int], middle: int, k: int, edits: int) -> int:
    """Where the path with one edit more enters diagonal `k`: from above (an insertion) or from the left."""
    above, left = reach[middle + k + 1], reach[middle + k - 1]
    if k == -edits or (k != edits and left < above):
        return above
    return left + 1


def _snakes(trace: Sequence[Sequence[int]], x: int, y: int) -> list[tuple[int, int, int]]:
    """The equal runs (start in one, start in two, length) of the path that `trace` found, in order."""
    middle = _MOST_EDITS + 1
    runs: list[tuple[int, int, int]] = []
    for edits in range(len(trace) - 1, -1, -1):
        reach = trace[edits]
        k = x - y
        start = _enter(reach, middle, k, edits)
        if x > start:
            runs.append((start, start - k, x - start))
        inserted = k == -edits or (k != edits and reach[middle + k - 1] < reach[middle + k + 1])
        x, y = (start, start - k - 1) if inserted else (start - 1, start - k)
    runs.reverse()
    return runs
