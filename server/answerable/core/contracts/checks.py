"""The comparators of contracts."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.contracts.declared import REQUIRED
from answerable.core.facts import Fact

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["CONTRACTS"]

#: Terraform's type for whatever comes.
_ANYTHING: Final = "any"
_MEMBER: Final = re.compile(r"(\w+)=([\w(]+)")
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


def _asks_for_more(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a name has another type, or has to be given now; members that may be left out add nothing to a type."""
    if other is None:
        return False
    was, now = (each.value.removesuffix(REQUIRED).strip() for each in (other, fact))
    if fact.value.endswith(REQUIRED) and not other.value.endswith(REQUIRED):
        return True
    if now in {was, _ANYTHING} or was in {"", _ANYTHING}:
        return False
    return not ("object(" in was and "object(" in now) or _members(was) != _members(now)


def _asked_anew(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a name that has to be given did not just move here."""
    return not any(each.kind == "wire" and each.key == fact.key for _, each in context.lost)


def _members(of_type: str) -> dict[str, str]:
    """The members of an object type that have to be there, with what they are."""
    return {name: said for name, said in _MEMBER.findall(of_type) if not said.startswith("optional(")}


CONTRACTS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "asked-anew": _asked_anew,
    "asks-for-more": _asks_for_more,
    "not-offered-again": _not_offered_again,
    "renamed-offer": _renamed_offer,
}
