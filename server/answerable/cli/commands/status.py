"""Show who wrote the lines that are not committed yet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from answerable.cli.facts import fact_fields, fact_grade, fact_who
from answerable.cli.invocation import workspace_here
from answerable.cli.output import LETTERS, Output, Part, safe
from answerable.core.errors import UsageError
from answerable.core.ledger import AI_CLASSES
from answerable.core.record import Totals, well_formed
from answerable.wiring.workspace import worktree

if TYPE_CHECKING:
    from answerable.app.uncommitted import Pending

__all__ = ["command", "run"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print answerable.status/v1.")
def command(*, as_json: bool) -> int:
    """Show the lines that are not committed yet, file by file: who wrote them, and which nobody has reviewed.

    Lines that an agent or the editor reported are AI (A), human (H), tool (T) or mixed (M); everything else is
    unknown (?). `answerable review FILE` marks AI lines as reviewed by you.
    """
    return run(as_json=as_json)


def run(*, as_json: bool = False) -> int:
    """Print the uncommitted regions; 0."""
    from answerable.app.uncommitted import pending_changes, total  # noqa: PLC0415 - sqlite with them

    output = Output(as_json=as_json)
    with workspace_here() as workspace:
        if workspace.git.is_bare:
            raise UsageError("A bare repository has no uncommitted lines.")
        files = pending_changes(workspace.journal, worktree(workspace))
        notices = list(workspace.journal.notices)
    totals = total(files)
    if as_json:
        entries = [_entry(file) for file in files]
        output.json({"schema": "answerable.status/v1", "files": entries, "totals": totals})
    else:
        _show(output, files, totals)
    for notice in notices:
        output.warn(notice)
    return 0


def _show(output: Output, files: "Sequence[Pending]", totals: Totals) -> None:
    if not files:
        output.say("Nothing is uncommitted.")
        return
    for file in files:
        note = f"  ({safe(file.note)})" if file.note else ""
        output.say((safe(file.path), "strong"), note)
        output.lines(_rows(file))
    output.say("")
    output.say(", ".join(f"{count} {name}" for name, count in totals.items() if name != "reviewed"))
    open_lines = totals["ai"] + totals["mixed"] - totals["reviewed"]
    if open_lines:
        output.say(
            (f"{open_lines} AI lines not reviewed yet", "bad"), "; `answerable review FILE` marks them."
        )
    if output.colour:
        output.legend()


def _rows(file: "Pending") -> list[list[Part]]:
    places = [
        f"{region.start}-{region.end}" if region.end > region.start else f"{region.start}"
        for region in file.regions
    ]
    widest = max(map(len, places), default=0)
    rows: list[list[Part]] = []
    for place, region in zip(places, file.regions, strict=True):
        fact = region.fact
        review = ""
        if fact.line_class in AI_CLASSES:
            people = ", ".join(map(safe, fact.reviewed_by))
            review = f"  reviewed by {people}" if people else "  not reviewed"
        said = f"  {LETTERS[fact.line_class]} {place:{widest}}  {fact_grade(fact):12}  {safe(fact_who(fact))}"
        rows.append([(said, fact.line_class.value), (review, "good" if fact.reviewed_by else "bad")])
    return rows


def _entry(file: "Pending") -> dict[str, object]:
    return {
        "path": well_formed(file.path),
        "note": file.note or None,
        "agents": [well_formed(agent) for agent in file.agents],
        "regions": [
            {"start": region.start, "end": region.end, "lines": region.size, **fact_fields(region.fact)}
            for region in file.regions
        ],
    }
