"""Commits of an agent that has no hooks: their lines are labelled as its own where nobody knows better."""

from pathlib import Path

import pytest

from support.git import Repo
from support.hooked import hooked_repo, record_of, remember, stamp_of

AIDER = {"GIT_AUTHOR_NAME": "Dev (aider)", "GIT_COMMITTER_NAME": "Dev (aider)"}
TRAILER = "fix: x\n\nCo-authored-by: aider (gpt-4o) <aider@aider.chat>"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = hooked_repo(tmp_path)
    repo.commit("base", **{"a.txt": "one\ntwo\n"})
    return repo


def commit(repo: Repo, message: str = "fix: x", **environ: str) -> None:
    """As aider commits: past the hooks that could refuse."""
    repo.git("commit", "-qa", "--no-verify", "-m", message, **environ)


@pytest.mark.parametrize(
    ("message", "environ", "counted"),
    [
        ("fix: x", AIDER, "ai=1 mixed=1"),
        (TRAILER, {}, "ai=1 mixed=1"),
        # It commits what the user had changed before with its name as the committer only.
        ("fix: x", {"GIT_COMMITTER_NAME": "Dev (aider)"}, "unknown=2"),
        ("about aider", {}, "unknown=2"),
    ],
)
def test_what_a_commit_claims(repo, message, environ, counted):
    repo.write("a.txt", "one\ntwo for aider\nthree\n")
    commit(repo, message, **environ)
    assert stamp_of(repo) == counted


def test_the_claim_names_the_model_and_is_only_a_label(repo):
    repo.write("a.txt", "one\ntwo\nthree\n")
    commit(repo, TRAILER)
    record = record_of(repo)
    ((session,), (region,)) = record["sessions"].values(), record["files"][0]["regions"]
    assert (session["agent"], session["model"]) == ("aider", "gpt-4o")
    assert (region["class"], region["mechanism"], region["grade"]) == ("ai", "declared", "labelled")


def test_what_is_known_better_stays(repo):
    remember(repo, "a.txt", "C|one\ntwo\nH|typed by a person\n?|nobody saw this\n")
    commit(repo, **AIDER)
    assert stamp_of(repo) == "ai=1 human=1"


def test_an_amend_by_a_person_claims_no_more(repo):
    repo.write("a.txt", "one\ntwo\nthree\n")
    commit(repo, TRAILER, **AIDER)
    repo.write("a.txt", "one\ntwo\nthree\nfour\n")
    repo.git("commit", "-qa", "--amend", "--no-edit")
    assert stamp_of(repo) == "ai=1 unknown=1"
