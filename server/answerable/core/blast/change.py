"""Which definitions a change of a file touches."""

from collections.abc import Iterator, Sequence

from answerable.core.blast.outline import Outline, innermost
from answerable.core.diffing import diff_lines

__all__ = ["touched"]


def touched(old: Outline, new: Outline, old_lines: Sequence[str], new_lines: Sequence[str]) -> list[str]:
    """The dotted names of the innermost definitions with changed lines, those that went among them.

    The empty name stands for statements outside of all definitions that name something; blank lines, comments and imports
    out there are nobody's.
    """
    found: dict[str, None] = {}
    for block in diff_lines(old_lines, new_lines):
        found |= dict.fromkeys(_names(old, block.old_start, block.old_end))
        found |= dict.fromkeys(_names(new, block.new_start, block.new_end))
    return list(found)


def _names(outline: Outline, start: int, end: int) -> Iterator[str]:
    statements = {line for lines in outline.uses.values() for line in lines}
    for line in range(start + 1, end + 1):
        definition = innermost(outline.definitions, line)
        if definition is not None:
            yield definition.name
        elif line in statements:
            yield ""
