"""Ordered comparisons: which of two spellings asks less, allows more or binds weaker, so that direction counts."""

import re
from typing import Final

__all__ = ["CONJUNCTION", "looser_where", "unrestricted"]

#: Between the conjuncts of a WHERE clause in a fact's value.
CONJUNCTION: Final = "\n"

_ALWAYS: Final = re.compile(
    r"^(?:true|1|not false|not 0|(?P<side>\w+|'[^']*')\s*(?:=|>=|<=|is)\s*(?P=side)|1\s*<>\s*0|1\s*>\s*0|1\s*!=\s*0)$",
    re.IGNORECASE,
)
_OR: Final = re.compile(r"\s+or\s+", re.IGNORECASE)


def unrestricted(where: str) -> bool:
    """Whether a WHERE clause lets every row through: absent, or true by its form."""
    return all(not part or _ALWAYS.match(part.strip("() ")) for part in where.split(CONJUNCTION))


def looser_where(old: str, new: str) -> bool:
    """Whether `new` lets more rows through than `old` for certain: a conjunct went, or an alternative came."""
    before, after = _conjuncts(old), _conjuncts(new)
    if not before or not after:
        return False
    gone, come = before - after, after - before
    if gone and not come:
        return True
    return bool(gone) and all(_alternative(part, gone) for part in come)


def _conjuncts(where: str) -> frozenset[str]:
    return frozenset(part for part in where.split(CONJUNCTION) if part and not unrestricted(part))


def _alternative(part: str, gone: frozenset[str]) -> bool:
    branches = {branch.strip("() ") for branch in _OR.split(part.strip("() "))}
    return len(branches) > 1 and any(each.strip("() ") in branches for each in gone)
