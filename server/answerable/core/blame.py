"""The stream of `git blame --incremental`, parsed as it arrives."""

from collections.abc import Iterator
from typing import NamedTuple

from answerable.core.history import unquote

__all__ = ["BlameParser", "BlamedRun"]


class BlamedRun(NamedTuple):
    """`size` neighbouring lines from `line` on are those from `orig_line` on in `orig_path` at `commit`; 1-based."""

    commit: str
    orig_path: str
    orig_line: int
    line: int
    size: int


class BlameParser:
    """Takes bytes as they come and gives the runs that are complete.

    A run is a line with a commit and three numbers, lines about the commit when it is new, and a line that ends it,
    `filename PATH`.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._head: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[BlamedRun]:
        """The runs that `data` completes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if not self._head:
                self._head = line.split(b" ")
            elif line.startswith(b"filename "):
                commit, orig_line, place, size = self._head
                yield BlamedRun(commit.decode(), unquote(line[9:]), int(orig_line), int(place), int(size))
                self._head = []
