"""What the hooks ask a repository about itself: configuration, identity, the state of an operation."""

import os
from pathlib import Path

import pytest

from answerable.repo.plumbing import Plumbing
from answerable.repo.repository import Repository
from support.git import EMAIL, Repo, make_repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make_repo(tmp_path)


def asked(repo: Repo, **extra: str) -> Repository:
    """The repository as a hook sees it."""
    return Repository(Plumbing.discover(str(repo.top), repo.environ | extra, in_hook=True))


@pytest.mark.parametrize(
    ("config", "environ", "expected"),
    [
        ({}, {}, EMAIL),
        ({"committer.email": "c@example.org"}, {}, "c@example.org"),
        ({"user.email": ""}, {}, ""),
        ({"user.email": ""}, {"EMAIL": "e@example.org"}, "e@example.org"),
        ({}, {"GIT_COMMITTER_EMAIL": "x@example.org"}, "x@example.org"),
        ({"author.email": "a@example.org"}, {}, EMAIL),
    ],
)
def test_identity(repo: Repo, config: dict[str, str], environ: dict[str, str], expected: str) -> None:
    for key, value in config.items():
        repo.git("config", key, value)
    assert asked(repo, **environ).identity == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", "#"),
        ('[core]\ncommentChar = ";"\n', ";"),
        ("[core]\ncommentString = //\n", "//"),
        ('[core]\ncommentChar = ";"\ncommentString = //\n', "//"),
        ('[core]\ncommentString = //\ncommentChar = ";"\n', ";"),
        ("[core]\ncommentChar = a\ncommentString = b\ncommentChar = c\n", "c"),
        ("[core]\ncommentChar = auto\n", "auto"),
    ],
)
def test_comment(repo: Repo, lines: str, expected: str) -> None:
    with (repo.top / ".git/config").open("a") as config:
        config.write(lines)
    assert asked(repo).comment == expected


def test_settings_are_ours_alone(repo: Repo) -> None:
    repo.git("config", "answerable.style", "asf")
    repo.git("config", "answerable.Push", "two\nlines")
    with (repo.top / ".git/config").open("a") as config:
        config.write("[answerable]\nbare\n[other]\nstyle = x\n")
    assert asked(repo).settings == {"style": "asf", "push": "two\nlines", "bare": "true"}


def test_merged_heads_and_messages(repo: Repo) -> None:
    assert asked(repo).merged_heads() == []
    assert asked(repo).earlier_messages().strip() == ""
    repo.commit(a="1")
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit("of the side", b="1")
    repo.git("checkout", "-q", "main")
    repo.commit(c="1")
    repo.git("merge", "-q", "--no-commit", "side")
    assert asked(repo).merged_heads() == [side]
    assert "side" in asked(repo).earlier_messages()


@pytest.mark.parametrize(
    ("source", "named", "expected"),
    [("commit", "HEAD", True), ("commit", "abc", False), ("message", "", False), ("", "", False)],
)
def test_without_a_git_above_the_arguments_decide(
    repo: Repo, source: str, named: str, *, expected: bool
) -> None:
    assert asked(repo).amends(1, source, named) == expected
    assert asked(repo).amends(os.getpid(), source, named) == expected
