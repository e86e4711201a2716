"""Table tests of policies: the templates held against the cases that explain them, and files that are wrong."""

import json
import tomllib
from pathlib import Path

import pytest

from answerable.cli.commands import policy as policy_command
from answerable.cli.starter import TEMPLATES
from answerable.core.errors import SettingUnreadable
from answerable.core.policy_cases import run_case
from answerable.store.policy_case_files import decode_cases
from answerable.store.settings_files import SettingsFiles
from support.gate import POLICY, ROSTER
from support.git import make_repo

DATA = Path(__file__).parents[1] / "data/gate/cases"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_does_what_its_cases_say(name):
    roster, _ = SettingsFiles().roster(ROSTER.encode())
    policy, problems = SettingsFiles().policy(TEMPLATES[name].encode(), roster.levels)
    assert policy is not None, problems
    cases, problems = decode_cases((DATA / f"{name}.toml").read_bytes())
    assert not problems
    assert [(case.name, run_case(case, policy, roster)) for case in cases] == [
        (case.name, []) for case in cases
    ]


def test_every_rule_of_a_template_is_fired_by_a_case():
    for name, text in TEMPLATES.items():
        rules = {rule["name"] for rule in tomllib.loads(text)["rule"]}
        cases = tomllib.loads((DATA / f"{name}.toml").read_text())["case"]
        assert rules == {rule for case in cases for rule in case["expect"].get("fired", [])}, name


CASE = (
    'version = 1\n[[case]]\nname = "c"\nauthors = ["jo@example.org"]\nlines = [{ class = "ai", count = 2 }]\n'
)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (
            f'{CASE}expect = {{ decision = "deny", unsatisfied = ["senior-review"] }}',
            0,
            "1 of 1 cases come out",
        ),
        (f'{CASE}expect = {{ decision = "pass" }}', 1, "The decision is deny, not pass."),
        (f'{CASE}expect = {{ fired = ["x"] }}', 1, "The rules that fire are senior-review, not x."),
        (f'{CASE}signoffs = ["sam@example.org"]\nexpect = {{ decision = "pass" }}', 0, "ok    c"),
        (
            f'{CASE}signoffs = ["eve@example.org"]\nexpect = {{}}',
            1,
            "eve@example.org signs and is not on the roster",
        ),
        (f'{CASE}signoffs = ["jo@example.org"]\nexpect = {{ decision = "deny" }}', 0, "ok"),
    ],
)
def test_policy_test(tmp_path, capsys, text, code, said):
    repo = make_repo(tmp_path)
    repo.write(".answerable/policy.toml", POLICY)
    repo.write(".answerable/roster.toml", ROSTER)
    repo.write(".answerable/policy_tests.toml", text)
    assert policy_command.run_test(cwd=str(repo.top), environ=repo.environ) == code
    assert said in capsys.readouterr().out
    assert policy_command.run_test(as_json=True, cwd=str(repo.top), environ=repo.environ) == code
    assert json.loads(capsys.readouterr().out)["passed"] is (code == 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 1", "missing required field `case`"),
        (f"{CASE}", "missing required field `expect`"),
        (f'{CASE}now = "noon"\nexpect = {{}}', "now is an instant"),
        (f"{CASE}expects = {{}}\nexpect = {{}}", "unknown field `expects`"),
        (f'{CASE}expect = {{ decision = "maybe" }}', "Invalid enum value 'maybe'"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_a_file_of_cases_that_is_none(text, said):
    cases, problems = decode_cases(text.encode("utf-8", "surrogateescape"))
    assert cases == []
    assert said in " ".join(problems)


def test_without_a_file_of_cases_or_a_policy(tmp_path):
    repo = make_repo(tmp_path)
    for said in ("There is no .answerable/policy.toml", "policy_tests.toml cannot be read"):
        with pytest.raises(SettingUnreadable, match=said):
            policy_command.run_test(cwd=str(repo.top), environ=repo.environ)
        repo.write(".answerable/policy.toml", POLICY)
        repo.write(".answerable/roster.toml", ROSTER)


@pytest.mark.parametrize(
    ("said", "fired"),
    [
        ('blast = "critical"\npaths = ["a"]\n', '["far"]'),
        ('blast = "medium"\npaths = ["a"]\n', "[]"),
        ("", "[]"),
    ],
)
def test_a_case_says_how_far_the_change_reaches(said, fired):
    roster, _ = SettingsFiles().roster(ROSTER.encode())
    rule = 'version = 1\n[[rule]]\nname = "far"\nscope = ["a"]\nwhen = { blast = ">=high" }\n'
    policy, problems = SettingsFiles().policy(rule.encode(), roster.levels)
    assert policy is not None, problems
    [case], problems = decode_cases(f"{CASE}{said}expect = {{ fired = {fired} }}".encode())
    assert not problems
    assert run_case(case, policy, roster) == []


@pytest.mark.parametrize(("said", "fired"), [("advised = true\n", '["advised"]'), ("", "[]")])
def test_a_case_says_whether_the_change_was_advised(said, fired):
    roster, _ = SettingsFiles().roster(ROSTER.encode())
    rule = 'version = 1\n[[rule]]\nname = "advised"\nwhen = { advised = true }\n'
    policy, problems = SettingsFiles().policy(rule.encode(), roster.levels)
    assert policy is not None, problems
    [case], problems = decode_cases(f"{CASE}{said}expect = {{ fired = {fired} }}".encode())
    assert not problems
    assert run_case(case, policy, roster) == []
