"""Evidence about no file: advice that somebody followed, and gaps in what agents reported.

It is kept under the empty path, which no file has.
"""

from collections.abc import Sequence
from typing import Final

from answerable.core.evidence import Evidence, Snapshot, content_digest
from answerable.core.origin import Author, Grade, Mechanism
from answerable.core.ports import Journal
from answerable.core.text import Attributed

__all__ = ["NO_PATH", "advice", "gaps", "keep_advice", "keep_gap"]

NO_PATH: Final = ""


def keep_advice(journal: Journal, *, agent: str, model: str, session: str, human: str, at_ms: int) -> None:
    """Declare that a change follows an AI's advice although none of its lines is an AI's."""
    _keep(
        journal,
        Evidence(
            producer="advise",
            path=NO_PATH,
            mechanism=Mechanism.DECLARED,
            author=Author.AI,
            grade=Grade.LABELLED,
            agent=agent,
            model=model,
            session=session,
            at_ms=at_ms,
            human=human,
        ),
    )


def keep_gap(journal: Journal, gap: Evidence) -> None:
    """Note that a tool call was reported and could not be watched: what it changed stays unknown."""
    _keep(journal, gap._replace(path=NO_PATH, author=Author.UNKNOWN, grade=Grade.NONE))


def advice(journal: Journal) -> Sequence[Evidence]:
    """The advice declared so far, oldest first."""
    return [one for one in journal.evidence(NO_PATH) if one.mechanism is Mechanism.DECLARED]


def gaps(journal: Journal) -> Sequence[Evidence]:
    """The gaps noted so far, oldest first."""
    return [one for one in journal.evidence(NO_PATH) if one.mechanism is not Mechanism.DECLARED]


def _keep(journal: Journal, evidence: Evidence) -> None:
    # Evidence is stored with a snapshot; the empty one of no file is dropped again at once.
    empty = Snapshot(NO_PATH, content_digest(""), Attributed((), ()), evidence.producer, evidence.at_ms)
    journal.save(empty, [evidence])
    journal.committed({NO_PATH: ""})
