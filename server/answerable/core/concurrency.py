"""The comparators of what keeps threads, tasks and transactions apart: locks, transactions, waits and releases.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.spelling import tail

if TYPE_CHECKING:
    from collections.abc import Callable

    from answerable.core.comparators import Context

__all__ = ["CONCURRENCY", "waits_no_more"]

_LOCK: Final = re.compile(
    r"(?i)(?<![bcn])lock(?!ed|s\b|file|quote|out)|mutex|semaphore|critical_?section|synchroni[sz]e|runExclusive|for_update|^Atomics\."
)
_TRANSACTION: Final = re.compile(
    r"(?i)(?:^|[._$])(?:atomic|transaction|transactional|with_?transaction|(?:start|begin|in|run_?in|run|execute)_?transaction|"
    r"begin|begin_nested|savepoint|in_transaction|unit_of_work|uow)(?:\(|$)"
)
_KINDS: Final = frozenset({"held", "call", "decorator"})
_GIVES: Final = re.compile(r"(?i)(?:release|unlock|locked|notify\w*|dispose|close|extend|import)$")
_NAMED: Final = re.compile(r"[\w.]+(?=\()|[\w.\[\]\"]+(?==(?!=))")
_GATHERS: Final = re.compile(
    r"(?i)(?:^|\.)(?:all|allSettled|race|any|gather|create_?task|ensure_future|wait|wait_for|as_completed|run\w*|push|append|add|then|submit|"
    r"start_soon|waitUntil|use|withTimeout|retry|spawn)$"
)


def _fewer(pattern: re.Pattern[str]) -> "Callable[[Fact, Fact | None, Context], bool]":
    """Whether a definition takes fewer of the things a pattern names, however each was spelled."""

    def taken(fact: Fact) -> bool:
        return (
            fact.kind in _KINDS
            and pattern.search(fact.key) is not None
            and _GIVES.search(fact.key.split("(", 1)[0]) is None
        )

    def check(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
        lost, gained = (sum(map(taken, side)) for side in (context.delta.lost, context.delta.gained))
        return lost > gained

    return check


def _scope_shrunk(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether something that was done inside is still done, now outside."""
    if other is None:
        return False
    left = set(_NAMED.findall(other.value)) - set(_NAMED.findall(fact.value))
    gone = {each.key for each in context.delta.lost if each.kind in {"call", "assign"}}
    return bool(left - gone)


def _await_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what was awaited is still started, and nobody waits for it in another way."""
    name = fact.key.split("(", 1)[0]
    if name == fact.key or any(
        each.kind == "call" and (each.key == name or each.key in fact.key) for each in context.delta.lost
    ):
        return False
    return not waits_no_more(tail(name), context) and not any(
        _waited_for(fact.key, each) for each in context.delta.gained
    )


def waits_no_more(name: str, context: "Context") -> bool:
    """Whether a function of this name was rewritten so that it has nothing to wait for either."""
    return any(
        tail(each.scope) == name
        and any(fact.kind == "awaited" for fact in each.lost)
        and not any(fact.kind == "awaited" for fact in each.gained)
        for each in context.deltas
    )


def _waited_for(call: str, fact: Fact) -> bool:
    if fact.kind == "awaited":
        return True
    if fact.kind == "exit":
        return fact.value.startswith("return") and call in fact.value
    return (
        fact.kind == "call"
        and (call in fact.value or call in fact.key)
        and (f"=>{call}" in fact.value or call in fact.key or _GATHERS.search(fact.key) is not None)
    )


def _release_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what is no longer given back or waited for is still taken, and not given back by its block."""
    holder = fact.key.rpartition(".")[0]
    name = tail(fact.key)
    lost, gained = (
        sum(each.kind == "call" and tail(each.key) == name for each in side)
        for side in (context.delta.lost, context.delta.gained)
    )
    return (
        lost > gained
        and not any(each.kind == "held" for each in context.delta.gained)
        and not any(each.kind in {"assign", "held"} and holder in each.key for each in context.delta.lost)
    )


def _held_stays(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether what a block gave back at its end is still taken, without the block."""
    name = fact.key.split("(", 1)[0]
    return not any(each.kind == "call" and each.key == name for each in context.delta.lost) and not any(
        each.kind == "held" and each.key.startswith(f"{name}(") for each in context.delta.gained
    )


#: By the name a rule uses.
CONCURRENCY: Final = {
    "fewer-locks": _fewer(_LOCK),
    "fewer-transactions": _fewer(_TRANSACTION),
    "scope-shrunk": _scope_shrunk,
    "await-gone": _await_gone,
    "release-gone": _release_gone,
    "held-stays": _held_stays,
}
