"""Marking lines that a machine wrote as reviewed by a person, while a commit can still take the mark in."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from answerable.app.known import known
from answerable.core.attribution import source_from_record
from answerable.core.claiming import fill
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import LineClass
from answerable.core.ports import CommitInfo, Journal, Worktree
from answerable.core.record import Record, record_path
from answerable.core.regions import line_class, line_reviewers, mark_reviewed
from answerable.core.stamp import record_hints
from answerable.core.text import Attributed

__all__ = ["LastCommit", "Reviewed", "review"]


class Reviewed(NamedTuple):
    """What a review found. `marked` lines are new, `already` were reviewed by the same person before.

    `committed` of the marked lines are in the last commit: an amend takes the mark into its record. `problem` says
    in a sentence why nothing could be marked; it is empty otherwise.
    """

    marked: int = 0
    already: int = 0
    committed: int = 0
    problem: str = ""


class _Commits(Protocol):
    def commit(self, revision: str) -> CommitInfo | None:
        """The commit a revision names."""
        ...


class _Records(Protocol):
    def read(self, ids: Iterable[str]) -> dict[str, Record | None]:
        """See `ports.Records.read`."""
        ...


class LastCommit:
    """What the record of the last commit says about a text."""

    def __init__(self, objects: _Commits, records: _Records) -> None:
        self._objects, self._records = objects, records

    def account(self, path: str, attributed: Attributed) -> Attributed:
        """`attributed` with the origins that the record has for the lines of which nothing is known."""
        head = self._objects.commit("HEAD")
        named = self._records.read(record_hints(head.message)) if head is not None else {}
        for record in named.values():
            for entry in record["files"] if record is not None else ():
                if record is not None and entry["path"] == record_path(path):
                    told = source_from_record(entry, record["sessions"], attributed.lines)
                    attributed = fill(attributed, told)
        return attributed


def review(
    journal: Journal,
    worktree: Worktree,
    last: LastCommit,
    path: str,
    lines: tuple[int, int] | None,
    *,
    email: str,
    at_ms: int,
) -> Reviewed:
    """Mark the AI lines among `lines` (1-based, both inclusive; `None` for the whole file) as reviewed by `email`.

    Only the characters that an AI wrote carry the mark, so that it leaves with them when somebody rewrites them.
    """
    seen = worktree.read(path)
    if seen.text is None:
        return Reviewed(problem=f"{path} is {seen.note}." if seen.note else f"There is no file {path}.")
    fresh = known(journal, worktree, path, seen.text)
    attributed = last.account(path, fresh)
    first, last_line = (lines[0] - 1, lines[1]) if lines else (0, len(attributed.lines))
    if first >= len(attributed.lines) and lines:
        return Reviewed(problem=f"{path} has only {len(attributed.lines)} lines.")
    machine = _machine_lines(attributed, first, last_line)
    if not machine:
        where = f"lines {lines[0]} to {lines[1]} of {path}" if lines else path
        return Reviewed(
            problem=f"There are no lines of an AI in {where} that are uncommitted or in the last commit; what was"
            " committed before is reviewed by signing it off, not by this mark."
        )
    already = sum(email in line_reviewers(attributed.lines[at], attributed.runs[at]) for at in machine)
    if already < len(machine):
        marked = mark_reviewed(attributed, first, last_line, email)
        journal.save(Snapshot(path, content_digest(seen.text), marked, "review", at_ms))
    uncommitted = _machine_lines(fresh, first, last_line)
    return Reviewed(len(machine) - already, already, len(machine) - len(uncommitted))


def _machine_lines(attributed: Attributed, first: int, last: int) -> list[int]:
    """The 0-based lines of a half-open range that count as an AI's, wholly or in part."""
    return [
        at
        for at in range(first, min(last, len(attributed.lines)))
        if line_class(attributed.lines[at], attributed.runs[at]) in {LineClass.AI, LineClass.MIXED}
    ]
