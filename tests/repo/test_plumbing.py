"""Finding a repository and running git in it, in every shape a repository comes in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.core.errors import BadRevision, GitFailed, NotARepository
from answerable.repo.plumbing import Plumbing
from support.git import Repo, clean_environment, make_repo


def plain(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder)
    return repo, repo.top


def deeper(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder)
    repo.write("a/b/c.txt", "x")
    return repo, repo.top / "a/b"


def newline_in_path(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder, "two\nlines 'quoted'")
    return repo, repo.top


def sha256(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder, "repo", "--object-format=sha256")
    return repo, repo.top


def bare(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder, "bare.git", "--bare")
    return repo, repo.top


def linked(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder)
    repo.commit(a="1")
    repo.git("worktree", "add", "-q", "../linked")
    return repo, folder / "linked"


def submodule(folder: Path) -> tuple[Repo, Path]:
    inner = make_repo(folder, "inner")
    inner.commit(a="1")
    repo = make_repo(folder)
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "sub")
    return repo, repo.top / "sub"


def detached(folder: Path) -> tuple[Repo, Path]:
    repo = make_repo(folder)
    repo.commit(a="1")
    repo.git("checkout", "-q", "--detach")
    return repo, repo.top


@pytest.mark.parametrize(
    ("shape", "top", "git_dir", "common_dir"),
    [
        (plain, "repo", "repo/.git", "repo/.git"),
        (deeper, "repo", "repo/.git", "repo/.git"),
        (newline_in_path, "two\nlines 'quoted'", "two\nlines 'quoted'/.git", "two\nlines 'quoted'/.git"),
        (sha256, "repo", "repo/.git", "repo/.git"),
        (bare, "", "bare.git", "bare.git"),
        (linked, "linked", "repo/.git/worktrees/linked", "repo/.git"),
        (submodule, "repo/sub", "repo/.git/modules/sub", "repo/.git/modules/sub"),
        (detached, "repo", "repo/.git", "repo/.git"),
    ],
)
def test_a_repository_is_found(
    tmp_path: Path, shape: Callable[[Path], tuple[Repo, Path]], top: str, git_dir: str, common_dir: str
) -> None:
    repo, start = shape(tmp_path)
    git = Plumbing.discover(str(start), repo.environ)
    assert git.top == (str(tmp_path / top) if top else "")
    assert git.git_dir == str(tmp_path / git_dir)
    assert git.common_dir == str(tmp_path / common_dir)
    assert git.is_bare == (not top)
    assert git.object_format == ("sha256" if shape is sha256 else "sha1")
    assert git.run("hash-object", "-t", "tree", "--stdin").decode().strip() == git.empty_tree


@pytest.mark.parametrize("start", [".", "missing"])
def test_no_repository(tmp_path: Path, start: str) -> None:
    with pytest.raises(NotARepository, match=r"^[^\n]+\.$"):
        Plumbing.discover(str(tmp_path / start), clean_environment(tmp_path))


def test_no_git(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="not found on PATH"):
        Plumbing.discover(str(tmp_path), clean_environment(tmp_path) | {"PATH": str(tmp_path)})


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("rev-parse", "--verify", "nothing"), GitFailed),
        (("diff-tree", "-r", "nothing", "HEAD"), BadRevision),
        (("rev-list", "nothing..HEAD"), BadRevision),
        (("cat-file", "blob", "0" * 40), GitFailed),
        (("no-such-command",), GitFailed),
    ],
)
def test_git_says_no(tmp_path: Path, args: tuple[str, ...], error: type[GitFailed]) -> None:
    repo = make_repo(tmp_path)
    repo.commit(a="1")
    with pytest.raises(error, match=r"^git [^\n]+ failed: [^\n]+\.$"):
        repo.plumbing().run(*args)
    assert repo.plumbing().run(*args, check=False) == b""


def test_a_git_that_hangs_is_given_up(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    git = repo.plumbing()
    fake = tmp_path / "fake/git"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    fake.chmod(0o755)
    git.environ["PATH"] = f"{fake.parent}{os.pathsep}{git.environ['PATH']}"
    with pytest.raises(GitFailed, match="did not finish within"):
        git.run("status", timeout=0.2)
