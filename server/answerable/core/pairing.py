"""Pairing what a definition lost with what it gained: a changed slot is neither a loss nor a gain."""

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Final

from answerable.core.facts import Fact
from answerable.core.spelling import identifiers, shape, tail

__all__ = ["pair_up", "similar"]

_CONDITIONS: Final = frozenset({"guard", "bail", "assert", "condition", "require", "bail-unless"})
_ALIKE: Final = 0.5


def pair_up(lost: Sequence[Fact], gained: Sequence[Fact]) -> tuple[list[tuple[Fact, Fact]], list[Fact]]:
    """Pairs (old, new) of facts in the same slot, and the lost facts that nothing took the place of."""
    if not lost or not gained:
        return [], list(lost)
    pairs: list[tuple[Fact, Fact]] = []
    left, free = list(lost), list(gained)
    for slot in (_by_value, _by_owner, _by_key):
        left, free = _pass(left, free, slot, pairs)
    unpaired = []
    for fact in left:
        partner = next((new for new in free if _rewritten(fact, new)), None)
        if partner is None:
            unpaired.append(fact)
        else:
            free.remove(partner)
            pairs.append((fact, partner))
    return pairs, unpaired


def similar(one: str, other: str) -> bool:
    """Whether two conditions speak of mostly the same names, or are the same but for renamed ones."""
    if shape(one) == shape(other):
        return True
    mine, theirs = _names(one), _names(other)
    return bool(mine | theirs) and len(mine & theirs) / len(mine | theirs) >= _ALIKE


def _names(condition: str) -> frozenset[str]:
    """The names that a condition starts from, or those of the members where it speaks of its own object only."""
    return identifiers(condition) or frozenset(re.findall(r"[.>]([A-Za-z_]\w*)", condition))


def _pass(
    left: list[Fact],
    free: list[Fact],
    slot: Callable[[Fact], Hashable | None],
    pairs: list[tuple[Fact, Fact]],
) -> tuple[list[Fact], list[Fact]]:
    places: dict[Hashable, list[Fact]] = {}
    for fact in free:
        if (place := slot(fact)) is not None:
            places.setdefault(place, []).append(fact)
    taken: set[int] = set()
    still = []
    for fact in left:
        place = slot(fact)
        waiting = places.get(place) if place is not None else None
        if waiting:
            partner = waiting.pop(0)
            taken.add(id(partner))
            pairs.append((fact, partner))
        else:
            still.append(fact)
    return still, [fact for fact in free if id(fact) not in taken]


def _by_value(fact: Fact) -> Hashable | None:
    return (fact.kind, fact.value) if fact.kind in _CONDITIONS else None


def _by_owner(fact: Fact) -> Hashable | None:
    return None if fact.kind in _CONDITIONS else (fact.kind, fact.key, fact.owner)


def _by_key(fact: Fact) -> Hashable | None:
    if fact.kind not in _CONDITIONS:
        return fact.kind, fact.key, tail(fact.owner)
    # A bare `return` or `raise` says nothing about which condition belonged to it; a message does.
    return (fact.kind, fact.key) if '"' in fact.key or "`" in fact.key else None


def _rewritten(old: Fact, new: Fact) -> bool:
    if old.kind != new.kind or old.kind not in _CONDITIONS:
        return False
    return old.value in new.value or new.value in old.value or similar(old.value, new.value)
