"""Comparisons as policies write them: `">0"`, `">= 50%"`, `"<senior"`."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["Comparison", "count", "name_schema", "number_schema", "rank", "share", "share_schema"]

_COMPARISON: Final = re.compile(r"\s*(<=|>=|==|!=|<|>)\s*(\S+)\s*")
_SIGNS: Final = r"^\s*(<=|>=|==|!=|<|>)\s*"
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_SHARE: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?%")
_COMPARE: Final[Mapping[str, Callable[..., bool]]] = MappingProxyType(
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "==": operator.eq,
        "!=": operator.ne,
    }
)
_QUANTITIES: Final = MappingProxyType(
    {
        "<": "fewer than",
        "<=": "at most",
        ">": "more than",
        ">=": "at least",
        "==": "exactly",
        "!=": "not exactly",
    }
)
_RANKS: Final = MappingProxyType(
    {
        "<": "below {}",
        "<=": "{} or below",
        ">": "above {}",
        ">=": "{} or above",
        "==": "{}",
        "!=": "not {}",
    }
)

#: JSON Schemas of the three kinds of comparison.
number_schema: Final = MappingProxyType({"type": "string", "pattern": rf"{_SIGNS}{_COUNT.pattern}\s*$"})
share_schema: Final = MappingProxyType({"type": "string", "pattern": rf"{_SIGNS}{_SHARE.pattern}\s*$"})
name_schema: Final = MappingProxyType({"type": "string", "pattern": rf"{_SIGNS}\S+\s*$"})


class Comparison(NamedTuple):
    """A sign with its right side. `words` are those that stand for it in a sentence."""

    holds: Callable[[int | Fraction], bool]
    words: str


def count(argument: object) -> Comparison | None:
    """A comparison with a number of things; `None` for anything else."""
    found = _parsed(argument, _COUNT)
    return found and _compared(found[0], int(found[1]), f"{_QUANTITIES[found[0]]} {int(found[1])}")


def share(argument: object) -> Comparison | None:
    """A comparison with a share in per cent, to be applied to a fraction of one."""
    found = _parsed(argument, _SHARE)
    if found is None:
        return None
    value = Fraction(found[1].removesuffix("%")) / 100
    return _compared(found[0], value, f"{_QUANTITIES[found[0]]} {found[1]}")


def rank(argument: object, names: Sequence[str], noun: str, owner: str) -> Comparison | str:
    """A comparison with one of `names`, lowest first, to be applied to places in them; or what is wrong."""
    found = _parsed(argument, re.compile(r"\S+"))
    if found is None:
        example = names[-1] if names else noun
        return f'compares a {noun}, as in "<{example}", not {argument!r}'
    if found[1] not in names:
        return f"names the {noun} {found[1]!r}, which {owner}"
    return _compared(found[0], names.index(found[1]), _RANKS[found[0]].format(found[1]))


def _compared(sign: str, right: int | Fraction, words: str) -> Comparison:
    compare = _COMPARE[sign]
    return Comparison(lambda left: compare(left, right), words)


def _parsed(argument: object, value: re.Pattern[str]) -> tuple[str, str] | None:
    found = _COMPARISON.fullmatch(argument) if isinstance(argument, str) else None
    return (found[1], found[2]) if found and value.fullmatch(found[2]) else None
