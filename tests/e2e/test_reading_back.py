"""`blame`, `show` and `status` after everything git does to commits, in real repositories with the hooks installed."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import answerable.schemas
from support.git import make_repo
from support.hooked import hooked_repo, remember

COMMAND = Path(sys.executable).with_name("answerable")
SCHEMAS = Path(answerable.schemas.__file__).parent
LETTERS = {"ai": "A", "mixed": "M", "human": "H", "tool": "T", "unknown": "?", "neutral": "_"}
KEYS = {"line", "commit", "class", "grade", "agent", "model", "session", "reviewed_by"}
BASE = "def base():\n    return compute(1)\n"
AI = "def helper(value):\n    total = value * 2\n    return total + base()\n"
HUMAN = "def typed(value):\n    return helper(value) - 1\n"


@pytest.fixture
def repo(tmp_path):
    """One commit without a record, then the hooks."""
    made = hooked_repo(tmp_path)
    made.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "root")
    made.write("a.py", BASE)
    made.git("add", "-A")
    made.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "base")
    return made


def run(repo, *words, expect=0, folder=None):
    """Standard output and standard error of one command."""
    done = subprocess.run(
        [COMMAND, *words],
        cwd=folder or repo.top,
        env=repo.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, (words, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def told(repo, verb, *words, expect=0):
    """A JSON answer, which must fit its published schema."""
    answer = json.loads(run(repo, verb, *words, "--json", expect=expect)[0])
    schema = json.loads((SCHEMAS / f"{verb}-v1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(answer, schema)
    assert answer["schema"] == f"answerable.{verb}/v1"
    return answer


def check_blame(repo, path, expected, *options):
    """The classes of the lines, as letters; the JSON and the plain answer agree."""
    lines = told(repo, "blame", path, *options)["lines"]
    assert all(set(line) == KEYS for line in lines)
    assert "".join(LETTERS[line["class"]] for line in lines) == expected
    plain = run(repo, "blame", path, *options)[0].splitlines()
    assert "".join(row[0] for row in plain) == expected.replace("_", " ")
    return lines


def commit(repo, message="change", *options):
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", message, *options)
    return repo.git("rev-parse", "HEAD")


def written(repo, path="a.py", text=None):
    """The file with an agent's and a person's lines below the base, committed."""
    remember(repo, path, text or f"C|{BASE}A|{AI}H|{HUMAN}")
    return commit(repo, "written")


def test_lines_of_commits_with_and_without_records(repo):
    base = repo.git("rev-parse", "HEAD")
    head = written(repo)
    lines = check_blame(repo, "a.py", "??AAAHH", "--rev", "HEAD")
    assert [line["line"] for line in lines] == list(range(1, 8))
    assert [line["commit"] for line in lines] == [base] * 2 + [head] * 5
    assert lines[2] | {"line": 0, "commit": ""} == {
        "line": 0,
        "commit": "",
        "class": "ai",
        "grade": "attested",
        "agent": "gemini-cli",
        "model": "gemini-2.5-pro",
        "session": "talk-1",
        "reviewed_by": [],
    }
    assert told(repo, "blame", "a.py", "--rev", "HEAD")["revision"] == head
    check_blame(repo, "a.py", "??", "--rev", base)


def test_the_worktree_adds_what_is_not_committed(repo):
    written(repo, text=f"C|{BASE}A|{AI}")
    remember(repo, "a.py", f"H|import os\nC|{BASE}\nC|{AI}A|extra = helper(2) + 1\n?|pasted = True\n")
    lines = check_blame(repo, "a.py", "H??_AAAA?")
    assert [line["commit"] is None for line in lines] == [
        True,
        False,
        False,
        True,
        False,
        False,
        False,
        True,
        True,
    ]
    assert told(repo, "blame", "a.py")["revision"] is None
    status = told(repo, "status")
    assert status["totals"] == {"ai": 1, "mixed": 0, "human": 1, "tool": 0, "unknown": 1, "reviewed": 0}
    (file,) = status["files"]
    assert [(region["start"], region["end"], region["class"]) for region in file["regions"]] == [
        (1, 1, "human"),
        (8, 8, "ai"),
        (9, 9, "unknown"),
    ]
    assert file["agents"] == ["gemini-cli:gemini-2.5-pro"]
    assert "1 AI lines not reviewed yet" in run(repo, "status")[0]


def test_a_new_file(repo):
    remember(repo, "new.py", f"A|{AI}")
    check_blame(repo, "new.py", "AAA")


def test_a_rename_before_and_after_it_is_committed(repo):
    written(repo)
    repo.git("mv", "a.py", "b.py")
    check_blame(repo, "b.py", "??AAAHH")
    commit(repo, "renamed")
    check_blame(repo, "b.py", "??AAAHH")
    check_blame(repo, "b.py", "AAA", "-L", "3,5")


def test_amend(repo):
    written(repo)
    repo.git("commit", "-q", "--amend", "-m", "another message")
    check_blame(repo, "a.py", "??AAAHH")


def test_rebase_over_a_change_of_the_same_file(repo):
    repo.git("checkout", "-q", "-b", "side")
    written(repo)
    repo.git("checkout", "-q", "main")
    repo.write("a.py", "import sys\n\n" + BASE)
    commit(repo, "above")
    repo.git("checkout", "-q", "side")
    repo.git("rebase", "-q", "main")
    check_blame(repo, "a.py", "?_??AAAHH")


def test_cherry_pick(repo):
    repo.git("checkout", "-q", "-b", "side")
    picked = written(repo)
    repo.git("checkout", "-q", "main")
    repo.write("a.py", "import sys\n\n" + BASE)
    commit(repo, "above")
    repo.git("cherry-pick", "-x", picked)
    check_blame(repo, "a.py", "?_??AAAHH")


@pytest.mark.parametrize("message", ["squashed by hand", None])
def test_squash_merge(repo, message):
    """As git does it; and as a platform does it, whose message lists what was squashed and runs no hook."""
    repo.git("checkout", "-q", "-b", "side")
    written(repo, text=f"C|{BASE}A|{AI}")
    remember(repo, "a.py", f"C|{BASE}C|{AI}H|{HUMAN}")
    commit(repo, "second")
    messages = repo.git("log", "--reverse", "--format=* %B", "main..side")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", "side")
    if message:
        commit(repo, message)
    else:
        repo.git(
            "-c",
            "core.hooksPath=/dev/null",
            "commit",
            "-q",
            "-m",
            f"Title (#1)\n\n{messages}\n\n---------\n\nCo-authored-by: B <b@example.org>",
        )
    check_blame(repo, "a.py", "??AAAHH")
    assert told(repo, "show")["records"]


def test_a_message_without_trailers(repo):
    """A rewritten message names no record: the content does, also in a clone whose journal knows nothing."""
    written(repo)
    bare = repo.git("commit-tree", "-p", "HEAD~1", "-m", "bare", "HEAD^{tree}")
    check_blame(repo, "a.py", "??AAAHH", "--rev", bare)
    shown = told(repo, "show", bare)
    assert [(found["found_by"], found["files"][0]["exact"]) for found in shown["records"]] == [
        ("content", True)
    ]
    for journal in (repo.top / ".git/answerable").glob("journal.db*"):
        journal.unlink()
    check_blame(repo, "a.py", "??AAAHH", "--rev", bare)
    check_blame(repo, "a.py", "??AAAHH", "--rev", bare)


def test_a_record_is_not_believed_about_other_content(repo):
    """A copied trailer proves nothing."""
    head = written(repo)
    message = repo.git("log", "-1", "--format=%B", head)
    repo.write("a.py", BASE + "def other(thing):\n    return thing.name()\n")
    repo.git("add", "-A")
    tree = repo.git("write-tree")
    forged = repo.git("commit-tree", "-p", "HEAD~1", "-m", message, tree)
    check_blame(repo, "a.py", "????", "--rev", forged)
    shown = told(repo, "show", forged)
    assert [(file["recorded"], file["proven"]) for file in shown["records"][0]["files"]] == [(5, 0)]
    assert "0 of 5 lines" in run(repo, "show", forged)[0]


def test_a_damaged_record_is_none(repo):
    head = written(repo)
    repo.git("update-ref", "-d", "refs/answerable/records")
    check_blame(repo, "a.py", "???????", "--rev", head)
    shown = told(repo, "show", expect=1)
    assert shown["records"] == []
    assert "refs/answerable/*" in shown["problems"][0]


def test_line_endings_make_no_difference(repo):
    written(repo)
    repo.write("a.py", (BASE + AI + HUMAN).replace("\n", "\r\n"))
    check_blame(repo, "a.py", "??AAAHH")
    repo.git("config", "core.autocrlf", "true")
    check_blame(repo, "a.py", "??AAAHH")


def test_odd_names(repo):
    names = [
        "with space.py",
        "ünïcode.py",
        'quo"te.py',
        "tab\tname.py",
        "new\nline.py",
        "-dash.py",
        "*.py",
        "\udcff.py",
    ]
    for name in names:
        repo.write(name, "")
        remember(repo, name, f"A|{AI}")
    commit(repo, "odd")
    for name in names:
        words = ("--rev", "HEAD", "--", name)
        answer = json.loads(run(repo, "blame", "--json", *words)[0])
        assert [line["class"] for line in answer["lines"]] == ["ai"] * 3, name
    shown, _ = run(repo, "show")
    assert all(row.isprintable() for row in shown.splitlines())


def test_from_a_folder_below(repo):
    (repo.top / "pkg").mkdir()
    remember(repo, "pkg/m.py", f"A|{AI}")
    commit(repo)
    answer = json.loads(run(repo, "blame", "m.py", "--json", folder=repo.top / "pkg")[0])
    assert answer["path"] == "pkg/m.py"


RANGES = {"2,4": "?AA", "3": "A", "6,": "HH", ",2": "??", "4,+2": "AA", "5,99": "AHH"}


@pytest.mark.parametrize("range_", RANGES)
def test_ranges(repo, range_):
    written(repo)
    check_blame(repo, "a.py", RANGES[range_], "-L", range_)
    if not range_.endswith("99"):  # git refuses what we allow
        check_blame(repo, "a.py", RANGES[range_], "-L", range_, "--rev", "HEAD")


WRONG = {
    "a file that is not there": (("blame", "nope.py"), 2, "does not exist"),
    "a file that was not there": (("blame", "nope.py", "--rev", "HEAD"), 2, "does not exist at"),
    "a revision that is none": (("blame", "a.py", "--rev", "nope"), 2, "names no commit"),
    "an option as a revision": (("blame", "a.py", "--rev=--help"), 2, "names no commit"),
    "a range that is none": (("blame", "a.py", "-L", "x"), 64, "no range"),
    "an empty range": (("blame", "a.py", "-L", "5,3"), 64, "holds no line"),
    "a range beyond the end": (("blame", "a.py", "-L", "99"), 2, "has only"),
    "a range beyond the end of a revision": (
        ("blame", "a.py", "-L", "99", "--rev", "HEAD"),
        2,
        "no such lines",
    ),
    "a file outside": (("blame", "/etc/hostname"), 64, "outside"),
    "a folder": (("blame", "."), 64, ""),
    "show of nothing": (("show", "nope"), 2, "names no commit"),
    "an unknown option": (("status", "--nope"), 64, ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_one_clear_line(repo, name):
    words, code, said = WRONG[name]
    _, errors = run(repo, *words, expect=code)
    assert said in errors


def test_empty_and_binary_files(repo):
    repo.write("empty.py", "")
    repo.write("image.bin", b"\0\1\2\n\3")
    commit(repo)
    check_blame(repo, "empty.py", "")
    assert "binary" in run(repo, "blame", "image.bin", expect=2)[1]
    repo.write("image.bin", b"\0\1\2\n\4")
    assert told(repo, "status")["files"][0]["note"] == "binary"
    (repo.top / "a.py").unlink()
    assert [file["note"] for file in told(repo, "status")["files"]] == ["deleted", "binary"]


def test_before_the_first_commit(tmp_path):
    made = make_repo(tmp_path)
    remember(made, "a.py", f"A|{AI}")
    check_blame(made, "a.py", "AAA")
    assert told(made, "status")["totals"]["ai"] == 3
    assert "names no commit" in run(made, "show", expect=2)[1]


def test_a_bare_repository(repo, tmp_path):
    written(repo)
    bare = make_repo(tmp_path, "bare", "--bare")
    bare.git("fetch", "-q", str(repo.top), "main:main", "refs/answerable/*:refs/answerable/*")
    check_blame(bare, "a.py", "??AAAHH", "--rev", "main")
    assert told(bare, "show", "main")["records"]
    assert "bare repository" in run(bare, "blame", "a.py", expect=64)[1]
    assert "bare repository" in run(bare, "status", expect=64)[1]


def test_a_sha256_repository(tmp_path):
    made = hooked_repo(tmp_path, "repo", "--object-format=sha256")
    remember(made, "a.py", f"A|{AI}")
    commit(made)
    check_blame(made, "a.py", "AAA")


def test_a_merge(repo):
    repo.git("checkout", "-q", "-b", "side")
    remember(repo, "a.py", f"C|{BASE}A|{AI}")
    commit(repo, "side")
    repo.git("checkout", "-q", "main")
    remember(repo, "a.py", f"H|import os\nC|{BASE}")
    commit(repo, "main")
    repo.git("merge", "-q", "--no-edit", "side")
    check_blame(repo, "a.py", "H??AAA")


def test_a_reader_that_goes_away(repo):
    written(repo)
    command = f'"{COMMAND}" blame a.py | head -1'
    done = subprocess.run(
        ["sh", "-c", command], cwd=repo.top, env=repo.environ, capture_output=True, check=True
    )
    assert done.stdout.startswith(b"?")
    assert done.stderr == b""


def test_colour_is_never_alone(repo):
    written(repo)
    plain, _ = run(repo, "blame", "a.py")
    repo.environ |= {"FORCE_COLOR": "1", "TERM": "xterm"}
    coloured, _ = run(repo, "blame", "a.py")
    legend, *rows = coloured.splitlines()
    assert "A ai" in legend
    assert "\x1b[35mA " in coloured
    without = [row.replace("\x1b[0m", "") for row in rows]
    for code in ("35", "32", "90", "33"):
        without = [row.replace(f"\x1b[{code}m", "") for row in without]
    assert without == plain.splitlines()


def test_help_is_for_newcomers(repo):
    for verb in ("init", "blame", "status", "show"):
        said, _ = run(repo, verb, "--help")
        assert said.startswith(f"Usage: answerable {verb}")
        assert "--json" in said
