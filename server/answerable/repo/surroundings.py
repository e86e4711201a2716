"""What the guard looks up before it decides: each answer is one git command, and only asked for when it matters."""

from answerable.core.errors import GitFailed
from answerable.repo.plumbing import Plumbing

__all__ = ["GitSurroundings"]

#: Seconds after which a question counts as not answered: an agent waits for it.
_PATIENCE_S = 5.0
_POLICY = ".answerable/policy.toml"


class GitSurroundings:
    """The `Look` of the guard over one worktree."""

    def __init__(self, git: Plumbing) -> None:
        self._git = git

    def changes(self) -> bool | None:
        """Whether tracked files have uncommitted changes."""
        return self._says_something(
            "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=none"
        )

    def untracked(self) -> bool | None:
        """Whether there are untracked files, ignored ones left out."""
        return self._says_something("ls-files", "--others", "--exclude-standard", "--directory")

    def restorable(self, path: str) -> bool | None:
        """Whether git can bring back all that is at `path`: everything there is tracked and unchanged."""
        if not path or "\0" in path:
            return None
        tracked = self._says_something("ls-files", "--", path)
        if not tracked:
            return tracked
        dirty = self._says_something(
            "status", "--porcelain", "--ignored", "--untracked-files=all", "--", path
        )
        return None if dirty is None else not dirty

    def branch(self) -> str | None:
        """The branch that is checked out."""
        said = self._ask("symbolic-ref", "--quiet", "--short", "HEAD")
        return None if said is None else said.decode("utf-8", "replace").strip() or None

    def policies(self) -> tuple[bytes | None, bytes | None]:
        """The policy as HEAD has it, and as the worktree has it; `None` where there is none.

        An agent can write the worktree's, so that it may only be stricter than the committed one.
        """
        committed = self._ask("cat-file", "blob", f"HEAD:{_POLICY}")
        try:
            with open(f"{self._git.top}/{_POLICY}", "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
                return committed or None, file.read(1_000_000)
        except OSError:
            return committed or None, None

    def _says_something(self, *args: str) -> bool | None:
        said = self._ask(*args)
        return None if said is None else bool(said)

    def _ask(self, *args: str) -> bytes | None:
        if not self._git.top:
            return None
        try:
            return self._git.run(
                *args, timeout=_PATIENCE_S, check=args[0] not in {"cat-file", "symbolic-ref"}
            )
        except GitFailed:
            return None
