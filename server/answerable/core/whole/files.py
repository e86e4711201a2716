"""The files after a change, from what the change itself shows and what is around it."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from answerable.core.whole.tree import Tree

__all__ = ["Files"]


class Files:
    """`changed` has the new texts of the files of the change, an empty one for a file that is gone.

    `untouched` are those that did not change after all. Without `tree` there is nothing else.
    """

    def __init__(
        self, changed: Mapping[str, str], tree: Tree | None, untouched: Collection[str] = ()
    ) -> None:
        self._changed = changed
        self._untouched = untouched
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

    def changed(self, path: str) -> bool:
        """Whether a file is one that the change touches."""
        return path in self._changed and path not in self._untouched

    def naming(self, word: str, suffixes: Sequence[str]) -> Sequence[str]:
        """The paths, in the change and around it, whose text has a word."""
        alone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        here = [
            path
            for path, text in self._changed.items()
            if path.endswith(tuple(suffixes)) and alone.search(text) is not None
        ]
        return [*here, *self.holding(word, suffixes)]

    def holding(self, word: str, suffixes: Sequence[str]) -> Sequence[str]:
        """The paths, outside of the change, whose text has a word; none where nothing is known of them."""
        if self._tree is None:
            return ()
        return [path for path in self._tree.holding(word, suffixes) if path not in self._changed]
