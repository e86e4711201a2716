"""The files after a change, from what the change itself shows and what is around it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from answerable.core.whole.tree import Tree

__all__ = ["Files"]


class Files:
    """`changed` has the new texts of the changed files that may be asked for; an empty one is gone. Without `tree` there is nothing else."""

    def __init__(self, changed: Mapping[str, str], tree: Tree | None) -> None:
        self._changed = changed
        self._tree = tree

    @cached_property
    def paths(self) -> Collection[str]:
        """All paths after the change that are known."""
        there = {path for path, text in self._changed.items() if text}
        if self._tree is None:
            return there
        return {path for path in self._tree.paths() if self._changed.get(path, "-")} | there

    def read(self, path: str) -> str:
        """A file's text; empty where there is none."""
        if path in self._changed:
            return self._changed[path]
        return (self._tree.read(path) or "") if self._tree is not None else ""

    def holding(self, word: str, suffixes: Sequence[str]) -> Sequence[str]:
        """The paths, outside of the change, whose text has a word; none where nothing is known of them."""
        if self._tree is None:
            return ()
        return [path for path in self._tree.holding(word, suffixes) if path not in self._changed]
