"""`review`, `advise` and `doctor` as their user runs them, in a real repository."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.wiring.agents import agent_setups
from support.git import make_repo
from support.hooked import install, stamp_of
from support.scene import Scene

COMMAND = Path(sys.executable).with_name("answerable")
OLD = "def one():\n    return 1\n"
NEW = OLD + "\ndef two(x):\n    return x + 2\n"


@pytest.fixture
def scene(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("start", **{"a.py": OLD, "sub/b.py": OLD})
    scene = Scene(repo)
    scene.before("a.py")
    repo.write("a.py", NEW)
    scene.after("a.py")
    return scene


def run_verb(scene, *words, folder=None, **environ):
    """Exit code, standard output, standard error."""
    done = subprocess.run(
        [COMMAND, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder or scene.repo.top,
        env=scene.repo.environ | environ,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def reviewers(scene):
    return [origin.reviewed_by for _, origin in scene.lines("a.py")]


ME = ("dev@example.org",)


@pytest.mark.parametrize(
    ("place", "marked", "said"),
    [
        ("a.py", [(), (), (), ME, ME], "2 AI lines of a.py marked as reviewed by dev@example.org."),
        ("a.py:4", [(), (), (), ME, ()], "1 AI line of a.py marked"),
        ("a.py:1-4", [(), (), (), ME, ()], "1 AI line of a.py marked"),
        ("a.py:4-999", [(), (), (), ME, ME], "2 AI lines of a.py marked"),
        ("./a.py:5-5", [(), (), (), (), ME], "1 AI line of a.py marked"),
    ],
)
def test_review_marks_ai_lines(scene, place, marked, said):
    code, out, err = run_verb(scene, "review", place)
    assert (code, err) == (0, "")
    assert said in out
    assert reviewers(scene) == marked


@pytest.mark.parametrize(
    ("place", "code", "said"),
    [
        (
            "a.py:1-2",
            1,
            "no lines of an AI in lines 1 to 2 of a.py that are uncommitted or in the last commit",
        ),
        ("sub/b.py", 1, "no lines of an AI in sub/b.py that are uncommitted"),
        ("a.py:9", 1, "a.py has only 5 lines"),
        ("missing.py", 1, "There is no file missing.py"),
        ("a.py:0", 64, "count from 1"),
        ("a.py:4-2", 64, "the smaller number first"),
        ("../a.py", 64, "../a.py is outside the repository"),
    ],
)
def test_review_refuses_politely(scene, place, code, said):
    found, _, err = run_verb(scene, "review", place)
    assert found == code
    assert said in err
    assert reviewers(scene) == [()] * 5


def test_review_again_changes_nothing_and_says_so(scene):
    run_verb(scene, "review", "a.py:4")
    assert (
        "1 AI line of a.py marked as reviewed by dev@example.org; 1 were before."
        in run_verb(scene, "review", "a.py")[1]
    )
    assert run_verb(scene, "review", "a.py")[:2] == (0, "You have reviewed all 2 AI lines there before.\n")


def test_review_from_a_subfolder_and_as_json(scene):
    code, out, _ = run_verb(scene, "review", "../a.py", "--json", folder=scene.repo.top / "sub")
    assert code == 0
    assert json.loads(out) == {
        "schema": "answerable.review/v1",
        "path": "a.py",
        "reviewer": "dev@example.org",
        "marked": 2,
        "already": 0,
        "committed": 0,
        "problem": "",
    }


def test_a_review_of_the_last_commit_gets_into_its_record_by_an_amend(scene):
    install(scene.repo)
    scene.repo.git("commit", "-q", "-a", "-m", "two")
    assert "reviewed" not in stamp_of(scene.repo)
    code, out, _ = run_verb(scene, "review", "a.py", GIT_COMMITTER_EMAIL="second@example.org")
    assert code == 0
    assert out.endswith("To have it in the last commit's record: git commit --amend\n")
    scene.repo.git("commit", "-q", "--amend", "--no-edit")
    assert stamp_of(scene.repo) == "ai=2 reviewed=2"


def test_two_people_can_review_the_same_lines(scene):
    run_verb(scene, "review", "a.py")
    run_verb(scene, "review", "a.py", GIT_COMMITTER_EMAIL="second@example.org")
    assert reviewers(scene)[3] == ("dev@example.org", "second@example.org")


def test_a_reviewed_line_loses_the_mark_where_it_is_rewritten(scene):
    run_verb(scene, "review", "a.py")
    scene.before("a.py")
    scene.repo.write("a.py", NEW.replace("x + 2", "x + 3"))
    scene.after("a.py")
    assert [bool(people) for people in reviewers(scene)] == [False, False, False, True, True]
    assert scene.brief("a.py") == "unknown unknown - ai:attested ai:attested"
    assert scene.reviewed("a.py") == ["def two(x):"]


def test_a_review_without_an_identity_is_refused(scene):
    scene.repo.git("config", "--unset", "user.email")
    code, _, err = run_verb(scene, "review", "a.py")
    assert code == 64
    assert "git config user.email" in err


def test_advice_is_declared_listed_and_claims_no_line(scene):
    assert run_verb(scene, "advise", "claude-code", "--model", "m-1")[0] == 0
    code, out, _ = run_verb(scene, "advise", "--list", "--json")
    (told,) = json.loads(out)["advice"]
    assert code == 0
    assert (told["human"], told["agent"], told["model"]) == ("dev@example.org", "claude-code", "m-1")
    assert "claude-code" in run_verb(scene, "advise", "--list")[1]
    assert scene.paths() == ["a.py"]


@pytest.mark.parametrize("words", [[], ["claude-code", "--list"]])
def test_advise_wants_an_agent_or_the_list(scene, words):
    assert run_verb(scene, "advise", *words)[0] == 64


def checks(scene, **environ):
    """State of every check by name, from the JSON."""
    code, out, err = run_verb(scene, "doctor", "--json", **environ)
    assert err == ""
    told = json.loads(out)
    assert told["schema"] == "answerable.doctor/v1"
    states = {check["name"]: check["state"] for check in told["checks"]}
    assert code == ("bad" in states.values())
    return states, {check["name"]: check["said"] for check in told["checks"]}


def test_doctor_finds_what_is_missing_and_init_mends_it(scene):
    states, said = checks(scene)
    assert states["hooks"] == "bad"
    assert "answerable init" in said["hooks"]
    assert run_verb(scene, "init", "--policy")[0] == 0
    states, said = checks(scene)
    assert {name for name, state in states.items() if state != "ok"} == {"records", "agents"}
    assert "1 uncommitted files tracked" in said["journal"]
    (scene.repo.top / ".git" / "hooks" / "post-commit").write_text("#!/bin/sh\n")
    assert checks(scene)[0]["hooks"] == "bad"


def test_doctor_says_what_the_editor_cannot_see(scene):
    assert "pasted" in checks(scene, NVIM="/tmp/nvim")[1]["editor"]


AGENTS = sorted(name for name, setup in agent_setups().items() if setup.places)


@pytest.mark.parametrize("agent", AGENTS)
def test_doctor_sees_an_agent_that_reports(scene, agent):
    assert agent not in checks(scene)[1]["agents"]
    if agent == "kiro":
        scene.repo.write(".kiro/agents/mine.json", "{}")
    assert run_verb(scene, "init", "--agent", agent)[0] == 0
    assert checks(scene)[1]["agents"] == f"hooks that report to Answerable: {agent}"


def test_doctor_sees_hooks_in_the_file_that_a_team_shares(scene):
    scene.repo.write(".claude/settings.json", '{"hooks": "answerable checkpoint claude-code"}')
    assert "claude-code" in checks(scene)[1]["agents"]


def test_doctor_works_without_a_repository_and_in_a_bare_one(scene, tmp_path):
    code, out, _ = run_verb(scene, "doctor", folder=tmp_path)
    assert code == 0
    assert "is not in a git repository" in out
    bare = make_repo(tmp_path, "bare", "--bare")
    assert "is bare" in run_verb(scene, "doctor", folder=bare.top)[1]


def test_doctor_misses_git(scene):
    code, out, _ = run_verb(scene, "doctor", PATH="/nonexistent")
    assert code == 1
    assert "git was not found on PATH" in out
