"""One file of a change, before and after."""

from typing import NamedTuple

__all__ = ["FilePair"]


class FilePair(NamedTuple):
    """`path` is the new path. A text is empty where the file does not exist."""

    path: str
    old: str
    new: str
