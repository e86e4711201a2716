"""Mark lines that an AI wrote as reviewed by you, before they are committed or in the last commit."""

import os
import re

import click

from answerable.app.review import LastCommit, Reviewed, review
from answerable.cli.invocation import workspace_here
from answerable.cli.output import Output, safe
from answerable.core.errors import UsageError
from answerable.wiring.workspace import clock, worktree

__all__ = ["command", "run"]

_PLACE = re.compile(r"(.+?):(\d+)(?:-(\d+))?")


@click.command()
@click.argument("place", metavar="FILE[:L1-L2]")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.review/v1.")
def command(place: str, *, as_json: bool) -> int:
    """Mark the AI lines of FILE as reviewed by you (git's user.email): uncommitted ones, and the last commit's.

    `FILE:12` is one line, `FILE:12-20` a range, both ends included. The mark belongs to the text: it moves with it,
    and goes when somebody rewrites it. The stamp of the next commit counts the reviewed lines; `git commit --amend`
    takes a mark on lines of the last commit into its record. Older lines are reviewed by signing a range off.

    Exit codes: 0 marked, 1 nothing to mark.
    """
    return run(place, as_json=as_json)


def run(place: str, *, as_json: bool = False) -> int:
    """Mark and say so; 0, or 1 when there was nothing to mark."""
    path, lines = _split(place)
    output = Output(as_json=as_json)
    with workspace_here() as workspace:
        email = workspace.identity
        if not email:
            raise UsageError("Git does not know who you are: set `git config user.email`.")
        files = worktree(workspace)
        name, problem = files.locate(os.getcwd(), path)  # noqa: PTH109 - one convention with the rest
        if problem:
            raise UsageError(f"{problem}.")
        last = LastCommit(workspace.objects, workspace.records)
        done = review(workspace.journal, files, last, name, lines, email=email, at_ms=clock())
    if as_json:
        output.json(_entry(name, email, done))
    if done.problem:
        output.warn(safe(done.problem))
        return 1
    output.say(_sentence(safe(name), safe(email), done))
    return 0


def _split(place: str) -> tuple[str, tuple[int, int] | None]:
    """The file and the lines, 1-based and inclusive. A file that is really called like that comes first."""
    match = None if os.path.lexists(place) else _PLACE.fullmatch(place)
    if match is None:
        return place, None
    first = int(match[2])
    last = int(match[3] or first)
    if first < 1 or last < first:
        raise UsageError(
            f"{match[2]}-{match[3] or match[2]} are no lines: count from 1, the smaller number first."
        )
    return match[1], (first, last)


def _sentence(name: str, email: str, done: Reviewed) -> str:
    if not done.marked:
        return f"You have reviewed all {done.already} AI lines there before."
    lines = "1 AI line" if done.marked == 1 else f"{done.marked} AI lines"
    before = f"; {done.already} were before" if done.already else ""
    amend = " To have it in the last commit's record: git commit --amend" if done.committed else ""
    return f"{lines} of {name} marked as reviewed by {email}{before}.{amend}"


def _entry(name: str, email: str, done: Reviewed) -> dict[str, object]:
    return {
        "schema": "answerable.review/v1",
        "path": name,
        "reviewer": email,
        "marked": done.marked,
        "already": done.already,
        "committed": done.committed,
        "problem": done.problem,
    }
