"""Check, explain and test the repository's rules: `answerable policy check|explain|test`."""

import fnmatch
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from answerable.app.check_range import POLICY_PATH, Rulebook, read_rulebook
from answerable.cli.output import Output, safe
from answerable.cli.settings_source import read_settings, say_checked
from answerable.core.errors import SettingUnreadable
from answerable.core.policy import Policy, explain_policy, explain_rule
from answerable.core.policy_cases import run_case
from answerable.wiring.judging import policy_cases
from answerable.wiring.risks import risk_rules
from answerable.wiring.workspace import settings_files

__all__ = ["CASES_PATH", "command", "run_check", "run_explain", "run_test"]

CASES_PATH: Final = ".answerable/policy_tests.toml"

_REVISION = click.option(
    "--rev", "revision", default="", metavar="REV", help="Read the files at REV instead of the worktree."
)

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")


@click.group("policy")
def command() -> None:
    """Check, explain and test `.answerable/policy.toml`, the rules of the repository.

    The worktree's file is what you edit; the gate only ever reads the one on the branch that a change goes to.
    """


@command.command("check")
@_REVISION
@_JSON
def _check(revision: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Say whether the policy and the roster it speaks of are valid. Exit code 0 yes, 1 no."""
    return run_check(revision, as_json=as_json)


@command.command("explain")
@_REVISION
@_JSON
def _explain(revision: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Say in plain words what each rule does."""
    return run_explain(revision, as_json=as_json)


@command.command("test")
@click.argument("file", default="", metavar="[FILE]")
@_REVISION
@_JSON
def _test(file: str, revision: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    r"""Hold the policy against table tests: described changes, and what should become of them.

    FILE is `.answerable/policy_tests.toml` unless named. Exit code 0 when all come out as expected, 1 when not.

    \b
    [[case]]
    name = "a junior's AI lines need a senior"
    authors = ["jo@example.org"]
    lines = [{ class = "ai", count = 3, path = "src/a.py" }]
    expect = { decision = "deny", unsatisfied = ["senior-review"] }
    """
    return run_test(file, revision, as_json=as_json)


def run_check(
    revision: str = "", *, as_json: bool = False, cwd: str = ".", environ: Mapping[str, str] = os.environ
) -> int:
    """Print whether the policy is valid, and what is wrong with it."""
    output = Output(as_json=as_json, environ=environ)
    book, problems = _rulebook(revision, cwd, environ)
    problems = [*problems, *(_unknown_rules(book.policy) if book else ())]
    summary = (
        f"{len(book.policy.rules)} rule(s), {len(book.roster.people)} person(s) on the roster" if book else ""
    )
    return say_checked(output, POLICY_PATH, problems, summary)


def run_explain(
    revision: str = "", *, as_json: bool = False, cwd: str = ".", environ: Mapping[str, str] = os.environ
) -> int:
    """Print the rules in plain sentences. Raises `SettingUnreadable` when the policy is not valid."""
    output = Output(as_json=as_json, environ=environ)
    book, problems = _rulebook(revision, cwd, environ)
    if book is None:
        raise SettingUnreadable(" ".join(problems))
    rules = [
        {"name": rule.name, "sentence": explain_rule(rule), "why": rule.why} for rule in book.policy.rules
    ]
    for rule in rules:
        output.say((safe(rule["name"]), "strong"), f": {safe(rule['sentence'])}")
        if rule["why"]:
            output.say(f"  Because {safe(rule['why'])}.")
    for sentence in explain_policy(book.policy):
        output.say(safe(sentence))
    if as_json:
        output.json({"schema": "answerable.explained/v1", "rules": rules})
    return 0


def run_test(
    file: str = "",
    revision: str = "",
    *,
    as_json: bool = False,
    cwd: str = ".",
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Print how each case comes out. Raises `SettingUnreadable` when the policy or the file cannot be used."""
    output = Output(as_json=as_json, environ=environ)
    book, problems = _rulebook(revision, cwd, environ)
    if book is None:
        raise SettingUnreadable(" ".join(problems))
    path = Path(cwd, file or CASES_PATH)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingUnreadable(f"{file or CASES_PATH} cannot be read: {error.strerror}.") from None
    cases, problems = policy_cases(data)
    if problems:
        raise SettingUnreadable(f"{file or CASES_PATH}: {' '.join(problems)}")
    results = [(case.name, run_case(case, book.policy, book.roster)) for case in cases]
    for name, wrong in results:
        output.say(("FAIL", "bad") if wrong else ("ok  ", "good"), f"  {safe(name)}")
        for problem in wrong:
            output.say(f"        {safe(problem)}")
    failed = sum(bool(wrong) for _, wrong in results)
    output.say(f"{len(results) - failed} of {len(results)} cases come out as expected.")
    if as_json:
        entries = [{"name": name, "passed": not wrong, "problems": wrong} for name, wrong in results]
        output.json({"schema": "answerable.tested/v1", "passed": not failed, "cases": entries})
    return int(bool(failed))


def _unknown_rules(policy: Policy) -> Iterator[str]:
    """Rules that are allowed and do not exist. Only said here: another release may have others."""
    known = [rule.id for rule in risk_rules()[0]]
    for allowance in policy.allowances:
        for rule in allowance.rules:
            if "/" not in rule and not fnmatch.filter(known, rule):
                yield f"The policy allows {rule}, and there is no such rule; `answerable rules` lists them."


def _rulebook(revision: str, cwd: str, environ: Mapping[str, str]) -> tuple[Rulebook | None, list[str]]:
    policy, roster, place = read_settings(revision, cwd, environ)
    return read_rulebook(policy, roster, settings_files(), place)
