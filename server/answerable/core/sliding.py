"""Where to show a changed block that could as well stand a few lines higher or lower.

Inserting a second function between two others can be told as "from `def` to the blank line" or "from the blank line to the
return before it". Git slides such blocks to where the indentation looks most natural (`diff.indentHeuristic`, on
by default), in `diff` and in `blame`. The lines that we call added must be those that git calls added, so the
same rules, with git's weights, apply here.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from answerable.core.alignment import Block

__all__ = ["slide"]

#: A block is not moved by more lines than this, and so many blank lines count as the end of the text around it.
_FARTHEST: Final = 100
_MOST_BLANKS: Final = 20
_MOST_INDENT: Final = 200


def slide(old: Sequence[str], new: Sequence[str], blocks: Sequence[Block]) -> list[Block]:
    """The same differences, each block where git would show it."""
    one, two = _File(old, [block[:2] for block in blocks]), _File(new, [block[2:] for block in blocks])
    budget = _Budget(16 * (len(old) + len(new)) + 10_000)
    _compact(one, two, [(block[:2], block[2:]) for block in blocks], budget)
    _compact(two, one, [(block[2:], block[:2]) for block in _blocks(one, two)], budget)
    return _blocks(one, two)


class _Budget:
    """How many single steps are left; sliding in a text of equal lines would otherwise never end."""

    def __init__(self, steps: int) -> None:
        self.steps = steps


class _File:
    """One side: its lines, and a flag for each that is part of a changed block."""

    def __init__(self, lines: Sequence[str], changed: Sequence[tuple[int, ...]]) -> None:
        self.lines = lines
        self.changed = bytearray(len(lines))
        for start, end in changed:
            self.changed[start:end] = b"\1" * (end - start)


class _Group:
    """A changed block of one side, perhaps empty, moving along its file."""

    def __init__(self, file: _File, start: int, end: int) -> None:
        self.file, self.start, self.end = file, start, end

    def __len__(self) -> int:
        return self.end - self.start

    def up(self) -> bool:
        """Move up a line, if the text allows it; what it touches there becomes part of it."""
        lines, changed = self.file.lines, self.file.changed
        if self.start == 0 or lines[self.start - 1] != lines[self.end - 1]:
            return False
        self.start, self.end = self.start - 1, self.end - 1
        changed[self.start], changed[self.end] = 1, 0
        while self.start and changed[self.start - 1]:
            self.start -= 1
        return True

    def down(self) -> bool:
        """Move down a line, if the text allows it; what it touches there becomes part of it."""
        lines, changed = self.file.lines, self.file.changed
        if self.end == len(lines) or lines[self.start] != lines[self.end]:
            return False
        changed[self.start], changed[self.end] = 0, 1
        self.start, self.end = self.start + 1, self.end + 1
        while self.end < len(lines) and changed[self.end]:
            self.end += 1
        return True

    def previous(self) -> None:
        """Become the group before the line above."""
        self.end = self.start = self.start - 1
        while self.start and self.file.changed[self.start - 1]:
            self.start -= 1

    def following(self) -> None:
        """Become the group after the line below."""
        self.start = self.end = self.end + 1
        while self.end < len(self.file.changed) and self.file.changed[self.end]:
            self.end += 1


def _compact(
    file: _File, other: _File, pairs: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], budget: _Budget
) -> None:
    """Move every group of `file` to its best place; `pairs` are its groups and those beside them."""
    done = 0
    for (start, end), (beside_start, beside_end) in pairs:
        if start < end and start >= done and budget.steps > 0:
            group, beside = _Group(file, start, end), _Group(other, beside_start, beside_end)
            _settle(group, beside, budget)
            done = group.end


def _settle(group: _Group, beside: _Group, budget: _Budget) -> None:
    """Move one group: beside a change of the other side if it can stand there, else to the best indentation."""
    while True:
        size = len(group)
        while budget.steps > 0 and group.up():
            beside.previous()
            budget.steps -= 1
        highest = group.end
        meets = len(beside) > 0
        while budget.steps > 0 and group.down():
            beside.following()
            budget.steps -= 1
            meets = meets or len(beside) > 0
        if len(group) == size or budget.steps <= 0:
            break
    if group.end == highest:
        return
    best = _best_end(group, highest) if not meets else -1
    while (not len(beside) if meets else group.end > best) and group.up():
        beside.previous()


def _best_end(group: _Group, highest: int) -> int:
    """The end, between `highest` and where the group is now, that cuts the text most naturally."""
    size, lines, lowest = len(group), group.file.lines, group.end
    best, best_score = lowest, None
    for end in range(max(highest, lowest - size - 1, lowest - _FARTHEST), lowest + 1):
        score = _score(lines, end, _score(lines, end - size, _Score(0, 0)))
        if best_score is None or score.no_worse_than(best_score):
            best, best_score = end, score
    return best


class _Score(NamedTuple):
    """How unnatural two cuts are, the less the better."""

    indent: int
    penalty: int

    def no_worse_than(self, other: "_Score") -> bool:
        """Deeper indentation is worse, by about two ordinary penalties."""
        deeper = (self.indent > other.indent) - (self.indent < other.indent)
        return 60 * deeper + self.penalty - other.penalty <= 0


def _score(lines: Sequence[str], cut: int, score: _Score) -> _Score:
    """`score` with what a cut before line `cut` adds to it."""
    at_end = cut >= len(lines)
    indent = -1 if at_end else _indent(lines[cut])
    before, blanks_before = _nearest(lines, range(cut - 1, -1, -1))
    after, blanks_after = _nearest(lines, range(cut + 1, len(lines)))
    blanks_after = blanks_after + 1 if indent == -1 else 0
    blanks = blanks_before + blanks_after
    penalty = 21 * at_end - 30 * blanks + 6 * blanks_after
    if before == -1 and not blanks_before:
        penalty += 1
    if indent == -1:
        indent = after
    if indent != -1 and before != -1:
        penalty += _step_penalty(before, indent, after, with_blanks=blanks > 0)
    return _Score(score.indent + indent, score.penalty + penalty)


def _step_penalty(before: int, indent: int, after: int, *, with_blanks: bool) -> int:
    """What a change of indentation at the cut costs."""
    if indent > before:
        return 10 if with_blanks else -4
    if indent == before:
        return 0
    if with_blanks:
        return 17
    return 24 if after > indent else 23


def _nearest(lines: Sequence[str], numbers: range) -> tuple[int, int]:
    """The indentation of the next line that is not blank, -1 at the end of the text, and the blank lines before it."""
    for blanks, number in enumerate(numbers):
        indent = _indent(lines[number])
        if indent != -1:
            return indent, blanks
        if blanks + 1 == _MOST_BLANKS:
            return 0, blanks + 1
    return -1, len(numbers)


def _indent(line: str) -> int:
    """The width of the leading blanks of a line, with tab stops at every eighth column; -1 for a blank line."""
    width = 0
    for char in line:
        if char not in " \t\n\r\v\f":
            return width
        if char == " ":
            width += 1
        elif char == "\t":
            width += 8 - width % 8
        if width >= _MOST_INDENT:
            return _MOST_INDENT
    return -1


def _blocks(one: _File, two: _File) -> list[Block]:
    """The blocks that the flags of both sides make."""
    blocks: list[Block] = []
    old_at = new_at = 0
    while old_at < len(one.lines) or new_at < len(two.lines):
        old_start, new_start = _find(one, 1, old_at), _find(two, 1, new_at)
        equal = min(old_start - old_at, new_start - new_at)
        old_start, new_start = old_at + equal, new_at + equal
        old_at, new_at = _find(one, 0, old_start), _find(two, 0, new_start)
        if old_at > old_start or new_at > new_start:
            blocks.append(Block(old_start, old_at, new_start, new_at))
    return blocks


def _find(file: _File, flag: int, start: int) -> int:
    """The first line from `start` with that flag; the number of lines when there is none."""
    at = file.changed.find(flag, start)
    return len(file.changed) if at < 0 else at
