"""The gate on a server: real pushes to a bare repository whose pre-receive hook is `answerable gate --pre-receive`."""

import shlex
import sys

import pytest

from answerable.core.pushes import Push, parse_pushes, plan
from support.gate import POLICY, GateRepo

ONE, TWO, NONE = "1" * 40, "2" * 40, "0" * 40


@pytest.mark.parametrize(
    ("ref", "old", "new", "tip", "done"),
    [
        ("refs/heads/main", ONE, TWO, ONE, ("judge", ONE, "main")),
        ("refs/heads/main", ONE, NONE, ONE, ("refuse", "", "")),
        ("refs/heads/main", NONE, TWO, "", ("refuse", "", "")),
        ("refs/heads/release/1", NONE, TWO, ONE, ("judge", ONE, "release/1")),
        ("refs/heads/topic", NONE, TWO, ONE, ("pass", "", "")),
        ("refs/heads/topic", ONE, NONE, ONE, ("pass", "", "")),
        ("refs/heads/Main", NONE, TWO, ONE, ("judge", ONE, "Main")),
        ("refs/tags/v1", NONE, TWO, ONE, ("judge", ONE, "main")),
        ("refs/tags/v1", ONE, NONE, ONE, ("pass", "", "")),
        ("refs/answerable/records", NONE, TWO, ONE, ("grow", "", "")),
        ("refs/answerable/signoffs", ONE, NONE, ONE, ("refuse", "", "")),
        ("refs/notes/x", ONE, TWO, ONE, ("pass", "", "")),
    ],
)
def test_what_is_done_about_a_push(ref, old, new, tip, done):
    [push] = parse_pushes(f"{old} {new} {ref}\n".encode())[0]
    [step] = plan([push], ["main", "release/*"], "main", tip)
    assert (step.verb, step.base, step.target) == done
    assert bool(step.why) == (step.verb == "refuse")


def test_lines_that_git_never_writes_are_said():
    pushes, problems = parse_pushes(f"{NONE} {ONE} refs/heads/a b\n{ONE} refs/heads/x\n".encode())
    assert pushes == [Push("", ONE, "refs/heads/a b")]
    assert "is no line that git gives" in problems[0]


@pytest.fixture
def made(tmp_path):
    """A clone on `topic`, whose server has the policy on `main` and the gate as its hook."""
    made = GateRepo(tmp_path)
    server = tmp_path / "server.git"
    made.repo.git("init", "-q", "--bare", "-b", "main", str(server))
    made.repo.git("remote", "add", "origin", str(server))
    made.repo.git("push", "-q", "origin", "main")
    hook = server / "hooks/pre-receive"
    hook.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -m answerable gate --pre-receive\n")
    hook.chmod(0o755)
    return made


def check_push(made, *refs, takes, says=""):
    """Push; whether the server took it, and what it said."""
    _, said = made.repo.git_both("push", "origin", *refs, check=False)
    took = "rejected" not in said and "error:" not in said
    assert took is takes, said
    assert says in said, said
    return said


RECORDS = "refs/answerable/records"


def test_what_passes_is_taken_with_records_pushed_along(made):
    made.commit({"a.py": "A| one\nH| two\n"}, reviewers=("sam",))
    check_push(made, "topic:main", RECORDS, takes=True, says="PASS")
    assert made.repo.git("ls-remote", "origin", "main").split()[0] == made.repo.git("rev-parse", "topic")


def test_records_may_come_first(made):
    made.commit({"a.py": "A| one\n"}, reviewers=("sam",))
    check_push(made, RECORDS, takes=True)
    check_push(made, "topic:main", takes=True)


def test_what_is_denied_leaves_the_server_as_it_was(made):
    made.commit({"a.py": "A| one\n"})
    check_push(made, "topic:main", RECORDS, takes=False, says="1 AI line needs a review")
    assert made.repo.git("ls-remote", "origin", "main").split()[0] == made.base
    assert not made.repo.git("ls-remote", "origin", RECORDS)


def test_without_its_records_it_is_undecided_and_so_refused(made):
    made.commit({"a.py": "A| one\n"}, reviewers=("sam",))
    check_push(made, "topic:main", takes=False, says="UNDECIDED")


