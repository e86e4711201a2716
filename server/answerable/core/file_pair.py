"""One file of a change, before and after."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from answerable.core.text import split_lines

__all__ = ["READ_AS_TEXT", "FilePair", "LinedPair", "Lines", "is_gap"]

#: The lines of the old and of the new text, with their endings.
Lines = tuple[Sequence[str], Sequence[str]]

#: What follows the path of a file that could be looked at, though not as what it will be.
READ_AS_TEXT: Final = " is a template: it was read as text, without what its directives put in"


class FilePair(NamedTuple):
    """`path` is the new path. A text is empty where the file does not exist."""

    path: str
    old: str
    new: str

    @property
    def lines(self) -> Lines:
        """The lines of both texts."""
        return split_lines(self.old), split_lines(self.new)


class LinedPair(FilePair):
    """A pair whose lines are known already: splitting ten thousand takes longer than looking at one edit."""

    known: Lines

    @classmethod
    def of(cls, path: str, old: str, lines: Lines) -> "LinedPair":
        """The pair of two texts, of which the old one is at hand."""
        pair = cls(path, old, "".join(lines[1]))
        pair.known = lines
        return pair

    @property
    def lines(self) -> Lines:
        """The lines of both texts."""
        return self.known


def is_gap(problem: str) -> bool:
    """Whether a sentence about an analysis says that something was not looked at, and not only how."""
    return not problem.endswith(READ_AS_TEXT)
