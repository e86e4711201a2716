"""What the makers of mistakes have in common: a mistake, and how lines are left out, replaced and recognised."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

__all__ = ["BRACES", "Maker", "Mutation", "closed", "replaced", "shallower", "without"]

#: Languages whose blocks stand in braces.
BRACES = frozenset({"go", "ja", "rs", "c", "js"})


class Mutation(NamedTuple):
    """One mistake: the rule it is about, what kind it is, and the texts before and after."""

    rule: str
    kind: str
    old: str
    new: str


Maker = Callable[[list[str], str], Iterator[Mutation]]


def without(rule: str, kind: str, lines: list[str], start: int, end: int) -> Mutation:
    """The lines from `start` to before `end` go."""
    return Mutation(rule, kind, "".join(lines), "".join([*lines[:start], *lines[end:]]))


def replaced(rule: str, kind: str, lines: list[str], at: int, line: str) -> Mutation:
    """One line becomes another, or several."""
    return Mutation(rule, kind, "".join(lines), "".join([*lines[:at], line, *lines[at + 1 :]]))


def closed(line: str) -> bool:
    """Whether a line closes the brackets that it opens."""
    return all(line.count(opener) == line.count(closer) for opener, closer in ("()", "[]", "{}"))


def shallower(lines: list[str], at: int) -> bool:
    """Whether the block that opens at a line has one line: what follows is indented no deeper than its head."""
    follows = next((line for line in lines[at + 2 :] if line.strip()), "")
    depth = len(lines[at]) - len(lines[at].lstrip())
    return len(follows) - len(follows.lstrip()) <= depth and not re.match(r"\s*(?:else|elif)\b", follows)
