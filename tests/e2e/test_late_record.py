"""Commits that an agent makes with git's hooks switched off: they get a record after all, by what they contain."""

import json
import sys

import pytest

from support.agent import agent_wrote
from support.git import make_repo
from support.hooked import install, landed

OLD, NEW = "a = 1\n", "a = 1\nb = 2\n"
PAST = "git -c core.hooksPath= commit -q -a -m x"


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"a.py": OLD})
    made.git("branch", "other")
    install(made)
    return made


def write(repo, before=OLD, after=NEW):
    """The agent has edited a file, and has reported it."""
    repo.write("a.py", after)
    agent_wrote(repo, "a.py", before, after, agent="bot", model="m", session="s1")


def run(repo, command):
    """A shell command of the agent, with its reports."""
    told = {"repo_working_dir": str(repo.top), "agent_name": "bot", "model": "m", "conversation_id": "s1"}
    for kind in ("pre", "post"):
        payload = {**told, "type": f"{kind}_shell_command", "tool_use_id": "t1", "command": command}
        said = repo.run(
            sys.executable, "-m", "answerable", "checkpoint", "agent-v1", stdin=json.dumps(payload).encode()
        )
        assert said == ("", "")
        if kind == "pre":
            repo.run("sh", "-c", command)


def classes(repo):
    told = json.loads(
        repo.run(sys.executable, "-m", "answerable", "blame", "a.py", "--rev", "HEAD", "--json")[0]
    )
    return [line["agent"] or line["class"] for line in told["lines"]]


def test_one_commit(repo):
    write(repo)
    run(repo, PAST)
    assert "Provenance" not in repo.git("log", "-1", "--format=%B")
    assert len(landed(repo)) == 1
    assert classes(repo) == ["unknown", "bot"]


def test_an_edit_of_the_next_commit_is_not_taken_for_the_last(repo):
    write(repo)
    run(repo, PAST)
    write(repo, NEW, NEW + "c = 3\n")
    run(repo, PAST)
    assert classes(repo) == ["unknown", "bot", "bot"]
    assert len(landed(repo)) == 2


def test_two_commits_in_one_command(repo):
    repo.write("b.py", "x = 1\n")
    write(repo)
    run(repo, f"{PAST} && git add b.py && {PAST}")
    assert classes(repo) == ["unknown", "bot"]
    assert len(landed(repo)) == 1


def test_nothing_is_kept_where_no_ai_is_known(repo):
    repo.write("a.py", NEW)
    run(repo, PAST)
    assert landed(repo) == []


@pytest.mark.parametrize("style", ["kernel", "none"])
def test_a_commit_whose_hooks_ran_gets_no_second_record(repo, style):
    repo.git("config", "answerable.style", style)
    write(repo)
    run(repo, "git commit -q -a -m x")
    assert len(landed(repo)) == 1
    assert classes(repo) == ["unknown", "bot"]


@pytest.mark.parametrize(
    "command", ["git checkout -q other", "git reset -q --soft other", "git status", "git commit -h"]
)
def test_a_head_that_went_elsewhere_is_left_alone(repo, command):
    write(repo)
    repo.git("commit", "-q", "-a", "-m", "mine")
    before = landed(repo)
    run(repo, f"{command} >/dev/null || :")
    assert landed(repo) == before


def test_the_first_commit(tmp_path):
    repo = make_repo(tmp_path)
    repo.write("a.py", NEW)
    agent_wrote(repo, "a.py", "", NEW, agent="bot", model="m", session="s1")
    run(repo, f"git add -A && {PAST}")
    assert classes(repo) == ["bot", "bot"]
