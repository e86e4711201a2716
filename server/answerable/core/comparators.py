"""The comparators that rules name in `check`: what a pattern cannot say.

Each takes the fact, the old fact of a changed pair (or `None`) and the context, and answers whether the rule
fires. They are total: any fact, however odd, gets an answer.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from answerable.core.facts import Delta, Fact
from answerable.core.guards import guard_gone
from answerable.core.lattice import looser_where, unrestricted
from answerable.core.secrets import looks_secret
from answerable.core.shell import dangerous_removal
from answerable.core.spelling import literal

__all__ = ["CHECKS", "Check", "Context"]


class Context(NamedTuple):
    """Where a fact stands: its definition, and all that the whole change gained."""

    delta: Delta
    gained: Sequence[Fact]


Check = Callable[[Fact, Fact | None, Context], bool]


def _guard_gone(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return guard_gone(fact, context.delta, context.gained)


def _secret(fact: Fact, _other: Fact | None, context: Context) -> bool:
    value = literal(fact.value)
    if value is None and context.delta.language == "sh" and "$" not in fact.value:
        value = fact.value
    return value is not None and looks_secret(fact.key, value)


def _dangerous_removal(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return dangerous_removal(fact.value, context.delta.new_source)


def _unrestricted(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return unrestricted(fact.value) and not _fresh_object(fact, context)


def _looser_where(fact: Fact, other: Fact | None, _context: Context) -> bool:
    return other is not None and looser_where(other.value, fact.value)


def _drops_existing(fact: Fact, _other: Fact | None, context: Context) -> bool:
    return not _fresh_object(fact, context)


def _fresh_object(fact: Fact, context: Context) -> bool:
    """Whether the object of a statement is made or replaced by the same change: nothing that existed is lost."""
    name = fact.owner.lower()
    return bool(name) and any(
        each.kind == "sql-fresh" and each.key == name and _first(each, fact) for each in context.gained
    )


def _first(fresh: Fact, fact: Fact) -> bool:
    return fresh.value != "create" or fresh.line <= fact.line


#: By the name a rule uses.
CHECKS: Final[dict[str, Check]] = {
    "guard-gone": _guard_gone,
    "secret": _secret,
    "dangerous-removal": _dangerous_removal,
    "unrestricted": _unrestricted,
    "looser-where": _looser_where,
    "drops-existing": _drops_existing,
}