def test_a_loss_that_no_record_speaks_of_is_found_in_what_is_pushed(made):
    made.repo.git("checkout", "-q", "main")
    rule = '[[rule]]\nname = "no-losses"\nwhen = { finding_level = ">=review" }\n'
    made.repo.write(".answerable/policy.toml", POLICY + rule)
    made.repo.write("ci.yml", "on: push\njobs:\n  test:\n    steps:\n      - run: make test\n")
    made.repo.commit("rules")
    (made.repo.top.parent / "server.git/hooks/pre-receive").rename(made.repo.top.parent / "hook")
    made.repo.git("push", "-q", "origin", "main")
    (made.repo.top.parent / "hook").rename(made.repo.top.parent / "server.git/hooks/pre-receive")
    made.repo.git("checkout", "-q", "-B", "topic")
    made.repo.write("ci.yml", "on: push\njobs:\n  test:\n    steps:\n      - run: make test || true\n")
    made.repo.commit("quick fix")
    check_push(made, "topic:main", takes=False, says="no-losses")


def test_topic_branches_are_free_and_protected_ones_only_grow(made):
    made.commit({"a.py": "A| one\n"})
    check_push(made, "topic", takes=True)
    made.repo.git("commit", "-q", "--amend", "-m", "other")
    check_push(made, "+topic", takes=True)
    check_push(made, ":topic", takes=True)
    made.repo.git("checkout", "-q", "main")
    made.repo.git("commit", "-q", "--amend", "-m", "another root")
    check_push(made, "+main", takes=False, says="would take commits off it")
    check_push(made, ":main", takes=False, says="not deleted by a push")


def test_a_tag_is_judged_like_a_push_to_the_default_branch(made):
    made.commit({"a.py": "A| one\n"})
    made.repo.git("tag", "-a", "-m", "v1", "v1")
    check_push(made, "v1", RECORDS, takes=False, says="DENIED")
    made.repo.git("tag", "ok", "main")
    check_push(made, "ok", takes=True)
    made.repo.git("tag", "-a", "-m", "blob", "odd", "main:README")
    check_push(made, "odd", takes=False, says="is no commit")


def test_what_is_our_own_only_grows(made):
    made.commit({"a.py": "H| one\n"})
    check_push(made, RECORDS, takes=True)
    made.repo.git("update-ref", RECORDS, made.repo.git("commit-tree", "topic^{tree}", "-m", "other"))
    check_push(made, f"+{RECORDS}", takes=False, says="it only ever grows")
    check_push(made, f":{RECORDS}", takes=False, says="never deleted")


def test_one_denied_branch_refuses_the_whole_push(made):
    made.commit({"a.py": "A| one\n"})
    made.repo.git("branch", "other", "main")
    check_push(made, "topic:main", "other", RECORDS, takes=False)
    assert not made.repo.git("ls-remote", "origin", "other")


def test_the_first_push_to_a_server_with_the_hook_is_refused_with_the_way_out(made, tmp_path):
    fresh = tmp_path / "fresh.git"
    made.repo.git("init", "-q", "--bare", "-b", "main", str(fresh))
    (fresh / "hooks/pre-receive").write_bytes((tmp_path / "server.git/hooks/pre-receive").read_bytes())
    (fresh / "hooks/pre-receive").chmod(0o755)
    _, said = made.repo.git_both("push", str(fresh), "main", check=False)
    assert "push it before this hook is installed" in said


def test_a_server_without_python_refuses(made, tmp_path):
    hook = tmp_path / "server.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexec /nonexistent/python -m answerable gate --pre-receive\n")
    made.commit({"a.py": "H| one\n"})
    check_push(made, "topic:main", takes=False)


def test_the_protected_branches_can_be_named(made, tmp_path):
    hook = tmp_path / "server.git/hooks/pre-receive"
    hook.write_text(hook.read_text().rstrip() + " --protect 'release/*'\n")
    made.commit({"a.py": "A| one\n"})
    check_push(made, "topic:main", takes=True)
    check_push(made, "topic:release/1", RECORDS, takes=True)  # main has it already: nothing is new
    made.commit({"b.py": "A| two\n"})
    check_push(made, "topic:release/2", RECORDS, takes=False, says="DENIED")
