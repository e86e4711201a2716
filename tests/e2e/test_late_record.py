"""Commits that an agent makes past git's hooks, or before it reports its edits: a late record tells who wrote them."""

import json
import sys

import pytest

from support.agent import agent_wrote
from support.gate import POLICY, ROSTER
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


APPEND = "echo 'b = 2' >> a.py"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"{APPEND} && git commit -q -a -m x", ["unknown", "bot"]),
        (f"{APPEND} && git commit -q -a -m main", ["unknown", "bot"]),
        (f"{APPEND} && {PAST}", ["unknown", "bot"]),
        (f"git checkout -q -b topic && {APPEND} && git commit -q -a -m x", ["unknown", "bot"]),
        (f"{APPEND} && git commit -q -a -m x && git commit -q --amend -m y", ["unknown", "bot"]),
        (
            f"{APPEND} && git commit -q -a -m x && echo 'c = 3' >> a.py && git commit -q -a -m y",
            ["unknown", "bot", "bot"],
        ),
        (f"{APPEND} && git commit -q -a -m x && echo 'c = 3' >> a.py", ["unknown", "bot"]),
        (
            f"{APPEND} && git commit -q -a -m x && git checkout -q other && git checkout -q main",
            ["unknown"] * 2,
        ),
        ("git merge -q theirs", ["unknown"] * 2),
        ("git cherry-pick theirs >/dev/null", ["unknown"] * 2),
        ("git checkout -q theirs -- a.py && git commit -q -m theirs", ["unknown"] * 2),
        ("git merge -q --squash theirs >/dev/null && git commit -q -m x", ["unknown"] * 2),
    ],
)
def test_an_edit_and_its_commit_in_one_command(repo, command, expected):
    repo.git("checkout", "-q", "-b", "theirs")
    repo.write("a.py", OLD + "z = 26\n")
    repo.git("commit", "-q", "-a", "-m", "theirs")
    repo.git("checkout", "-q", "main")
    run(repo, command)
    assert classes(repo) == expected
    assert repo.git("fsck", "--no-dangling") == ""


def test_the_gate_reads_the_late_record_too(repo):
    repo.commit("rules", **{".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER})
    base = repo.git("rev-parse", "HEAD")
    run(repo, f"{APPEND} && git commit -q -a -m x")
    told = repo.run(
        sys.executable, "-m", "answerable", "gate", f"{base}..HEAD", "--format", "json", check=False
    )
    assert json.loads(told[0])["totals"]["ai"] == 1


def test_a_late_record_that_is_not_here_is_told(repo):
    repo.commit("rules", **{".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER})
    base = repo.git("rev-parse", "HEAD")
    run(repo, f"{APPEND} && git commit -q -a -m x")
    repo.git("update-ref", "refs/answerable/records", "refs/answerable/records~1")
    told = repo.run(sys.executable, "-m", "answerable", "gate", f"{base}..HEAD", check=False)
    assert "was made while agent-v1 was at work" in " ".join(told[0].split())


def test_what_was_typed_before_the_command_stays_with_its_author(repo):
    write(repo)
    run(repo, "echo 'c = 3' >> a.py && git commit -q -a -m x")
    assert classes(repo) == ["unknown", "bot", "bot"]
