"""Take a report of an agent or editor on standard input: `answerable checkpoint AGENT < payload.json`.

An agent's hook runs this before and after each tool call; AGENT is its name, or `auto` to tell it from the payload.
It never stops the agent: whatever goes wrong is one line on standard error, and the exit code is 0.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from answerable.app.checkpoint import checkpoint
from answerable.app.shell_window import head_before
from answerable.app.site import Site
from answerable.cli.output import Output, safe
from answerable.cli.payload import read_payload
from answerable.core.errors import AnswerableError
from answerable.core.report import Phase, Report
from answerable.wiring.agents import read_reports, reply_to
from answerable.wiring.history import by_repository
from answerable.wiring.workspace import TOOL, Workspace, clock, open_workspace, worktree

__all__ = ["run"]

_LONGEST_LINE: Final = 1000
_USAGE: Final = "usage: answerable checkpoint AGENT, with the agent's JSON on standard input"


def run(arguments: Sequence[str]) -> int:
    """Take one payload into the journal; always 0."""
    try:
        problems = _take(arguments, os.environ)
    except AnswerableError as error:
        problems = [str(error)]
    except Exception as error:  # noqa: BLE001 - the boundary: an agent must not be stopped by us
        problems = [
            f"nothing was recorded, because of a mistake in answerable ({type(error).__name__}: {error})"
        ]
    if problems:
        line = "; ".join(dict.fromkeys(problems))
        Output().warn(f"checkpoint: {safe(line[:_LONGEST_LINE])}")
    return 0


def _take(arguments: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    agent = arguments[0] if len(arguments) == 1 else ""
    # Kiro's IDE before 1.0 puts the payload here and leaves standard input open and empty.
    prompt = environ.get("USER_PROMPT", "") if agent == "kiro" else ""
    if prompt.lstrip().startswith("{"):
        payload, problem = os.fsencode(prompt), ""
    else:
        payload, problem = read_payload(sys.stdin.fileno())
    if not agent:
        return [_USAGE]
    sys.stdout.write(reply_to(agent, payload))
    if problem:
        return [problem]
    reports, problems = read_reports(agent, payload)
    for report in reports:
        for part in by_repository(report, os.getcwd()):  # noqa: PTH109 - pathlib costs 5 ms
            problems += _record(part, environ)
    return problems


def _record(report: Report, environ: Mapping[str, str]) -> list[str]:
    workspace = open_workspace(report.cwd, environ)
    try:
        # Asking git who is at the machine costs a process, and only what is claimed needs it.
        human = workspace.identity if report.phase is Phase.AFTER else ""
        site = Site(workspace.journal, worktree(workspace), human, clock())
        may_have_committed = report.phase is Phase.AFTER and "git" in report.command
        head = head_before(site, report) if may_have_committed else None
        problems = checkpoint(site, report)
        if head is not None:
            _record_commits(workspace, site, head)
        return problems + workspace.journal.notices
    finally:
        workspace.close()


def _record_commits(workspace: Workspace, site: Site, since: str) -> None:
    """Keep records of what the command committed past git's hooks, or before it had reported its edits."""
    from answerable.app.late_record import made_since, record_late  # noqa: PLC0415 - few commands commit

    objects = workspace.objects
    made = site.worktree.committed_since(since).commits
    for commit in made_since(objects, since, made):
        record_late(commit, workspace.journal, workspace.records, objects, tool=TOOL, human=site.human)
