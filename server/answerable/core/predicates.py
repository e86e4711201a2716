"""What the rules of a policy can ask about a change: one entry per predicate.

A predicate reads its argument from the policy and gives a `Test`: whether it holds for a scene, and the same in
words. Counts and shares compare as in `">0"`, `">= 50%"`, levels as in `"<senior"`.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from answerable.core.globs import parse_globs

__all__ = ["PREDICATES", "Predicate", "Scene", "Test"]


class Scene(NamedTuple):
    """What predicates look at: the net change, or the part of it that a rule's scope covers.

    `ai` counts lines with AI text on them (`ai` and `mixed`), `counted` all lines that are not blank,
    `unreviewed_ai` those AI lines that nobody on the roster but the authors reviewed. `rank` is the place of the
    author's level in the roster's list, 0 for the lowest. `paths` holds old and new paths.
    """

    ai: int
    counted: int
    unknown: int
    unreviewed_ai: int
    rank: int
    is_stamped: bool
    paths: tuple[str, ...]


class Test(NamedTuple):
    """One predicate with its argument. `sentence` continues "the change …"."""

    holds: Callable[[Scene], bool]
    sentence: str


class Predicate(NamedTuple):
    """How to read a predicate's argument, given the roster's levels: a test, or what is wrong in words.

    `schema` is the JSON Schema of the argument.
    """

    read: Callable[[object, Sequence[str]], Test | str]
    schema: Mapping[str, object]


_COMPARISON: Final = re.compile(r"\s*(<=|>=|==|!=|<|>)\s*(\S+)\s*")
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
_WORDS: Final = MappingProxyType(
    {
        "<": "fewer than",
        "<=": "at most",
        ">": "more than",
        ">=": "at least",
        "==": "exactly",
        "!=": "not exactly",
    }
)
_LEVEL_WORDS: Final = MappingProxyType(
    {
        "<": "is below {}",
        "<=": "is {} or below",
        ">": "is above {}",
        ">=": "is {} or above",
        "==": "is {}",
        "!=": "is not {}",
    }
)


def _count(measure: Callable[[Scene], int], noun: str) -> Predicate:
    def read(argument: object, _: Sequence[str]) -> Test | str:
        found = _compared(argument, _COUNT)
        if found is None:
            return f'compares a number of lines, as in ">0", not {argument!r}'
        sign, number = found[0], int(found[1])
        compare = _COMPARE[sign]
        return Test(lambda scene: compare(measure(scene), number), f"has {_WORDS[sign]} {number} {noun}")

    return Predicate(read, _pattern(_COUNT))


def _share(argument: object, _: Sequence[str]) -> Test | str:
    found = _compared(argument, _SHARE)
    if found is None:
        return f'compares a share in per cent, as in ">50%", not {argument!r}'
    sign, share = found[0], Fraction(found[1].removesuffix("%")) / 100
    compare = _COMPARE[sign]
    return Test(
        lambda scene: compare(Fraction(scene.ai, scene.counted or 1), share),
        f"has AI text on {_WORDS[sign]} {found[1]} of its lines",
    )


def _author_level(argument: object, levels: Sequence[str]) -> Test | str:
    found = _compared(argument, re.compile(r"\S+"))
    if found is None:
        return f'compares a level, as in "<senior", not {argument!r}'
    sign, level = found
    if level not in levels:
        return f"names the level {level!r}, which the roster does not declare"
    compare, rank = _COMPARE[sign], levels.index(level)
    return Test(
        lambda scene: compare(scene.rank, rank),
        f"comes from an author who {_LEVEL_WORDS[sign].format(level)}",
    )


def _stamped(argument: object, _: Sequence[str]) -> Test | str:
    if not isinstance(argument, bool):
        return f"is true or false, not {argument!r}"
    sentence = "has a record for every commit" if argument else "has a commit without a record"
    return Test(lambda scene: scene.is_stamped is argument, sentence)


def _paths(argument: object, _: Sequence[str]) -> Test | str:
    if not isinstance(argument, list | tuple) or not all(isinstance(one, str) for one in argument):
        return f'is a list of path patterns, as in ["src/**"], not {argument!r}'
    globs, problems = parse_globs(argument)
    if globs is None:
        return "; ".join(problems)
    return Test(lambda scene: globs.touched(scene.paths), f"touches {globs}")


def _compared(argument: object, value: re.Pattern[str]) -> tuple[str, str] | None:
    found = _COMPARISON.fullmatch(argument) if isinstance(argument, str) else None
    return (found[1], found[2]) if found and value.fullmatch(found[2]) else None


def _pattern(value: re.Pattern[str]) -> Mapping[str, object]:
    return MappingProxyType({"type": "string", "pattern": rf"^\s*(<=|>=|==|!=|<|>)\s*{value.pattern}\s*$"})


#: Every predicate by its name in the policy.
PREDICATES: Final[Mapping[str, Predicate]] = MappingProxyType(
    {
        "ai_lines": _count(lambda scene: scene.ai, "AI lines"),
        "ai_share": Predicate(_share, _pattern(_SHARE)),
        "unknown_lines": _count(lambda scene: scene.unknown, "lines of unknown origin"),
        "unreviewed_ai_lines": _count(
            lambda scene: scene.unreviewed_ai, "AI lines that nobody but an author reviewed"
        ),
        "author_level": Predicate(_author_level, _pattern(re.compile(r"\S+"))),
        "stamped": Predicate(_stamped, MappingProxyType({"type": "boolean"})),
        "paths": Predicate(
            _paths, MappingProxyType({"type": "array", "items": {"type": "string"}, "minItems": 1})
        ),
    }
)
