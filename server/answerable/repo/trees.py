"""The files of a commit, of the index or of the worktree, as rules may look at them: the `core.whole.tree.Tree` port."""

import os
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Final

from answerable.core.errors import GitFailed
from answerable.core.ports import Worktree
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

__all__ = ["CommitTree", "IndexTree", "WorktreeTree"]

_SNIFFED: Final = 8000  # bytes that git itself looks at to tell binary from text
_PATIENCE: Final = 10.0  # seconds
#: `grep` with nothing that a repository configures: no pager, no textconv, no other kind of pattern, no submodules.
_GREP: Final = (
    "grep",
    "-z",
    "-l",
    "-I",
    "-F",
    "-w",
    "--full-name",
    "--no-textconv",
    "--no-recurse-submodules",
)


class _GitTree:
    """What the three have in common. `listing` and `searched` are git's arguments for its files."""

    listing: tuple[str, ...]
    searched: tuple[str, ...]

    def __init__(self, git: Plumbing) -> None:
        self._git = git

    @cached_property
    def _paths(self) -> frozenset[str]:
        try:
            listed = self._git.run(*self.listing)
        except GitFailed:
            return frozenset()
        return frozenset(os.fsdecode(path) for path in listed.split(b"\0") if path)

    def paths(self) -> Collection[str]:
        """The paths of all files; none when git cannot list them."""
        return self._paths

    def holding(self, word: str, suffixes: Sequence[str]) -> Sequence[str]:
        """The paths whose text has the word; none when git cannot tell."""
        if not word or "\n" in word or "\0" in word:
            return ()
        asked = (*_GREP, *self.searched[:1], "-e", word, *self.searched[1:], "--")
        try:
            found = self._git.run(*asked, answers=(0, 1), timeout=_PATIENCE)
        except GitFailed:
            return ()
        # Git is told to take pathspecs literally, so that it cannot choose by their endings.
        held = [self._plain(os.fsdecode(path)) for path in found.split(b"\0") if path]
        return [path for path in held if path.endswith(tuple(suffixes))]

    def _plain(self, path: str) -> str:
        return path


class CommitTree(_GitTree):
    """The files of a commit or tree."""

    def __init__(self, git: Plumbing, objects: GitObjects, revision: str) -> None:
        super().__init__(git)
        self._objects = objects
        self._revision = revision
        self.listing = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", revision)
        self.searched = ("--no-color", revision)

    def read(self, path: str) -> str | None:
        """A file's text."""
        return _text(self._objects, f"{self._revision}:{path}")

    def _plain(self, path: str) -> str:
        # Git names a file of a commit `commit:path`.
        return path.removeprefix(f"{self._revision}:")


class IndexTree(_GitTree):
    """The files that a commit would have."""

    listing = ("ls-files", "-z", "--cached")
    searched = ("--cached",)

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        super().__init__(git)
        self._objects = objects

    def read(self, path: str) -> str | None:
        """A file's text."""
        return _text(self._objects, f":{path}")


class WorktreeTree(_GitTree):
    """The files on disk, new ones among them, ignored ones left out."""

    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    searched = ("--untracked",)

    def __init__(self, git: Plumbing, worktree: Worktree) -> None:
        super().__init__(git)
        self._worktree = worktree

    def read(self, path: str) -> str | None:
        """A file's text."""
        return self._worktree.read(path).text


def _text(objects: GitObjects, name: str) -> str | None:
    if "\n" in name:
        return None
    found = next(iter(objects.named([name])), None)
    if found is None or found[1] != "blob" or b"\0" in found[2][:_SNIFFED]:
        return None
    return found[2].decode("utf-8", "surrogateescape")
