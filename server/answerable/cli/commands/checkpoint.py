"""Take a report of an agent or editor on standard input: `answerable checkpoint AGENT < payload.json`.

An agent's hook runs this before and after each tool call. It never stops the agent: whatever goes wrong is one line
on standard error, and the exit code is 0.
"""

import os
import sys
from collections.abc import Sequence
from typing import Final

from answerable.app.checkpoint import checkpoint
from answerable.app.site import Site
from answerable.cli.payload import read_payload
from answerable.core.errors import AnswerableError
from answerable.core.report import Phase, Report
from answerable.wiring import clock, open_workspace, read_reports, worktree

__all__ = ["run"]

_LONGEST_LINE: Final = 1000


def run(arguments: Sequence[str]) -> int:
    """Take one payload into the journal; always 0."""
    try:
        payload, problem = read_payload(sys.stdin.fileno())
        if len(arguments) != 1:
            problem = "usage: answerable checkpoint AGENT, with the agent's JSON on standard input"
        problems = [problem] if problem else _take(arguments[0], payload)
    except AnswerableError as error:
        problems = [str(error)]
    except Exception as error:  # noqa: BLE001 - the boundary: an agent must not be stopped by us
        problems = [
            f"nothing was recorded, because of a mistake in answerable ({type(error).__name__}: {error})"
        ]
    if problems:
        line = "; ".join(dict.fromkeys(problems))
        printable = "".join(
            char if char.isprintable() else ascii(char)[1:-1] for char in line[:_LONGEST_LINE]
        )
        sys.stderr.write(f"answerable checkpoint: {printable}\n")
    return 0


def _take(agent: str, payload: bytes) -> list[str]:
    reports, problems = read_reports(agent, payload)
    for report in reports:
        problems += _record(report)
    return problems


def _record(report: Report) -> list[str]:
    workspace = open_workspace(report.cwd or os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs 5 ms
    try:
        # Asking git who is at the machine costs a process, and only what is claimed needs it.
        human = workspace.identity if report.phase is Phase.AFTER else ""
        site = Site(workspace.journal, worktree(workspace), human, clock())
        return checkpoint(site, report) + workspace.journal.notices
    finally:
        workspace.close()
