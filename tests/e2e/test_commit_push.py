"""Pushing: the records go along, nothing is forced, and the push itself is never in the way."""

from pathlib import Path

import pytest

from support.git import Repo, make_repo
from support.hooked import hooked_repo, install, landed, record_of, remember

HINT = "answerable: The records of these commits stay here; `git config answerable.push true` sends them to origin too.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with one recorded commit and an empty remote."""
    make_repo(tmp_path, "remote.git", "--bare")
    repo = hooked_repo(tmp_path)
    repo.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    remember(repo, "a", "A|one\n")
    repo.commit()
    return repo


def remote_of(repo: Repo) -> Repo:
    return Repo(repo.top.parent / "remote.git", repo.home)


def push(repo: Repo, *args: str) -> str:
    """Push; what is said on standard error."""
    return repo.git_both("push", "-q", *args)[1]


def clone(repo: Repo, name: str) -> Repo:
    """A second person's clone with hooks and the remote's records."""
    repo.git("clone", "-q", str(remote_of(repo).top), f"../{name}")
    other = Repo(repo.top.parent / name, repo.home)
    other.git("config", "user.email", f"{name}@example.org")
    other.git("config", "user.name", name)
    install(other)
    return other


def test_the_first_push_says_how_to_send_records(repo: Repo) -> None:
    assert push(repo, "origin", "main") == HINT
    assert landed(remote_of(repo)) == []


@pytest.mark.parametrize(
    ("wish", "said", "sent"),
    [("true", "", 1), ("yes", "", 1), ("false", "", 0), ("no", "", 0), ("", HINT, 0)],
)
def test_the_configuration_decides(repo: Repo, wish: str, said: str, sent: int) -> None:
    if wish:
        repo.git("config", "answerable.push", wish)
    assert push(repo, "origin", "main") == said
    assert len(landed(remote_of(repo))) == sent
    assert remote_of(repo).git("rev-parse", "main") == repo.git("rev-parse", "main")


def test_a_remote_that_has_records_gets_more_without_being_asked(repo: Repo) -> None:
    repo.git("push", "-q", "origin", "refs/answerable/*:refs/answerable/*")
    repo.commit(b="1\n")
    assert push(repo, "origin", "main") == ""
    assert sorted(landed(remote_of(repo))) == sorted(landed(repo))
    assert push(repo, "origin", "main") == ""


def test_two_people_push_in_turns(repo: Repo) -> None:
    repo.git("config", "answerable.push", "true")
    push(repo, "origin", "main")
    other = clone(repo, "other")
    remember(other, "b", "A|theirs\n")
    other.commit()
    repo.commit(c="1\n")
    assert push(other, "origin", "main") == ""
    repo.git("pull", "-q", "--rebase", "origin", "main")
    assert push(repo, "origin", "main") == ""
    assert len(landed(remote_of(repo))) >= 3
    other.git("pull", "-q", "origin", "main")
    other.commit(d="1\n")
    assert push(other, "origin", "main") == ""
    assert set(landed(other)) == set(landed(remote_of(repo))) >= set(landed(repo))
    assert record_of(other)


@pytest.mark.parametrize("ref", [":main", "refs/answerable/records", "refs/answerable/*:refs/answerable/*"])
def test_a_push_without_commits_of_ours_says_nothing(repo: Repo, ref: str) -> None:
    repo.git("-c", "core.hooksPath=/dev/null", "push", "-q", "origin", "main")
    remote_of(repo).git("symbolic-ref", "HEAD", "refs/heads/other")
    assert "answerable" not in push(repo, "origin", ref)


def test_a_remote_that_refuses_records_still_gets_the_commits(repo: Repo) -> None:
    repo.git("config", "answerable.push", "true")
    hook = remote_of(repo).top / "hooks/update"
    hook.write_text('#!/bin/sh\ncase "$1" in refs/answerable/*) exit 1;; esac\n')
    hook.chmod(0o755)
    said = push(repo, "origin", "main")
    assert said.startswith("answerable: The records were not pushed: ")
    assert said.count("\n") == 1
    assert remote_of(repo).git("rev-parse", "main") == repo.git("rev-parse", "main")


def test_a_remote_with_a_foreign_history_of_records_is_joined(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "answerable.push", "true")
    stranger = hooked_repo(tmp_path, "stranger")
    stranger.commit(x="1\n")
    stranger.git("push", "-q", str(remote_of(repo).top), "refs/answerable/records")
    push(repo, "origin", "main")
    assert set(landed(remote_of(repo))) == {*landed(repo), *landed(stranger)}


def test_the_record_of_a_merge_lands_before_it_is_pushed(repo: Repo) -> None:
    repo.git("config", "answerable.push", "true")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(side="1\n")
    repo.git("checkout", "-q", "main")
    repo.commit(main="1\n")
    repo.git("merge", "-q", "--no-ff", "-m", "merged", "side")
    push(repo, "origin", "main")
    assert record_of(repo)["files"] == []
    assert set(landed(remote_of(repo))) == set(landed(repo))
