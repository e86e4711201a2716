"""Where a report is taken in: one repository, its journal, the person at the machine and the moment."""

from typing import NamedTuple

from answerable.core.evidence import Evidence, Snapshot
from answerable.core.origin import Author, Grade
from answerable.core.ports import Journal, Worktree
from answerable.core.report import Report
from answerable.core.text import Attributed

__all__ = ["Site"]


class Site(NamedTuple):
    """One repository at one moment. `human` is git's user.email, empty when there is none."""

    journal: Journal
    worktree: Worktree
    human: str
    at_ms: int

    def snapshot(self, report: Report, path: str, digest: str, attributed: Attributed) -> Snapshot:
        """A state of a file as this report brings it; its source is the agent, else the producer."""
        return Snapshot(path, digest, attributed, report.agent or report.producer, self.at_ms)

    def evidence(
        self, report: Report, path: str, grade: Grade, before: str, after: str, *, author: Author = Author.AI
    ) -> Evidence:
        """What the report says of one file; `before` and `after` are content digests, empty when unknown."""
        return Evidence(
            producer=report.producer,
            path=path,
            mechanism=report.mechanism,
            author=author,
            grade=grade,
            agent=report.agent,
            version=report.version,
            model=report.model,
            session=report.session,
            before=before,
            after=after,
            at_ms=self.at_ms,
            human=self.human,
        )
