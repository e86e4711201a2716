"""The commit being made, and what is not staged yet: the `Staging` port."""

import os
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

    def worktree(self, parent: str) -> Sequence[Change]:
        """What the worktree changes against `parent`, with new files that are not ignored.

        A file that must be read from disk has no blob id.
        """
        # The index may be stale against file times; --raw then names files that did not change, which costs only time.
        asked = ("diff-index", "-z", "--raw", "--no-abbrev", "-M", "--ignore-submodules=dirty", parent, "--")
        known = parse_raw_diff(self._git.run(*self._without_filters(), *asked))
        others = self._git.run("ls-files", "--others", "--exclude-standard", "-z").split(b"\0")
        fresh = [os.fsdecode(path) for path in others if path]
        return [*known, *(Change("A", path, path, "", "", "000000", "100644") for path in fresh)]

    def _without_filters(self) -> list[str]:
        """Options against the programs that a repository may run on files as git reads them."""
        named = self._git.run("config", "-z", "--name-only", "--get-regexp", r"^filter\.", check=False)
        drivers = {os.fsdecode(key).rpartition(".")[0] for key in named.split(b"\0") if key}
        switches = ("clean=", "smudge=", "process=", "required=false")
        return [
            part for driver in sorted(drivers) for switch in switches for part in ("-c", f"{driver}.{switch}")
        ]
