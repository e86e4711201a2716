"""The comparators of what stands before a door: middleware and filters under another name, and filters that others make up for.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.spelling import tail

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["AUTH", "DOORS"]

#: Words of what asks who somebody is, or what they may do.
AUTH: Final = re.compile(
    r"(?i)auth|login|loggedin|permission|role|admin|csrf|guard|verify|protect|jwt|passport|session|acl|scope|limit"
)
_WORD: Final = re.compile(r"\w+")
_SYMBOL: Final = re.compile(r":(\w+)")
_KEYWORD: Final = re.compile(r",\s*\w+:(?!:)")
_FILTER: Final = re.compile(r"^(?:prepend_|append_)?before_(?:action|filter)$")
_SKIP: Final = re.compile(r"^skip_before_(?:action|filter)$")


def _middleware_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether less is put in front than before, and what guards is among what is no longer put there."""
    lost, gained = (
        [each for each in side if each.kind == "call" and tail(each.key) == tail(fact.key)]
        for side in (context.delta.lost, context.delta.gained)
    )
    guards = _guards([fact])
    return len(lost) > len(gained) and not (guards and guards <= _guards(gained))


def _guards(facts: Iterable[Fact]) -> set[str]:
    return {word for each in facts for word in _WORD.findall(each.value) if AUTH.search(word)}


def _filter_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a filter is set less often, and was not skipped by what went with it."""
    name = tail(fact.key)
    lost, gained = (
        [each for each in side if each.kind == "call"] for side in (context.delta.lost, context.delta.gained)
    )
    is_skipped = _FILTER.match(fact.key) and any(
        _SKIP.match(each.key) and _filters(fact) and _filters(fact) <= _filters(each) for each in lost
    )
    return not is_skipped and sum(tail(each.key) == name for each in lost) > sum(
        tail(each.key) == name for each in gained
    )


def _filters(fact: Fact) -> set[str]:
    """The names of the filters that a call sets or skips, apart from the actions it does so for."""
    return set(_SYMBOL.findall(_KEYWORD.split(fact.value, maxsplit=1)[0]))


def _fewer_actions(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether a filter holds for fewer actions, and no other one that came asks anything before those."""
    if other is None:
        return False
    old, new = (set(_SYMBOL.findall(each.value)) for each in (other, fact))
    covered = {
        action
        for each in context.delta.gained
        if each.kind == "keyword"
        and each.key == "only"
        and each.line != fact.line
        and _is_asked(each, context)
        for action in _SYMBOL.findall(each.value)
    }
    return new < old and not old - new <= covered


def _is_asked(keyword: Fact, context: "Context") -> bool:
    return any(
        each.kind == "call"
        and each.line == keyword.line
        and _FILTER.match(each.key)
        and any(map(AUTH.search, _filters(each)))
        for each in context.delta.gained
    )


#: By the name a rule uses.
DOORS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "fewer-actions": _fewer_actions,
    "filter-gone": _filter_gone,
    "middleware-gone": _middleware_gone,
}
