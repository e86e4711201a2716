"""The last run of AI edits of a document: the text it began with, which is the second text that risks are told against.

What an agent takes out of text that was never committed is lost as well, and HEAD does not show it. A run ends with the
first edit of somebody else. What that person takes out is not the agent's loss: from then on only findings count that
were there at the end of the run.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from answerable.core.evidence import Evidence
from answerable.core.finding import Finding
from answerable.core.origin import counts_as_ai
from answerable.core.ports import Journal

__all__ = ["AgentRun", "Reported", "reported_run"]


class AgentRun:
    """One run: the lines `before` it and, once it has ended, the lines `after` it; both with their endings."""

    def __init__(self, before: Sequence[str], after: Sequence[str] | None = None) -> None:
        self.before = before
        self.after = after
        #: The fingerprints of what was found at its end, `None` until somebody has looked.
        self.caused: frozenset[str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the next edit of an AI still belongs to it."""
        return self.after is None

    def own(self, found: Iterable[Finding]) -> list[Finding]:
        """Of the findings of the text now, those that the run caused, marked as told against its beginning."""
        return [
            one._replace(is_recent=True)
            for one in found
            if self.is_open or (self.caused is not None and one.fingerprint in self.caused)
        ]


class Reported(NamedTuple):
    """A run as the journal knows it: the digests of its first and its last text, and their lines."""

    digests: tuple[str, str]
    before: Sequence[str]
    after: Sequence[str]


def reported_run(path: str, journal: Journal) -> Reported | None:
    """The last run of AI edits of a file that reports tell of, each of which began where the one before it ended.

    `None` where there is none or its texts are not kept, as after a commit of the file.
    """
    chain = _chain(journal.evidence(path))
    last = journal.snapshot_with(path, chain[0].after) if chain else None
    if last is None:
        return None
    for report in reversed(chain):
        first = journal.snapshot_with(path, report.before)
        if first is not None:
            digests = (first.digest, last.digest)
            return Reported(digests, first.attributed.lines, last.attributed.lines)
    return None


def _chain(reports: Sequence[Evidence]) -> list[Evidence]:
    """The AI's newest edits of one session without a gap between them, the newest first."""
    found: list[Evidence] = []
    for report in reversed(reports):
        if not counts_as_ai(report.origin()) or not report.before:
            if found:
                break
        elif not found or _leads_to(report, found[-1]):
            found.append(report)
        else:
            break
    return found


def _leads_to(report: Evidence, later: Evidence) -> bool:
    return report.after == later.before and (report.agent, report.session) == (later.agent, later.session)
