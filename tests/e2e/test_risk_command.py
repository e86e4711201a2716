"""`answerable risk` and `answerable rules` as a user runs them: folders without git, and a real repository."""

import json
import sys
from pathlib import Path

import pytest

from support.git import make_repo

SAFE = (
    "def fetch(url):\n    if url is None:\n        raise ValueError('no url')\n    return requests.get(url)\n"
)
RISKY = "def fetch(url):\n    return requests.get(url, verify=False)\n"
FIELDS = [
    "rule", "name", "level", "path", "line", "end_line", "message", "old_text", "new_text", "remedy", "class", "blast", "fingerprint",
]  # fmt: skip


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.write("app/client.py", SAFE)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    return made


def check_risk(repo, *arguments, code):
    """The findings of one call, as (rule, path, line)."""
    answer, complaints = run(repo, "risk", "--json", *arguments, code=code)
    assert complaints == ""
    document = json.loads(answer)
    assert document["schema"] == "answerable.findings/v1"
    assert all(list(each) == FIELDS for each in document["findings"])
    assert document["problems"] == []
    return [(each["rule"], each["path"], each["line"]) for each in document["findings"]]


def run(repo, *arguments, code):
    """Standard output and standard error of the real command."""
    executable = str(Path(sys.executable).parent / "answerable")
    script = 'set -- "$@"; "$@"; echo "exit $?" >&2'
    said, complained = repo.run("sh", "-c", script, "sh", executable, *arguments, check=False)
    complained, _, last = complained.rpartition("exit ")
    assert int(last) == code, complained
    return said, complained


BOTH = [("GRD001", "app/client.py", 2), ("SEC001", "app/client.py", 2)]


def test_worktree_index_and_range(repo):
    assert check_risk(repo, code=0) == []
    repo.write("app/client.py", RISKY)
    assert check_risk(repo, code=1) == BOTH
    assert check_risk(repo, "--staged", code=0) == []
    repo.git("add", "-A")
    assert check_risk(repo, "--staged", code=1) == BOTH
    repo.git("commit", "-q", "-m", "second")
    assert check_risk(repo, code=0) == []
    assert check_risk(repo, "HEAD~1..HEAD", code=1) == BOTH
    assert check_risk(repo, "HEAD..HEAD~1", code=0) == []


def test_files_untracked_deleted_and_renamed(repo):
    repo.write("new.sh", 'rm -rf "$A"/*\n')
    assert check_risk(repo, code=1) == [("DEL001", "new.sh", 1)]
    assert check_risk(repo, "app", code=0) == []
    assert check_risk(repo, "new.sh", code=1) == [("DEL001", "new.sh", 1)]
    repo.git("mv", "app/client.py", "app/moved.py")
    assert check_risk(repo, "--staged", code=0) == []
    repo.git("rm", "-q", "-f", "app/moved.py")
    assert check_risk(repo, "--staged", code=0) == []


def test_two_folders_and_two_files_without_git(repo, tmp_path):
    for side, text in (("old", SAFE), ("new", RISKY)):
        folder = tmp_path / side / "app"
        folder.mkdir(parents=True)
        (folder / "client.py").write_text(text)
        (folder / "picture.png").write_bytes(b"\0\1\2")
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    assert check_risk(repo, "--old", old, "--new", new, code=1) == BOTH
    assert check_risk(repo, "--old", new, "--new", old, code=0) == []
    files = [f"{old}/app/client.py", f"{new}/app/client.py"]
    found = check_risk(repo, "--old", files[0], "--new", files[1], code=1)
    assert found == [(rule, "client.py", line) for rule, _, line in BOTH]


def test_text_shows_what_was_lost(repo):
    repo.write("app/client.py", RISKY.replace(", verify=False", ""))
    said, _ = run(repo, "risk", code=1)
    assert "app/client.py:2: review GRD001 guard.removed: fetch no longer refuses when url is None" in said
    assert "    -         raise ValueError('no url')" in said
    assert "\x1b" not in said


def test_an_allowance_with_a_reason_is_a_note(repo):
    repo.write(
        "app/client.py",
        RISKY.replace("    return", "    # answerable: allow SEC001, GRD001 -- lab only\n    return"),
    )
    said, _ = run(repo, "risk", code=0)
    assert "info SEC001" in said
    assert "allowed (lab only)" in said


def test_wrong_usage(repo):
    assert "neither a file nor a range" in run(repo, "risk", "nowhere", code=64)[1]
    assert "names no commit" in run(repo, "risk", "nowhere..HEAD", code=2)[1]
    assert "go together" in run(repo, "risk", "--old", ".", code=64)[1]
    assert "does not exist" in run(repo, "risk", "--old", ".", "--new", "nowhere", code=64)[1]
    assert "there is no rule" in run(repo, "rules", "XYZ999", code=64)[1]


def test_rules(repo):
    listed, _ = run(repo, "rules", code=0)
    assert "SEC001" in listed
    explained, _ = run(repo, "rules", "tls.verification-disabled", code=0)
    assert "Remedy" in explained
    assert "\n    +++ " in explained, "the example of grammars/RULES.md"
    document = json.loads(run(repo, "rules", "--json", code=0)[0])
    assert {"id", "why", "remedy", "source"} <= set(document["rules"][0])


MANIFEST = '[project]\nname = "app"\ndependencies = ["requests"]\n'
INVENTED = "import fastpricelib\nimport requests\n"


def test_files_around_the_change_are_asked(repo, tmp_path):
    repo.write("pyproject.toml", MANIFEST)
    repo.write("app/prices.py", "import requests\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "second")
    repo.write("app/prices.py", INVENTED)
    found = [("DEP001", "app/prices.py", 1)]
    assert check_risk(repo, code=1) == found
    repo.git("add", "-A")
    assert check_risk(repo, "--staged", code=1) == found
    repo.git("commit", "-q", "-m", "third")
    assert check_risk(repo, "HEAD~1..HEAD", code=1) == found
    for name, text in (("old", "import requests\n"), ("new", INVENTED)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "prices.py").write_text(text, encoding="utf-8")
        (tmp_path / name / "pyproject.toml").write_text(MANIFEST, encoding="utf-8")
    assert check_risk(repo, "--old", str(tmp_path / "old"), "--new", str(tmp_path / "new"), code=1) == [
        ("DEP001", "prices.py", 1)
    ]
