"""Check the repository's people, their levels and their keys: `answerable roster check`."""

import os
from collections.abc import Mapping

import click

from answerable.app.check_range import MAILMAP_PATH, ROSTER_PATH
from answerable.app.signoffs import SIGNERS_PATH
from answerable.cli.output import Output, safe
from answerable.cli.settings_source import read_files, say_checked
from answerable.core.contradictions import contradictions, roster_notes
from answerable.core.mailmap import parse_mailmap
from answerable.core.signoff.signers import parse_signers
from answerable.wiring.workspace import clock, settings_files

__all__ = ["command", "run_check"]


@click.group("roster")
def command() -> None:
    """Check `.answerable/roster.toml`, the people of the repository, their addresses, levels, teams and scopes."""


@command.command("check")
@click.option(
    "--rev", "revision", default="", metavar="REV", help="Read the files at REV instead of the worktree."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")
def _check(revision: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Find contradictions, also with `.answerable/allowed_signers` and `.mailmap`.

    An address or a key that two people claim, a level or a team nobody declared, an agent among the people, somebody who
    left and still has a key. Exit code 0 none, 1 some.
    """
    return run_check(revision, as_json=as_json)


def run_check(
    revision: str = "", *, as_json: bool = False, cwd: str = ".", environ: Mapping[str, str] = os.environ
) -> int:
    """Print whether the roster is valid, and what is wrong with it."""
    output = Output(as_json=as_json, environ=environ)
    (data, signers, mailmap), place = read_files(
        (ROSTER_PATH, SIGNERS_PATH, MAILMAP_PATH), revision, cwd, environ
    )
    if data is None:
        missing = f"There is no {ROSTER_PATH} {place}; `answerable init --policy` writes a starter."
        return say_checked(output, ROSTER_PATH, [missing], "")
    roster, problems = settings_files().roster(data)
    summary, notes = "", list[str]()
    if roster is not None:
        keys, now = parse_signers(signers or b""), clock() // 1000
        summary = f"{len(roster.people)} person(s), levels {' < '.join(roster.levels)}"
        problems = list(contradictions(roster, keys, parse_mailmap(mailmap), now))
        notes = list(roster_notes(roster, keys, now)) if signers is not None else []
    code = say_checked(output, ROSTER_PATH, problems, summary)
    for note in notes:
        output.say(("  note  ", "faint"), safe(note))
    return code
