"""Losses of a document whose holder stays: what a removed container or step was told went with it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from answerable.core.facts import Fact

__all__ = ["with_holder"]

_SETTINGS: Final = frozenset({"attribute", "safeguard"})
_HOLDER: Final = re.compile(r"(?:^|\.)(?:\w*[cC]ontainers?|steps|container_definitions|volumes)\[[^\]]+\]")


def with_holder(lost: Sequence[Fact], old: Iterable[Fact], new: Iterable[Fact]) -> list[Fact]:
    """The lost facts but for settings of a container, step or volume that is gone as a whole.

    Where another came in its place it was renamed, and what it lost counts.
    """
    had, has = _holders(old), _holders(new)
    gone = had - has if not has - had else set()
    return [
        fact
        for fact in lost
        if fact.kind not in _SETTINGS
        or gone.isdisjoint(match.group() for match in _HOLDER.finditer(fact.key))
    ]


def _holders(facts: Iterable[Fact]) -> set[str]:
    return {match.group() for fact in facts for match in _HOLDER.finditer(fact.key)}
