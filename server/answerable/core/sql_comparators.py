"""The comparators of SQL: conditions that let more rows through, privileges that grow.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.conditions import admits_more, refuses_less
from answerable.core.facts import Fact
from answerable.core.lattice import unrestricted

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["SQL"]

_COMPARED: Final = re.compile(r"(?s)^(?P<left>.+?) (?P<sign><>|<=|>=|=|<|>) (?P<right>.+)$")
_LISTED: Final = re.compile(r"(?s)^(?P<left>.+?) IN \((?P<items>.*)\)$")
_LOOSER: Final = {"=": {"<=", ">=", "<>"}, "<": {"<=", "<>"}, ">": {">=", "<>"}}
_AND: Final = re.compile(r" and ")
_READS: Final = frozenset({"select", "usage", "connect", "references", "execute"})


def _where_weakened(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a condition on rows lets more of them through."""
    if other is None or unrestricted(other.value):
        return False
    old, new = other.value, fact.value
    return unrestricted(new) or admits_more(old, new) or _loosened(old, new)


def _loosened(old: str, new: str) -> bool:
    """Whether the one conjunct that changed has a looser sign, or a longer list."""
    before, after = set(_AND.split(old)), set(_AND.split(new))
    gone, come = before - after, after - before
    if len(gone) != 1 or len(come) != 1:
        return False
    was, now = next(iter(gone)), next(iter(come))
    one, two = _COMPARED.match(was), _COMPARED.match(now)
    if one and two and (one["left"], one["right"]) == (two["left"], two["right"]):
        return two["sign"] in _LOOSER.get(one["sign"], ())
    few, more = _LISTED.match(was), _LISTED.match(now)
    if few and more and few["left"] == more["left"]:
        return set(few["items"].split(", ")) < set(more["items"].split(", "))
    return False


def _refusal_weakened(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and refuses_less(other.value, fact.value)


def _more_privileges(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether somebody may write to what they could only read, or got everything."""
    if other is None:
        return False
    before, after = set(other.value.split(", ")), set(fact.value.split(", "))
    return bool(after - before - _READS) and not any(each.startswith("all") for each in before)


#: By the name a rule uses.
SQL: Final = {
    "where-weakened": _where_weakened,
    "refusal-weakened": _refusal_weakened,
    "more-privileges": _more_privileges,
}
