"""The commit being made: the `Staging` port."""

from collections.abc import Sequence

from answerable.core.ports import Change
from answerable.repo.objects import parse_raw_diff
from answerable.repo.plumbing import Plumbing

__all__ = ["GitStaging"]


class GitStaging:
    """The index that git is committing, which in a partial commit is not the worktree's own."""

    __slots__ = ("_git",)

    def __init__(self, git: Plumbing) -> None:
        self._git = git

    def staged(self, parent: str) -> Sequence[Change]:
        """What the index changes against `parent` (a commit or tree), with renames found."""
        # The worktree is never looked at: only what is staged gets committed.
        asked = (
            "diff-index",
            "--cached",
            "-z",
            "--raw",
            "--no-abbrev",
            "-M",
            "--ignore-submodules=dirty",
            parent,
            "--",
        )
        return parse_raw_diff(self._git.run(*asked))
