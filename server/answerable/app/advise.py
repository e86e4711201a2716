"""Declaring that a change follows an AI's advice although none of its lines is an AI's."""

from collections.abc import Sequence

from answerable.core.evidence import Evidence, Snapshot, content_digest
from answerable.core.origin import Author, Grade, Mechanism
from answerable.core.ports import Journal
from answerable.core.text import Attributed

__all__ = ["advice", "advise"]

#: Advice is about no file.
_NO_PATH = ""


def advise(journal: Journal, *, agent: str, model: str, session: str, human: str, at_ms: int) -> None:
    """Keep the declaration. It claims no line of any file."""
    declared = Evidence(
        producer="advise",
        path=_NO_PATH,
        mechanism=Mechanism.DECLARED,
        author=Author.AI,
        grade=Grade.LABELLED,
        agent=agent,
        model=model,
        session=session,
        at_ms=at_ms,
        human=human,
    )
    # Evidence is stored with a snapshot; the empty one of no file is dropped again at once.
    journal.save(Snapshot(_NO_PATH, content_digest(""), Attributed((), ()), "advise", at_ms), [declared])
    journal.committed({_NO_PATH: ""})


def advice(journal: Journal) -> Sequence[Evidence]:
    """What was declared so far, oldest first."""
    return journal.evidence(_NO_PATH)
