"""What the guard looks up, against real git."""

import pytest

from answerable.repo.surroundings import GitSurroundings
from support.git import make_repo


@pytest.fixture
def repo(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit(
        "start", **{"src/a.py": "a = 1\n", "src/b.py": "b = 1\n", "*.py": "odd\n", ".gitignore": "*.log\n"}
    )
    return repo


def test_uncommitted_work(repo):
    around = GitSurroundings(repo.plumbing())
    assert (around.changes(), around.untracked()) == (False, False)
    repo.write("x.log", "ignored")
    assert (around.changes(), around.untracked()) == (False, False)
    repo.write("new.py", "new")
    assert (around.changes(), around.untracked()) == (False, True)
    repo.write("src/a.py", "a = 2\n")
    assert (around.changes(), around.untracked()) == (True, True)
    repo.git("add", "-A")
    assert around.changes() is True


def test_what_can_be_brought_back(repo):
    around = GitSurroundings(repo.plumbing())
    assert around.restorable("src") is True
    assert around.restorable("*.py") is True
    assert around.restorable("nothing") is False
    assert around.restorable("") is None
    assert around.restorable("a\0b") is None
    repo.write("src/x.log", "ignored, and gone for good")
    assert around.restorable("src") is False
    assert around.restorable("src/a.py") is True
    repo.write("src/b.py", "b = 2\n")
    assert around.restorable("src/b.py") is False


def test_the_branch(repo):
    around = GitSurroundings(repo.plumbing())
    assert around.branch() == "main"
    repo.git("checkout", "-q", "-b", "feature/ä")
    assert around.branch() == "feature/ä"
    repo.git("checkout", "-q", "--detach")
    assert around.branch() is None


def test_policies(repo):
    around = GitSurroundings(repo.plumbing())
    assert around.policies() == (None, None)
    repo.write(".answerable/policy.toml", "in the worktree")
    assert around.policies() == (None, b"in the worktree")
    repo.commit("policy")
    assert around.policies() == (b"in the worktree", b"in the worktree")
    (repo.top / ".answerable" / "policy.toml").unlink()
    assert around.policies() == (b"in the worktree", None)


def test_a_repository_without_commits_or_worktree(tmp_path):
    empty = GitSurroundings(make_repo(tmp_path, "empty").plumbing())
    assert (empty.changes(), empty.untracked(), empty.branch(), empty.policies()) == (
        False,
        False,
        "main",
        (None, None),
    )
    bare = GitSurroundings(make_repo(tmp_path, "bare", "--bare").plumbing())
    assert (bare.changes(), bare.untracked(), bare.restorable("a"), bare.branch()) == (None, None, None, None)
    assert bare.policies() == (None, None)
