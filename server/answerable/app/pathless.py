"""Evidence about no file: advice that somebody followed, and gaps in what agents reported.

It is kept under the empty path, which no file has.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from answerable.core.evidence import Evidence, Snapshot, content_digest
from answerable.core.origin import Author, Grade, Mechanism
from answerable.core.ports import Journal
from answerable.core.record import AdviceEntry, well_formed
from answerable.core.text import Attributed

__all__ = ["NO_PATH", "advice", "gaps", "keep_advice", "keep_gap", "note_recorded", "unrecorded_advice"]

NO_PATH: Final = ""
_ADVISE: Final = "advise"
#: Says that the same advice, declared before, is in the record of a commit.
_RECORDED: Final = "advice-recorded"


def keep_advice(journal: Journal, *, agent: str, model: str, session: str, human: str, at_ms: int) -> None:
    """Declare that a change follows an AI's advice although none of its lines is an AI's."""
    _keep(
        journal,
        Evidence(
            producer=_ADVISE,
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
    return [one for one in journal.evidence(NO_PATH) if _is_advice(one) and one.producer == _ADVISE]


def unrecorded_advice(journal: Journal) -> list[AdviceEntry]:
    """The advice declared since the last commit that recorded the same, each once, oldest first."""
    return [_advice_entry(one) for one in _unrecorded(journal)]


def note_recorded(journal: Journal, recorded: Iterable[AdviceEntry]) -> None:
    """Remember which advice the record of a commit has: the next commit does not repeat it."""
    entries = list(recorded)
    done = [one for one in _unrecorded(journal) if _advice_entry(one) in entries]
    if done:
        _keep(journal, *(one._replace(producer=_RECORDED) for one in done))


def gaps(journal: Journal) -> Sequence[Evidence]:
    """The gaps noted so far, oldest first."""
    return [one for one in journal.evidence(NO_PATH) if not _is_advice(one)]


def _is_advice(evidence: Evidence) -> bool:
    return evidence.mechanism is Mechanism.DECLARED


def _unrecorded(journal: Journal) -> list[Evidence]:
    waiting: dict[tuple[str, ...], Evidence] = {}
    for one in journal.evidence(NO_PATH):
        if _is_advice(one):
            key = (one.agent, one.model, one.session, one.human)
            if one.producer == _RECORDED:
                waiting.pop(key, None)
            else:
                waiting[key] = one
    return list(waiting.values())


def _advice_entry(evidence: Evidence) -> AdviceEntry:
    return AdviceEntry(
        agent=well_formed(evidence.agent),
        model=well_formed(evidence.model),
        conversation=well_formed(evidence.session),
        human=well_formed(evidence.human),
    )


def _keep(journal: Journal, *evidence: Evidence) -> None:
    # Evidence is stored with a snapshot; the empty one of no file is dropped again at once.
    producer, at_ms = evidence[0].producer, evidence[0].at_ms
    empty = Snapshot(NO_PATH, content_digest(""), Attributed((), ()), producer, at_ms)
    journal.save(empty, evidence)
    journal.committed({NO_PATH: ""})
