"""Say what is installed, what works, and what this editor cannot see."""

import os
from contextlib import closing
from pathlib import Path

import click

from answerable.cli.checkup import Check, State, examine
from answerable.cli.output import Output, Part
from answerable.wiring.workspace import open_workspace

__all__ = ["command", "run"]

_MEANINGS: dict[State, str] = {"ok": "good", "note": "strong", "bad": "bad"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print answerable.doctor/v1.")
def command(*, as_json: bool) -> int:
    """Look at the machine and at this repository, change nothing, and say what is missing and what to do.

    Exit codes: 0 all works (notes are no faults), 1 something does not.
    """
    return run(as_json=as_json)


def run(*, as_json: bool = False) -> int:
    """Print the checks; 1 when one is bad."""
    output = Output(as_json=as_json)
    # Not `workspace_here`: that lets git begin at once, and here a missing git is an answer.
    with closing(open_workspace(str(Path.cwd()), os.environ)) as workspace:
        checks = list(examine(workspace, os.environ))
    if as_json:
        output.json({"schema": "answerable.doctor/v1", "checks": [check._asdict() for check in checks]})
    else:
        output.table([_row(check) for check in checks])
    return 1 if any(check.state == "bad" for check in checks) else 0


def _row(check: Check) -> list[Part]:
    return [(check.state, _MEANINGS[check.state]), check.name, check.said]
