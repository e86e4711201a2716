"""Decide whether a range of commits may ship: `answerable gate BASE..HEAD`."""

import os
from collections.abc import Mapping

import click

from answerable.app.check_range import check_range, parse_range, unread
from answerable.cli.output import Output
from answerable.cli.verdict_text import verdict_lines
from answerable.core.errors import AnswerableError, UsageError
from answerable.core.gate import Judgement, undecided
from answerable.wiring import gate_sources, open_workspace

__all__ = ["command", "run"]

_EXIT_CODES = {"pass": 0, "deny": 1, "undecided": 2}


@click.command("gate")
@click.argument("range_", metavar="BASE..HEAD")
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", help="How to print the verdict."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(range_: str, style: str, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Decide whether what HEAD brings to BASE may ship.

    The policy and the roster are read from BASE (`.answerable/policy.toml` and `.answerable/roster.toml`), the
    classes of the added lines from the records of the commits. Fetch those first:
    `git fetch origin 'refs/answerable/*:refs/answerable/*'`.

    Exit codes: 0 pass, 1 denied, 2 undecided (something could not be read; that is never a pass), 64 wrong usage.
    """
    return run(range_, as_json=as_json or style == "json")


def run(
    range_: str, *, as_json: bool = False, cwd: str = ".", environ: Mapping[str, str] = os.environ
) -> int:
    """Print the verdict on `range_`; the exit code."""
    named = parse_range(range_)
    if named is None:
        raise UsageError(f"{range_!r} is no range: give BASE..HEAD, for example origin/main..HEAD.")
    judgement = _judge(*named, cwd, environ)
    output = Output(as_json=as_json, environ=environ)
    if as_json:
        output.json(judgement.verdict)
    else:
        output.lines(verdict_lines(judgement))
    return _EXIT_CODES[judgement.verdict["decision"]]


def _judge(base: str, head: str, cwd: str, environ: Mapping[str, str]) -> Judgement:
    workspace = open_workspace(cwd, environ)
    try:
        return check_range(gate_sources(workspace), base, head)
    except AnswerableError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 - the boundary: a gate that breaks is undecided, never open
        problem = f"The gate itself failed ({type(error).__name__}: {error}); please report it."
    finally:
        workspace.close()
    return undecided(unread(base, head), [problem])
