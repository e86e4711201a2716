"""Marking lines that a machine wrote and nobody committed yet as reviewed by a person."""

from typing import NamedTuple

from answerable.app.known import known
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import LineClass
from answerable.core.ports import Journal, Worktree
from answerable.core.regions import line_class, line_reviewers, mark_reviewed
from answerable.core.text import Attributed

__all__ = ["Reviewed", "review"]


class Reviewed(NamedTuple):
    """What a review found. `marked` lines are new, `already` were reviewed by the same person before.

    `problem` says in a sentence why nothing could be marked; it is empty otherwise.
    """

    marked: int = 0
    already: int = 0
    problem: str = ""


def review(
    journal: Journal, worktree: Worktree, path: str, lines: tuple[int, int] | None, *, email: str, at_ms: int
) -> Reviewed:
    """Mark the AI lines among `lines` (1-based, both inclusive; `None` for the whole file) as reviewed by `email`.

    Only the characters that an AI wrote carry the mark, so that it leaves with them when somebody rewrites them.
    """
    seen = worktree.read(path)
    if seen.text is None:
        return Reviewed(problem=f"{path} is {seen.note}." if seen.note else f"There is no file {path}.")
    attributed = known(journal, worktree, path, seen.text)
    first, last = (lines[0] - 1, lines[1]) if lines else (0, len(attributed.lines))
    if first >= len(attributed.lines) and lines:
        return Reviewed(problem=f"{path} has only {len(attributed.lines)} lines.")
    machine = _machine_lines(attributed, first, last)
    if not machine:
        where = f"lines {lines[0]} to {lines[1]} of {path}" if lines else path
        return Reviewed(
            problem=f"There are no uncommitted lines of an AI in {where}; what is committed already is reviewed"
            " by signing it off, not by this mark."
        )
    already = sum(email in line_reviewers(attributed.lines[at], attributed.runs[at]) for at in machine)
    if already < len(machine):
        marked = mark_reviewed(attributed, first, last, email)
        journal.save(Snapshot(path, content_digest(seen.text), marked, "review", at_ms))
    return Reviewed(len(machine) - already, already)


def _machine_lines(attributed: Attributed, first: int, last: int) -> list[int]:
    """The 0-based lines of a half-open range that count as an AI's, wholly or in part."""
    return [
        at
        for at in range(first, min(last, len(attributed.lines)))
        if line_class(attributed.lines[at], attributed.runs[at]) in {LineClass.AI, LineClass.MIXED}
    ]
