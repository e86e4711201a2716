"""Declared advice reaches the next commit's record, once, and stays with that commit however it is rewritten."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.core.record import AdviceEntry
from support.git import Repo
from support.hooked import hooked_repo, record_of, trailers_of

POLICY = '[[rule]]\nname = "advised"\nseverity = "warn"\nwhen = { advised = true }\n'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with a commit on main, and another on `work` that nobody advised."""
    repo = hooked_repo(tmp_path)
    repo.commit("base", **{"a.txt": "one\n", "b.txt": "two\n"})
    repo.git("checkout", "-q", "-b", "work")
    return repo


def verb(repo: Repo, *words: str) -> str:
    """Run `answerable` in the repository."""
    return repo.run(sys.executable, "-m", "answerable", *words)[0]


def told(agent: str, model: str = "", conversation: str = "") -> AdviceEntry:
    return AdviceEntry(agent=agent, model=model, conversation=conversation, human="dev@example.org")


def recorded(repo: Repo, revision: str = "HEAD") -> list[AdviceEntry]:
    """The advice in the record that a commit names."""
    record = record_of(repo, revision)
    assert "advice" not in record or record["advice"]
    return record.get("advice", [])


def advised_commit(repo: Repo, agent: str = "claude-code", path: str = "a.txt") -> None:
    verb(repo, "advise", agent, "--model", "m-1")
    repo.commit(f"as {agent} says", **{path: f"by hand, after {agent}\n"})


def test_a_declaration_is_in_the_next_record_and_in_no_other(repo):
    assert recorded(repo) == []
    verb(repo, "advise", "claude-code", "--model", "m-1", "--session", "talk")
    verb(repo, "advise", "codex")
    verb(repo, "advise", "codex")
    repo.commit("as they say", **{"a.txt": "by hand\n"})
    both = [told("claude-code", "m-1", "talk"), told("codex")]
    assert recorded(repo) == both
    repo.commit("without any", **{"b.txt": "also by hand\n"})
    assert recorded(repo) == []
    verb(repo, "advise", "codex")
    repo.commit("asked again", **{"b.txt": "still by hand\n"})
    assert recorded(repo) == [told("codex")]


def test_show_prints_it(repo):
    advised_commit(repo)
    (shown,) = json.loads(verb(repo, "show", "--json"))["records"]
    assert shown["record"]["advice"] == [told("claude-code", "m-1")]
    assert "follows claude-code m-1, says dev@example.org; no line is claimed for it" in verb(repo, "show")


def test_a_commit_that_is_given_up_leaves_the_declaration_to_the_next(repo):
    verb(repo, "advise", "codex")
    repo.write("a.txt", "by hand\n")
    repo.git("commit", "-qa", "-e", "-m", "given up", check=False, GIT_EDITOR="false")
    assert repo.git("log", "-1", "--format=%s") == "base"
    repo.git("commit", "-qam", "made after all")
    assert recorded(repo) == [told("codex")]


def amended(repo: Repo) -> None:
    repo.git("commit", "-q", "--amend", "-m", "another message")


def amended_with_more(repo: Repo) -> None:
    repo.write("a.txt", "by hand, and more\n")
    repo.git("commit", "-qa", "--amend", "--no-edit")


def rebased(repo: Repo) -> None:
    repo.git("checkout", "-q", "main")
    repo.commit("main goes on", **{"c.txt": "three\n"})
    repo.git("checkout", "-q", "work")
    repo.git("rebase", "-q", "main")


def reworded(repo: Repo) -> None:
    editors = {"GIT_SEQUENCE_EDITOR": "sed -i s/^pick/reword/", "GIT_EDITOR": "sed -i 1s/^/reworded:/"}
    repo.git("rebase", "-q", "-i", "HEAD^", **editors)


def picked(repo: Repo) -> None:
    repo.git("checkout", "-q", "main")
    repo.commit("main goes on", **{"c.txt": "three\n"})
    repo.git("cherry-pick", "work")


REWRITES = [amended, amended_with_more, rebased, reworded, picked]


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_rewritten_commit_keeps_its_advice(repo, rewrite: Callable[[Repo], None]):
    advised_commit(repo)
    rewrite(repo)
    assert recorded(repo) == [told("claude-code", "m-1")]
    repo.commit("without any", **{"b.txt": "also by hand\n"})
    assert recorded(repo) == []


def test_a_squash_keeps_what_each_commit_followed(repo):
    advised_commit(repo)
    advised_commit(repo, "codex", "b.txt")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "work")
    repo.git("commit", "-qm", "both at once")
    assert {one["agent"] for one in recorded(repo)} == {"claude-code", "codex"}


@pytest.mark.parametrize("stamped", [True, False], ids=["named", "found by content"])
@pytest.mark.parametrize("advised", [True, False])
def test_the_policy_sees_advice_in_the_range(repo, advised, stamped):
    repo.git("checkout", "-q", "main")
    verb(repo, "init", "--policy")
    repo.write(".answerable/policy.toml", f"version = 1\n{POLICY}")
    repo.git("add", "-A")
    repo.git("commit", "-qm", "rules")
    repo.git("checkout", "-q", "-b", "change")
    if not stamped:
        repo.git("config", "answerable.style", "none")
    if advised:
        advised_commit(repo)
    else:
        repo.commit("by hand", **{"a.txt": "by hand\n"})
    assert ("Provenance-Record" in trailers_of(repo)) is stamped
    (rule,) = json.loads(verb(repo, "gate", "main..HEAD", "--json"))["rules"]
    assert rule["fired"] is advised
