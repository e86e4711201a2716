"""Check the repository's people and their levels: `answerable roster check`."""

import os
from collections.abc import Mapping

import click

from answerable.app.check_range import ROSTER_PATH
from answerable.cli.output import Output, safe
from answerable.cli.settings_source import read_settings
from answerable.wiring import settings_files

__all__ = ["command", "run_check"]


@click.group("roster")
def command() -> None:
    """Check `.answerable/roster.toml`, the people of the repository, their addresses and their levels."""


@command.command("check")
@click.option(
    "--rev", "revision", default="", metavar="REV", help="Read the file at REV instead of the worktree."
)
def _check(revision: str) -> int:
    """Find contradictions: an address claimed twice, a level nobody declared. Exit code 0 none, 1 some."""
    return run_check(revision)


def run_check(revision: str = "", *, cwd: str = ".", environ: Mapping[str, str] = os.environ) -> int:
    """Print whether the roster is valid, and what is wrong with it."""
    output = Output(environ=environ)
    _, data, place = read_settings(revision, cwd, environ)
    if data is None:
        output.say(f"There is no {ROSTER_PATH} {safe(place)}; `answerable init --policy` writes a starter.")
        return 1
    roster, problems = settings_files().roster(data)
    for problem in problems:
        output.say(safe(problem))
    if roster is None:
        return 1
    people = len(roster.people)
    output.say(f"{ROSTER_PATH} is valid: {people} person(s), levels {' < '.join(roster.levels)}.")
    return 0
