"""The comparators of what keeps work within bounds. They have the shape of those in `comparators`, which takes them in."""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.lattice import amounts

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["BOUNDS"]

_ALWAYS: Final = re.compile(r"^(?:true|True|1|)$")
_LIMITER: Final = re.compile(r"(?i)\b(?:\w*rate_?limit\w*|\w*limiter|slowDown|throttle\w*)\b")
_LOOPBACK: Final = re.compile(r"\b127\.0\.0\.1\b|\blocalhost\b|\[?::1\]?")


def _endless(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a loop without an end came where a condition went."""
    return any(each.kind == "condition" and _ALWAYS.match(each.value) for each in context.delta.gained)


def _unlimited(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether fewer calls of the definition speak of a limiter than before."""
    lost, gained = (
        sum(each.kind == "call" and _LIMITER.search(each.value) is not None for each in side)
        for side in (context.delta.lost, context.delta.gained)
    )
    return lost > gained


def _argument_more(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and any(now > was for was, now in amounts(other.value, fact.value))


def _replaces_loopback(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether an address went that only this machine reaches."""
    return any(_LOOPBACK.search(each.value) for each in context.delta.lost)


#: By the name a rule uses.
BOUNDS: Final = {
    "endless": _endless,
    "unlimited": _unlimited,
    "argument-more": _argument_more,
    "replaces-loopback": _replaces_loopback,
}
