"""What keeps `verify` from an answer: it says so and never that all is well."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.core.errors import GitFailed
from answerable.repo.signoffs import SIGNOFFS_REF
from support.git import Repo
from support.signers import SignedRepo, needs_ssh_keygen

needs_ssh_keygen()


def cut_off(made: SignedRepo) -> Repo:
    """A shallow clone."""
    made.repo.git(
        "clone",
        "-q",
        "--no-local",
        "--depth=1",
        "--no-single-branch",
        f"file://{made.repo.top}",
        str(made.repo.home / "shallow"),
    )
    return fetched(made, made.repo.top / str(made.repo.home / "shallow"))


def without_contents(made: SignedRepo) -> Repo:
    """A partial clone, whose missing contents nobody may fetch behind the user's back."""
    made.repo.git("config", "uploadpack.allowFilter", "true")
    made.repo.git(
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{made.repo.top}",
        str(made.repo.home / "partial"),
    )
    return fetched(made, made.repo.top / str(made.repo.home / "partial"))


def fetched(made: SignedRepo, top: Path) -> Repo:
    repo = Repo(top, made.repo.home)
    repo.git("branch", "-q", "-f", "main", "origin/main")
    repo.git("fetch", "-q", "origin", "refs/answerable/*:refs/answerable/*")
    return repo


def unrelated(made: SignedRepo) -> Repo:
    made.git("checkout", "-q", "--orphan", "new")
    made.git("commit", "-q", "-m", "new")
    made.git("branch", "-f", "topic", "new")
    return made.repo


def no_such_head(made: SignedRepo) -> Repo:
    made.git("checkout", "-q", "main")
    made.git("branch", "-q", "-D", "topic")
    return made.repo


def object_file(made: SignedRepo, name: str) -> Path:
    one = made.git("rev-parse", name)
    return made.repo.top / ".git/objects" / one[:2] / one[2:]


def signoff_lost(made: SignedRepo) -> Repo:
    """It could be the revocation."""
    (one,) = made.store().all()
    object_file(made, f"{SIGNOFFS_REF}:{one.id[:2]}/{one.id}.json").unlink()
    return made.repo


def signoffs_tree_lost(made: SignedRepo) -> Repo:
    object_file(made, f"{SIGNOFFS_REF}^{{tree}}").unlink()
    return made.repo


def signoffs_commit_lost(made: SignedRepo) -> Repo:
    object_file(made, SIGNOFFS_REF).unlink()
    return made.repo


def roster_broken(made: SignedRepo) -> Repo:
    made.git("checkout", "-q", "main")
    made.write("roster", **{".answerable/roster.toml": "version = 1\n"})
    made.git("rebase", "-q", "main", "topic")
    return made.repo


FAULTS: list[tuple[Callable[[SignedRepo], Repo], str]] = [
    (cut_off, "shallow clone"),
    (without_contents, "that can be read"),
    (unrelated, "no commit in common"),
    (no_such_head, "names no commit"),
    (signoff_lost, "is not here: fetch it whole"),
    (signoffs_tree_lost, "cannot be read: fetch it whole"),
    (signoffs_commit_lost, "cannot be read: fetch it whole"),
    (roster_broken, "roster.toml"),
]


@pytest.mark.parametrize(("break_it", "words"), FAULTS, ids=[one.__name__ for one, _ in FAULTS])
def test_fault(tmp_path: Path, capsys, break_it: Callable[[SignedRepo], Repo], words: str) -> None:
    made = SignedRepo(tmp_path)
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    repo = break_it(made)
    with pytest.raises(GitFailed, match=words):
        made.verify(capsys, repo=repo)


def test_replaced_commits_hide_nothing(tmp_path: Path, capsys) -> None:
    """`git replace` and grafts would show the approved commit where another one is."""
    made = SignedRepo(tmp_path)
    approved = made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    evil = made.write("evil", **{"b.txt": "evil\n"})
    made.git("replace", evil, approved)
    code, (one,) = made.verify(capsys)
    assert (code, one["valid"]) == (1, False)


def test_borrowed_objects_are_there(tmp_path: Path, capsys) -> None:
    """A clone with `--shared`, whose alternates are spelt relative to it."""
    made = SignedRepo(tmp_path)
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    made.repo.git("clone", "-q", "--shared", str(made.repo.top), str(tmp_path / "shared"))
    shared = fetched(made, tmp_path / "shared")
    alternates = tmp_path / "shared/.git/objects/info/alternates"
    alternates.write_text(os.path.relpath(made.repo.top / ".git/objects", alternates.parents[1]) + "\n")
    assert made.verify(capsys, repo=shared)[0] == 0


def test_nowhere_to_write(tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for ssh-keygen nor, after a rebase, for git."""
    made = SignedRepo(tmp_path)
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    code, (one,) = made.verify(capsys)
    assert (code, one["valid"]) == (2, False)
    assert "No temporary folder can be made" in made.said["problems"][0]
    made.git("checkout", "-q", "main")
    made.write("other", **{"c.txt": "c\n"})
    made.git("rebase", "-q", "main", "topic")
    with pytest.raises(GitFailed, match="No temporary folder can be made"):
        made.verify(capsys)
