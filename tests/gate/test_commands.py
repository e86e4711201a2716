"""The commands as a person or a CI job runs them: exit codes, words, and nothing that a terminal would obey."""

import json
import os
import subprocess
import sys

import pytest

from answerable.app.check_range import parse_range
from answerable.cli.commands import gate
from support.gate import POLICY, ROSTER, GateRepo


@pytest.fixture
def made(tmp_path):
    return GateRepo(tmp_path)


def check_run(made, *args):
    """Run the installed command in the repository: exit code, standard output, standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "answerable", *args],
        cwd=made.repo.top,
        env=made.repo.environ,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("a..b", ("a", "b")),
        ("a...b", ("a", "b")),
        ("..b", ("HEAD", "b")),
        ("a..", ("a", "HEAD")),
        ("a", None),
        ("", None),
        ("..", None),
        ("a..b..c", None),
        ("v1.0..v1.1", ("v1.0", "v1.1")),
    ],
)
def test_ranges(text, parsed):
    assert parse_range(text) == parsed


def test_the_gate_denies_with_1_and_says_what_is_missing_and_who_could_give_it(made):
    made.commit({"src/a.py": "A| one\nA| two\nH| x\n"})
    code, out, err = check_run(made, "gate", "main..topic")
    assert (code, err) == (1, "")
    for words in (
        "DENIED  main..topic",
        "ai 2   mixed 0   human 1",
        "junior: Jo Junior <jo@example.org> (junior)",
        "senior-review  deny  NOT SATISFIED",
        "2 AI lines need a review by somebody of level senior or above.",
        "Sam Senior <sam@example.org>",
        "answerable review src/a.py:1-2",
    ):
        assert words in out
    assert max(map(len, out.splitlines())) <= 80


def test_json_both_ways_and_pass(made):
    made.commit({"a.py": "H| one\n"})
    for option in ("--json", "--format=json"):
        code, out, _ = check_run(made, "gate", "main..topic", option)
        assert (code, json.loads(out)["decision"]) == (0, "pass")


def test_undecided_is_2_and_wrong_usage_64(made):
    assert check_run(made, "gate", "nowhere..topic")[0] == 2
    assert check_run(made, "gate", "main")[0] == 64
    assert check_run(made, "gate")[0] == 64
    assert check_run(made, "gate", "--format=xml", "main..topic")[0] == 64
    assert check_run(made, "gate", "--upload-pack=x..topic")[0] == 64


def test_a_revision_is_never_an_option(made):
    code, out, _ = check_run(made, "gate", "--", "--output=x..topic")
    assert code == 2
    assert "names no commit" in out
    assert not (made.repo.top / "x").exists()


def test_names_and_paths_cannot_reach_the_terminal_raw(made, capsys):
    evil = "\x1b]0;owned\x07\u202egnp.py"
    roster = ROSTER.replace("Sam Senior", "S\\u001b[2Jam\\u202e")
    made.repo.git("checkout", "-q", "main")
    made.repo.write(".answerable/roster.toml", roster)
    made.repo.write(".answerable/policy.toml", POLICY.replace("senior-review", "r\\u001b[31m\\nPASS"))
    made.repo.commit("evil")
    made.repo.git("checkout", "-q", "topic")
    made.commit({evil: "A| one\n"}, author="\u202eeve@example.org")
    gate.run("main..topic", cwd=str(made.repo.top), environ=made.repo.environ)
    out = capsys.readouterr().out
    assert "\\x1b" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)
    assert not any(line.startswith("PASS") for line in out.splitlines())


def test_many_places_and_long_names_stay_within_a_screen(made, capsys):
    policy = POLICY.replace("senior-review", "long " * 30)
    made.repo.git("checkout", "-q", "main")
    made.repo.write(".answerable/policy.toml", policy)
    made.repo.commit("long")
    made.repo.git("checkout", "-q", "topic")
    made.commit({"a.py": "A| one\nH| two\n" * 40})
    gate.run("main..topic", cwd=str(made.repo.top), environ=made.repo.environ)
    out = capsys.readouterr().out
    assert "and 28 more places" in out
    table = [line for line in out.splitlines() if line.endswith("NOT SATISFIED")]
    assert table
    assert all(len(line) <= 80 for line in table)


def test_a_gate_that_breaks_is_undecided(made, capsys, monkeypatch):
    def broken(*_):
        raise KeyError("boom")

    monkeypatch.setattr(gate, "check_range", broken)
    code, verdict = made.verdict(capsys)
    assert (code, verdict["decision"]) == (2, "undecided")
    assert "KeyError" in verdict["problems"][0]


def test_policy_check_and_explain(made):
    code, out, _ = check_run(made, "policy", "check")
    assert (code, out) == (0, ".answerable/policy.toml is valid: 1 rule(s), 4 person(s) on the roster.\n")
    code, out, _ = check_run(made, "policy", "explain")
    assert (code, out.splitlines()[0].partition(":")[0]) == (0, "senior-review")
    code, out, _ = check_run(made, "policy", "explain", "--json")
    assert json.loads(out)["rules"][0]["name"] == "senior-review"
    made.repo.write(".answerable/policy.toml", POLICY.replace("ai_lines", "ai_tokens"))
    code, out, _ = check_run(made, "policy", "check")
    assert code == 1
    assert "there is no predicate 'ai_tokens'" in out
    assert check_run(made, "policy", "check", "--rev", "main")[0] == 0
    assert check_run(made, "policy", "explain")[0] == 2
    assert check_run(made, "policy", "check", "--rev", "nowhere")[0] == 2


def test_roster_check(made):
    code, out, _ = check_run(made, "roster", "check")
    assert (code, out) == (
        0,
        ".answerable/roster.toml is valid: 4 person(s), levels junior < mid < senior < staff.\n",
    )
    made.repo.write(".answerable/roster.toml", ROSTER.replace("jo@example.org", "mia@example.org"))
    code, out, _ = check_run(made, "roster", "check")
    assert (code, out) == (1, "The address mia@example.org belongs to both Jo Junior and Mia Middle.\n")
    (made.repo.top / ".answerable/roster.toml").unlink()
    assert check_run(made, "roster", "check")[0] == 1
    os.mkfifo(made.repo.top / ".answerable/roster.toml")
    assert check_run(made, "roster", "check")[0] == 2
