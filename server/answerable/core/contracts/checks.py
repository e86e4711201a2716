"""The comparators of contracts."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["CONTRACTS"]

_EXAMPLES: Final = re.compile(r"(?i)(?:^|/)(?:examples?|samples?|demos?|docs?|tutorials?)/")
_HELP: Final = frozenset({"--help", "--h", "-h", "-?", "--?"})
#: Where a name can be offered by other means: a call with its letter beside it, a table of names.
_MADE: Final = frozenset({"call", "assign", "decorator", "default", "keyword"})


def _not_offered_again(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing in the change offers the name, under whatever verb and by whatever means.

    Nobody counts on an example, and every parser of options has a help of its own.
    """
    name = fact.key.rpartition(" ")[2]
    if _EXAMPLES.search(context.delta.path) or name in _HELP:
        return False
    spelled = (f'"{name}"', f'"{name.lstrip("-")}"') if fact.owner == "option" else ()
    return not any(
        each.key.rpartition(" ")[2] == name if each.kind == "wire" else _spells(each, spelled)
        for each in context.gained
    )


def _spells(fact: Fact, spelled: tuple[str, ...]) -> bool:
    return fact.kind in _MADE and any(text in fact.value for text in spelled)


def _renamed_offer(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether another name of the same kind came where this one went: one that is just no longer asked for hurts nobody."""
    return _not_offered_again(fact, other, context) and any(
        each.kind == "wire" and each.owner == fact.owner for each in context.delta.gained
    )


CONTRACTS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "not-offered-again": _not_offered_again,
    "renamed-offer": _renamed_offer,
}
