"""Check the sign-offs of a range of commits: `answerable verify BASE..HEAD`."""

import os
from collections.abc import Mapping

import click

from answerable.app.check_range import parse_range
from answerable.app.read_range import read_range
from answerable.app.sign import commits_of, people_at
from answerable.app.signoffs import Checked, ValidSignoff, valid_signoffs
from answerable.cli.output import Output, safe
from answerable.cli.signoff_text import signoff_lines
from answerable.core.errors import GitFailed, UsageError
from answerable.core.record import well_formed
from answerable.core.signoff.instant import is_instant, seconds_of
from answerable.wiring.judging import gate_sources, signoff_sources
from answerable.wiring.workspace import Workspace, clock, open_workspace

__all__ = ["command", "run"]


@click.command("verify")
@click.argument("range_", metavar="BASE..HEAD")
@click.option(
    "--target", metavar="BRANCH", default="", help="The branch it is for [the branch that BASE names]."
)
@click.option(
    "--at",
    metavar="INSTANT",
    default="",
    help="When keys have to be valid, as 2026-01-31T12:00:00Z, for looking back [now].",
)
@click.option("--json", "as_json", is_flag=True, help="Print answerable.verification/v1.")
def command(range_: str, target: str, at: str, *, as_json: bool) -> int:
    """Say who has signed off what HEAD brings to BASE, and whether it counts.

    Works offline, on any clone that has the sign-offs (`answerable sync`). People, levels and keys are those of BASE.

    Exit codes: 0 somebody's approval is valid and nobody's rejection is, 1 not so, 2 it could not be told,
    64 wrong usage.
    """
    return run(range_, target=target, at=at, as_json=as_json)


def run(
    range_: str,
    *,
    target: str = "",
    at: str = "",
    as_json: bool = False,
    cwd: str = ".",
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Print the sign-offs of `range_`; the exit code."""
    named = parse_range(range_)
    if named is None:
        raise UsageError(f"{range_!r} is no range: give BASE..HEAD, for example origin/main..HEAD.")
    if at and not is_instant(at):
        raise UsageError(f"{at!r} is no instant: spell it as 2026-01-31T12:00:00Z.")
    output = Output(as_json=as_json, environ=environ)
    workspace = open_workspace(cwd, environ)
    try:
        now = seconds_of(at) if at else clock() // 1000
        target = target or signoff_sources(workspace).changes.branch(named[0])
        checked = _checked(workspace, named, target, now)
    finally:
        workspace.close()
    if as_json:
        output.json(_entry(range_, target, checked))
    _say(range_, target, checked, output)
    return _code(checked)


def _checked(workspace: Workspace, named: tuple[str, str], target: str, now: int) -> Checked:
    sources, gate = signoff_sources(workspace), gate_sources(workspace)
    commits = commits_of(sources, *named)
    roster, problems = people_at(gate, commits.base, now)
    if roster is None:
        raise GitFailed(problems[0])
    known = read_range(sources.objects, gate.history, gate.records, commits)
    checked = valid_signoffs(sources, commits, target, roster, known.barred, now=now)
    return checked._replace(faults=(*known.faults, *checked.faults))


def _code(checked: Checked) -> int:
    counting = [one for one in checked.signoffs if not one.why_void]
    if checked.faults:
        return 2
    return 0 if counting and all(one.approves for one in counting) else 1


def _say(range_: str, target: str, checked: Checked, output: Output) -> None:
    for_branch = f" for {safe(target)}" if target else ""
    output.say((f"Sign-offs of {safe(range_)}", "strong"), for_branch)
    output.lines(list(signoff_lines(checked.signoffs)))
    if not checked.signoffs:
        output.say("  none; `answerable sync` fetches those of others")
    for fault in checked.faults:
        output.say(("  problem  ", "bad"), safe(fault))


def _entry(range_: str, target: str, checked: Checked) -> dict[str, object]:
    return {
        "schema": "answerable.verification/v1",
        "range": well_formed(range_),
        "target": well_formed(target),
        "signoffs": [_signoff(one) for one in checked.signoffs],
        "problems": [well_formed(fault) for fault in checked.faults],
    }


def _signoff(one: ValidSignoff) -> dict[str, object]:
    predicate = one.statement["predicate"]
    return {
        "id": one.id,
        "decision": predicate["decision"],
        "valid": not one.why_void,
        "why": one.why_void or one.how,
        "email": predicate["reviewer"]["email"],
        "person": one.person.name if one.person else None,
        "level": one.level or None,
        "key": predicate["reviewer"]["key"],
        "signed_at": predicate["signed_at"],
        "reason": predicate["reason"],
        "hasty": predicate["hasty"],
    }
