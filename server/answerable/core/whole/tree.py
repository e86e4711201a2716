"""The files as they are after a change: what a rule may look at beside the change itself."""

from collections.abc import Collection, Sequence
from typing import Protocol

__all__ = ["Tree"]


class Tree(Protocol):
    """All files after the change, paths relative to the top with `/`. Nothing raises; what cannot be read is not there."""

    def paths(self) -> Collection[str]:
        """The paths of all files, ignored ones left out."""
        ...

    def read(self, path: str) -> str | None:
        """A file's text; `None` where there is none, or where it is binary or over 5 MB."""
        ...

    def holding(self, word: str, suffixes: Sequence[str]) -> Sequence[str]:
        """The paths with one of these endings whose text has `word` with no letter, digit or `_` beside it."""
        ...
