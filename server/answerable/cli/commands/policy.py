"""Check and explain the repository's rules: `answerable policy check|explain`."""

import os
from collections.abc import Mapping

import click

from answerable.app.check_range import POLICY_PATH, Rulebook, read_rulebook
from answerable.cli.output import Output, safe
from answerable.cli.settings_source import read_settings, say_checked
from answerable.core.errors import SettingUnreadable
from answerable.core.policy import explain_rule
from answerable.wiring import settings_files

__all__ = ["command", "run_check", "run_explain"]

_REVISION = click.option(
    "--rev", "revision", default="", metavar="REV", help="Read the files at REV instead of the worktree."
)

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")


@click.group("policy")
def command() -> None:
    """Check and explain `.answerable/policy.toml`, the rules of the repository.

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


def run_check(
    revision: str = "", *, as_json: bool = False, cwd: str = ".", environ: Mapping[str, str] = os.environ
) -> int:
    """Print whether the policy is valid, and what is wrong with it."""
    output = Output(as_json=as_json, environ=environ)
    book, problems = _rulebook(revision, cwd, environ)
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
    if as_json:
        output.json({"schema": "answerable.explained/v1", "rules": rules})
    return 0


def _rulebook(revision: str, cwd: str, environ: Mapping[str, str]) -> tuple[Rulebook | None, list[str]]:
    policy, roster, place = read_settings(revision, cwd, environ)
    return read_rulebook(policy, roster, settings_files(), place)
