"""The comparators of contracts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["CONTRACTS"]


def _not_offered_again(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing in the change offers the name, under whatever verb."""
    name = fact.key.rpartition(" ")[2]
    return not any(each.kind == "wire" and each.key.rpartition(" ")[2] == name for each in context.gained)


def _renamed_offer(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether another name of the same kind came where this one went: one that is just no longer asked for hurts nobody."""
    return _not_offered_again(fact, other, context) and any(
        each.kind == "wire" and each.owner == fact.owner for each in context.delta.gained
    )


CONTRACTS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "not-offered-again": _not_offered_again,
    "renamed-offer": _renamed_offer,
}
