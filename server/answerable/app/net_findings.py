"""The findings of a net change, found anew from its content: what the records of its commits say of them is a claim."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from answerable.app.read_range import Commits
from answerable.app.risk import pairs_of
from answerable.core.file_pair import FilePair, is_gap
from answerable.core.finding import Finding
from answerable.core.gate import Known
from answerable.core.needles import code_of
from answerable.core.origin import LineClass
from answerable.core.ports import Objects, Seen
from answerable.core.recording import finding_entry

__all__ = ["FindingsReader", "Found", "find_anew", "with_findings"]


class Found(NamedTuple):
    """Findings, what could not be looked at, and what else to know of how it was looked at, in sentences."""

    findings: Sequence[Finding]
    gaps: Sequence[str] = ()
    remarks: Sequence[str] = ()


class FindingsReader(Protocol):
    """Looks for what a range of commits could break."""

    def __call__(self, commits: Commits) -> Found:
        """The findings of the net change. Raises `GitFailed`."""
        ...


def find_anew(
    commits: Commits,
    objects: Objects,
    analyse: Callable[[Sequence[FilePair]], tuple[Sequence[Finding], Sequence[str]]],
) -> Found:
    """The findings of what is between the merge base and the head.

    A file that could not be looked at is a gap, but in no language that a rule knows it is a remark. Raises `GitFailed`.
    """
    gaps: list[str] = []
    remarks: list[str] = []
    pairs: list[FilePair] = []
    changes = objects.changes(commits.merge_base, commits.head)
    for is_known, unseen in ((True, gaps), (False, remarks)):
        part = [change for change in changes if bool(code_of(change.path, "")) is is_known]
        pairs += pairs_of(part, objects.blobs, _on_no_disk, unseen)
    found, problems = analyse(pairs)
    return Found(
        found,
        [*gaps, *filter(is_gap, problems)],
        [*remarks, *(problem for problem in problems if not is_gap(problem))],
    )


def _on_no_disk(_path: str) -> Seen:
    """Both sides of a range of commits are in git."""
    return Seen(None)


def with_findings(known: Known, found: Found) -> Known:
    """What is known, with the findings of the net change for those of the records. A gap leaves the question open."""
    wrote = {(line.path, line.line): line.line_class for line in known.lines}
    entries = [
        finding_entry(finding.written_by(wrote.get((finding.path, finding.line), LineClass.UNKNOWN)))
        for finding in found.findings
    ]
    return known._replace(
        findings=entries, faults=[*known.faults, *found.gaps], remarks=[*known.remarks, *found.remarks]
    )
