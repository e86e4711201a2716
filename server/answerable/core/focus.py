"""Two texts brought so close that their difference shows certain lines and nothing else."""

from collections.abc import Iterable, Sequence

from answerable.core.diffing import diff_lines
from answerable.core.text import split_lines

__all__ = ["focused"]


def focused(old: str, new: str, ranges: Iterable[Sequence[int]]) -> str:
    """The text to compare `new` with so that only the changes that touch some of its lines are seen.

    `ranges` are pairs of 1-based line numbers of `new`, both inclusive; a deletion touches the line that stands where it
    was. Every other change is in the answer already.
    """
    wanted = {line for first, last in ranges for line in range(first - 1, last)}
    before, after = split_lines(old), split_lines(new)
    found: list[str] = []
    done = 0
    for block in diff_lines(before, after):
        found += after[done : block.new_start]
        is_shown = not wanted.isdisjoint(range(block.new_start, max(block.new_start + 1, block.new_end)))
        found += (
            before[block.old_start : block.old_end] if is_shown else after[block.new_start : block.new_end]
        )
        done = block.new_end
    return "".join([*found, *after[done:]])
