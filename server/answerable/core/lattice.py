"""Ordered comparisons: which of two spellings asks less, allows more or binds weaker, so that direction counts."""

import re
from typing import Final

__all__ = ["CONJUNCTION", "at_least_times", "looser_where", "unrestricted", "wider_handler"]

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


#: The exceptions that catch the most, widest last; what is not listed is narrower than all of them.
_EXCEPTIONS: Final = ("Exception", "StandardError", "BaseException", "Throwable", "")
_NUMBER: Final = re.compile(r"^-?\d[\d_]*(?:\.\d+)?$")


def wider_handler(old: str, new: str) -> bool:
    """Whether a handler of the types `new` catches all that one of `old` catches, and clearly more."""
    before, after = _types(old), _types(new)
    return max(map(_width, after)) > max(map(_width, before))


def at_least_times(small: str, large: str, times: float) -> bool:
    """Whether both are numbers and the second is at least `times` the first."""
    first, second = _value(small), _value(large)
    return first is not None and second is not None and first > 0 and second >= first * times


def _types(text: str) -> list[str]:
    return [part.strip().rsplit(".", 1)[-1] for part in text.strip("()").split(",")] or [""]


def _width(name: str) -> int:
    return _EXCEPTIONS.index(name) + 1 if name in _EXCEPTIONS else 0


def _value(text: str) -> float | None:
    """A number, or a product of numbers as in `60*1000`."""
    result = 1.0
    for factor in text.split("*"):
        if not _NUMBER.match(factor.strip()):
            return None
        result *= float(factor.strip().replace("_", ""))
    return result
