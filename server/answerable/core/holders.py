"""Losses of a document whose holder stays: what a removed container or step was told went with it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from answerable.core.facts import Fact

__all__ = ["with_holder"]

_HOLDER: Final = re.compile(r"(?:^|\.)(?:\w*[cC]ontainers|steps|container_definitions|volumes)\[[^\]]+\]")


def with_holder(lost: Sequence[Fact], new: Iterable[Fact]) -> list[Fact]:
    """The lost facts but for attributes of a container, step or volume that is gone as a whole."""
    held = {match.group() for fact in new for match in _HOLDER.finditer(fact.key)}
    return [
        fact
        for fact in lost
        if fact.kind != "attribute" or all(match.group() in held for match in _HOLDER.finditer(fact.key))
    ]
