"""What the stamp of the next commit will say, before anybody commits: from the staged contents, as the hook does it.

The shapes are `TypedDict`s: they *are* the JSON of `answerable/stampPreview`.
"""

from collections.abc import Callable
from typing import TypedDict

from answerable.app.change_set import ChangeSet
from answerable.app.stamp_commit import Findings, Sources, prepare
from answerable.core.ledger import recount
from answerable.core.record import Totals
from answerable.core.stamp import Style, render, stamp_of

__all__ = ["PreviewFinding", "PreviewedFile", "StampPreview", "preview"]


class PreviewedFile(TypedDict):
    """The changed lines of one staged file by class; `note` says why they are not told apart, where they are not."""

    path: str
    totals: Totals
    note: str


class PreviewFinding(TypedDict):
    """One finding of the staged change. `line` is 1-based, 0 for the whole file."""

    rule: str
    level: str
    path: str
    line: int
    message: str


class StampPreview(TypedDict):
    """The stamp that a commit of what is staged gets, line by line, and what it sums up.

    There are no `trailers` in the style `none`; `hooked` says whether the hooks are there that write them.
    """

    trailers: list[str]
    totals: Totals
    files: list[PreviewedFile]
    findings: list[PreviewFinding]
    problems: list[str]
    hooked: bool


def preview(
    change_set: ChangeSet, sources: Sources, tool: str, style: Style, findings: Callable[[], Findings]
) -> StampPreview:
    """The preview of a change set. Whoever knows says whether it is `hooked`."""
    prepared = prepare(change_set, sources, tool, findings)
    record = prepared.record
    stamp = stamp_of(record, prepared.id, prepared.findings)
    return StampPreview(
        trailers=[f"{trailer.key}: {trailer.value}" for trailer in render(stamp, style)],
        totals=record["totals"],
        files=[
            {
                "path": entry["path"],
                "totals": recount({**record, "files": [entry]}),
                "note": entry.get("note", ""),
            }
            for entry in record["files"]
        ],
        findings=[
            PreviewFinding(
                rule=finding.rule,
                level=finding.level.value,
                path=entry["path"],
                line=finding.line,
                message=finding.message,
            )
            for finding, entry in zip(prepared.findings, record["findings"], strict=True)
        ],
        problems=record["problems"],
        hooked=False,
    )
