"""The published schemas: up to date with the declarations, and true of what is really printed."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from lsprotocol import types

from answerable.cli.starter import ROSTER, TEMPLATES
from answerable.core.verdict import Verdict
from answerable.lsp.converter import make_converter
from answerable.lsp.messages import RegionEntry, RegionsResult
from answerable.schemas.formats import FOLDER, FORMATS, schema_files
from support.gate import GateRepo

BAD = tomllib.loads((Path(__file__).parents[1] / "data/gate/policies.toml").read_text())["case"]


def check_valid(name, value):
    """Validate against the file as it is published."""
    schema = json.loads((FOLDER / f"{name}-v1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(value)


def test_the_files_are_what_the_declarations_make():
    """`make schemas` writes them anew."""
    published = {path.name: path.read_text() for path in FOLDER.glob("*.schema.json")}
    assert published == schema_files()


def test_verdicts(tmp_path, capsys):
    made = GateRepo(tmp_path)
    for files in ({"a.py": "A| one\n"}, {"b\x1b.py": "H| two\n", "c": "U| x\n"}):
        made.commit(files, reviewers=("mia",))
        _, verdict = made.verdict(capsys)
        check_valid("verdict", verdict)
        assert list(verdict) == list(Verdict.__annotations__)
        assert [set(rule) for rule in verdict["rules"]] == [{"name", "fired", "satisfied", "missing"}]
    _, verdict = made.verdict(capsys, "nowhere..topic")
    check_valid("verdict", verdict)


def test_records(tmp_path):
    made = GateRepo(tmp_path)
    made.commit({"a.py": "A| one\nH| two\n"}, reviewers=("sam",))
    for record in made.records().read(made.ids).values():
        check_valid("record", record)


def run_json(made, *args):
    """What a command prints with --json, whatever its exit code says."""
    done = subprocess.run(
        [sys.executable, "-m", "answerable", *args, "--json"],
        cwd=made.repo.top,
        env=made.repo.environ,
        capture_output=True,
        check=False,
    )
    return json.loads(done.stdout)


CASES = 'version = 1\n[[case]]\nname = "c"\nexpect = { decision = "deny" }\n'

COMMANDS = [
    ("blame", "a.py"), ("blame", "a.py", "--rev", "HEAD~1"), ("status",), ("show", "HEAD"), ("show", "main"),
    ("risk", "main..topic"), ("risk", "--order", "main..topic"), ("risk", "--order"), ("rules",), ("blast", "main..topic"), ("blast", "a.py"), ("review", "a.py"), ("advise", "bot"), ("advise", "--list"), ("doctor",),
    ("init", "--dry-run"), ("init",), ("policy", "check"), ("roster", "check"), ("policy", "explain"),
    ("policy", "test", "cases.toml"), ("override", "--list"), ("gate", "main..topic"),
]  # fmt: skip


def test_every_command_prints_what_its_schema_says(tmp_path):
    made = GateRepo(tmp_path)
    made.commit({"a.py": "A| one\nH| two\n"}, reviewers=("sam",))
    made.commit({"a.py": " | one\n | two\n | \nA| assert x\n", "b.sql": "A| DROP TABLE orders;\n"})
    made.repo.write("a.py", "one\n\nnew\n")
    made.repo.write("cases.toml", CASES)
    printed = set()
    for command in COMMANDS:
        answer = run_json(made, *command)
        family, name = answer["schema"].split(".")
        assert family == "answerable"
        check_valid(name.removesuffix("/v1"), answer)
        printed.add(name)
    unprinted = {"override/v1", "record/v1", "regions/v1", "policy/v1", "policy-tests/v1", "roster/v1"}
    # tests/e2e/test_signoff_commands.py holds what the verbs of sign-offs print against these.
    signing = {"signoff/v1", "signed/v1", "verification/v1", "sync/v1", "bundle/v1", "signoff-bundle/v1"}
    # And tests/e2e/test_guard_command.py what the guard prints.
    guarding = {"guard/v1", "guard-log/v1"}
    assert printed | unprinted | signing | guarding == set(FORMATS)


@pytest.mark.parametrize(
    ("name", "text"), [("roster", ROSTER), *(("policy", one) for one in TEMPLATES.values())]
)
def test_the_starter_files(name, text):
    check_valid(name, tomllib.loads(text))


@pytest.mark.parametrize("name", TEMPLATES)
def test_files_of_cases(name):
    text = (Path(__file__).parents[1] / f"data/gate/cases/{name}.toml").read_text()
    # A day or an instant may stand without quotes in TOML; JSON Schema has only strings.
    check_valid("policy-tests", json.loads(json.dumps(tomllib.loads(text), default=str)))


#: What only the whole file or the roster can tell.
BEYOND_A_SCHEMA = (
    "does not declare",
    "reviewed_by names",
    "covers AI lines",
    "are named",
    "`!` and",
    "a path from",
    "requires nothing",
    "names the grade",
    "names the level",
    "names the tier",
    "names the team",
    "require.signed belongs",
)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["said"][:40])
def test_bad_policies_are_bad_by_the_schema_too(case):
    policy = tomllib.loads(f'version = 1\n[[rule]]\nname = "r"\n{case["rule"]}')
    if any(part in case["said"] for part in BEYOND_A_SCHEMA):
        check_valid("policy", policy)
    else:
        with pytest.raises(jsonschema.ValidationError):
            check_valid("policy", policy)


def test_the_servers_regions():
    """What the converter of the server makes of a full and of a bare answer."""
    where = types.Range(types.Position(0, 1), types.Position(2, 3))
    full = RegionEntry(where, "ai", "agent-edit", "attested", "bot", "1", "m", "s", ("sam@example.org",))
    bare = RegionEntry(where, "human", "typed", "labelled")
    for answer in (
        RegionsResult("file:///a", 1, (full, bare)),
        RegionsResult("file:///b", 2, (), "over 5 MB"),
    ):
        check_valid("regions", make_converter().unstructure(answer))
