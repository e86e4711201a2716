"""Real git repositories in temporary folders, away from the user's configuration."""

import os
import subprocess
from pathlib import Path

from answerable.repo.plumbing import Plumbing

__all__ = ["EMAIL", "Repo", "clean_environment", "make_repo"]

EMAIL = "dev@example.org"


def clean_environment(home: Path) -> dict[str, str]:
    """An environment in which git sees no configuration but the repository's."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_CEILING_DIRECTORIES": str(home),
        "LC_ALL": "C",
    }


class Repo:
    """One repository: files are written and read as bytes or UTF-8, git runs as the user would run it."""

    def __init__(self, top: Path, home: Path, extra: dict[str, str] | None = None) -> None:
        self.top = top
        self.home = home
        self.environ = clean_environment(home) | (extra or {})

    def run(self, *command: str, stdin: bytes = b"", check: bool = True, **extra: str) -> tuple[str, str]:
        """Standard output and standard error of any command, run at the top of the worktree."""
        done = subprocess.run(
            command, cwd=self.top, env=self.environ | extra, input=stdin, capture_output=True, check=False
        )
        assert not check or done.returncode == 0, (command, os.fsdecode(done.stderr))
        return os.fsdecode(done.stdout), os.fsdecode(done.stderr)

    def git(self, *args: str | bytes, stdin: bytes = b"", check: bool = True, **extra: str) -> str:
        """The standard output of one git command, decoded with surrogates, its last newline gone."""
        return self.git_both(*args, stdin=stdin, check=check, **extra)[0]

    def git_both(
        self, *args: str | bytes, stdin: bytes = b"", check: bool = True, **extra: str
    ) -> tuple[str, str]:
        """Standard output and standard error of one git command."""
        said, complained = self.run("git", *map(os.fsdecode, args), stdin=stdin, check=check, **extra)
        return said.removesuffix("\n"), complained

    def write(self, path: str | bytes, content: str | bytes) -> None:
        """Write a file of the worktree, with its folders."""
        target = Path(os.fsdecode(os.fsencode(self.top) + b"/" + os.fsencode(path)))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        )

    def commit(self, message: str = "change", **files: str | bytes) -> str:
        """Stage everything (and `files`, by name), commit, and return the commit id."""
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def plumbing(self) -> Plumbing:
        """The repository as the product sees it."""
        return Plumbing.discover(str(self.top), self.environ)


def make_repo(folder: Path, name: str = "repo", *init: str, **extra: str) -> Repo:
    """A new repository `folder/name` on branch main with an identity."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    top = folder / name
    top.mkdir()
    repo = Repo(top, home, extra)
    repo.git("init", "-q", "-b", "main", *init)
    if repo.git("rev-parse", "--is-bare-repository") == "false":
        repo.git("config", "user.email", EMAIL)
        repo.git("config", "user.name", "Dev")
    return repo
