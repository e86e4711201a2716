"""`answerable risk` with other tools' findings beside ours, as SARIF, and with what a policy allows."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from answerable.schemas.formats import FOLDER
from support.gate import ROSTER
from support.git import make_repo
from support.sarif import check_sarif

SAFE = "import requests\n\n\ndef fetch(url):\n    return requests.get(url)\n"
RISKY = "import os\n\nimport requests\n\n\ndef fetch(url):\n    return requests.get(url, verify=False)\n"
POLICY = """version = 1
[[rule]]
name = "r"
when = { ai_lines = ">0" }
[[allow]]
rules = ["SEC001", "ruff/F4*"]
paths = ["lab/**"]
reason = "a lab without certificates"
"""


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.write(".answerable/policy.toml", POLICY)
    made.write(".answerable/roster.toml", ROSTER)
    for folder in ("lab", "app"):
        made.write(f"{folder}/client.py", SAFE)
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    for folder in ("lab", "app"):
        made.write(f"{folder}/client.py", RISKY)
    return made


def run(repo, *arguments, code):
    """What the real command prints, having ended as expected."""
    executable = str(Path(sys.executable).parent / "answerable")
    said, complained = repo.run(
        "sh", "-c", '"$@"; echo "exit $?" >&2', "sh", executable, *arguments, check=False
    )
    assert complained.rstrip().endswith(f"exit {code}"), complained
    return said


def ruff(repo, name):
    """What the real ruff says about the worktree, as SARIF in a file that git ignores."""
    program = str(Path(sys.executable).parent / "ruff")
    said, _ = repo.run(
        program, "check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "sarif", "--select", "F,S", "."
    )  # fmt: skip
    (repo.top / ".git" / name).write_text(said)
    return f".git/{name}"


def levels(document):
    return [(one["path"], one["rule"], one["level"]) for one in document["findings"]]


def test_another_tools_results_stand_beside_ours(repo):
    document = json.loads(run(repo, "risk", "--json", "--import", ruff(repo, "ruff.sarif"), code=1))
    jsonschema.validate(document, json.loads((FOLDER / "findings-v1.schema.json").read_text()))
    assert [one for one in levels(document) if one[0] == "app/client.py"] == [
        ("app/client.py", "ruff/F401", "review"),
        ("app/client.py", "SEC001", "block"),
        ("app/client.py", "ruff/S113", "review"),
        ("app/client.py", "ruff/S501", "review"),
    ]
    assert document["imported"] == [{"tool": "ruff", "results": 6, "introduced": 6}]
    assert document["problems"] == []


def test_what_was_there_before_is_not_shown_where_a_baseline_says_so(repo):
    repo.git("stash", "-q")
    before = ruff(repo, "before.sarif")
    repo.git("stash", "pop", "-q")
    wish = ("risk", "--json", "--import", ruff(repo, "ruff.sarif"), "--import-baseline", before)
    found = [one[1] for one in levels(json.loads(run(repo, *wish, code=1))) if one[0] == "app/client.py"]
    assert found == ["ruff/F401", "SEC001", "ruff/S501"]


def test_the_committed_policy_allows_and_what_it_allows_is_told(repo):
    repo.write(".answerable/policy.toml", POLICY.replace("lab/", "app/"))
    wish = ("risk", "--json", "--import", ruff(repo, "ruff.sarif"), "lab", "app")
    document = json.loads(run(repo, *wish, code=1))
    told = [(one["path"], one["rule"], one["by"], one["reason"]) for one in document["suppressed"]]
    assert told == [
        ("lab/client.py", rule, "policy", "a lab without certificates") for rule in ("ruff/F401", "SEC001")
    ]
    assert ("lab/client.py", "SEC001", "info") in levels(document)
    assert ("app/client.py", "SEC001", "block") in levels(document)
    assert "info SEC001 tls.verification-disabled: allowed (a lab without certificates): " in run(
        repo, "risk", "lab", code=0
    )


def test_sarif(repo):
    repo.write("app/client.py", RISKY.replace("False)", "False)  # answerable: allow SEC001 -- only today"))
    repo.write("app/ä b#.sh", 'rm -rf "$A"/*\n')
    log = json.loads(run(repo, "risk", "--sarif", "--import", ruff(repo, "ruff.sarif"), code=1))
    check_sarif(log)
    (run_,) = log["runs"]
    rules = {rule["id"]: rule for rule in run_["tool"]["driver"]["rules"]}
    assert rules["SEC001"]["helpUri"].startswith("https://")
    assert "```diff" in rules["SEC001"]["help"]["markdown"]
    found = {
        (one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], one["ruleId"]): one
        for one in run_["results"]
    }
    assert found["app/%C3%A4%20b%23.sh", "DEL001"]["level"] == "warning"
    assert found["app/client.py", "SEC001"]["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "only today"}
    ]
    assert found["lab/client.py", "SEC001"]["suppressions"][0]["kind"] == "external"
    assert found["lab/client.py", "SEC001"]["message"]["text"].endswith(
        "It was:\n    return requests.get(url)"
    )
    assert found["lab/client.py", "SEC001"]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 7,
        "endLine": 7,
    }
    assert "suppressions" not in found["app/client.py", "ruff/S113"]


BAD = [
    ("no json", "it is not JSON"),
    ("[" * 100_000, "it is not JSON"),
    ("{}", "it is no SARIF 2.1.0"),
    (None, "cannot be read"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_cannot_be_imported_is_one_sentence(repo, text, said):
    if text is not None:
        (repo.top / ".git/bad").write_text(text)
    executable = str(Path(sys.executable).parent / "answerable")
    _, complained = repo.run(executable, "risk", "--import", ".git/bad", check=False)
    assert said in complained
    assert complained.count("\n") == 1


def test_wrong_usage(repo):
    run(repo, "risk", "--json", "--sarif", code=64)
    run(repo, "risk", "--import-baseline", "x", code=64)
