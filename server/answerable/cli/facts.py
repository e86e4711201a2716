"""What is known of a line, for people and for programs."""

from typing import TYPE_CHECKING

from answerable.core.origin import Grade, LineClass
from answerable.core.record import well_formed

if TYPE_CHECKING:
    from answerable.core.readback import Fact

__all__ = ["fact_fields", "fact_grade", "fact_who"]


def fact_fields(fact: "Fact") -> dict[str, object]:
    """The fields that every JSON answer about lines shares; `null` for what nobody told."""
    return {
        "class": fact.line_class.value,
        "grade": fact.grade.value,
        "agent": well_formed(fact.agent) or None,
        "model": well_formed(fact.model) or None,
        "session": well_formed(fact.session) or None,
        "reviewed_by": [well_formed(person) for person in fact.reviewed_by],
    }


def fact_grade(fact: "Fact") -> str:
    """How well it is known; empty where nothing is."""
    return "" if fact.grade is Grade.NONE else fact.grade.value


def fact_who(fact: "Fact") -> str:
    """The agent and its model, or the class where no agent had a part; empty for a blank line."""
    if fact.agent:
        return f"{fact.agent}:{fact.model}".rstrip(":")
    return "" if fact.line_class is LineClass.NEUTRAL else fact.line_class.value
