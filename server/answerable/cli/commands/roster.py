"""Check the repository's people and their levels: `answerable roster check`."""

import os
from collections.abc import Mapping

import click

from answerable.app.check_range import ROSTER_PATH
from answerable.cli.output import Output
from answerable.cli.settings_source import read_settings, say_checked
from answerable.wiring import settings_files

__all__ = ["command", "run_check"]


@click.group("roster")
def command() -> None:
    """Check `.answerable/roster.toml`, the people of the repository, their addresses and their levels."""


@command.command("check")
@click.option(
    "--rev", "revision", default="", metavar="REV", help="Read the file at REV instead of the worktree."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")
def _check(revision: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Find contradictions: an address claimed twice, a level nobody declared. Exit code 0 none, 1 some."""
    return run_check(revision, as_json=as_json)


def run_check(
    revision: str = "", *, as_json: bool = False, cwd: str = ".", environ: Mapping[str, str] = os.environ
) -> int:
    """Print whether the roster is valid, and what is wrong with it."""
    output = Output(as_json=as_json, environ=environ)
    _, data, place = read_settings(revision, cwd, environ)
    if data is None:
        missing = f"There is no {ROSTER_PATH} {place}; `answerable init --policy` writes a starter."
        return say_checked(output, ROSTER_PATH, [missing], "")
    roster, problems = settings_files().roster(data)
    summary = f"{len(roster.people)} person(s), levels {' < '.join(roster.levels)}" if roster else ""
    return say_checked(output, ROSTER_PATH, problems, summary)
