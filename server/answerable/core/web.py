"""The comparators of what browsers are told. They have the shape of those in `comparators`, which takes them in."""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.lattice import amounts
from answerable.core.spelling import tail

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["WEB"]

_OPEN: Final = re.compile(r"[\"'](?:\*|\.\*|https?://\*)[\"']|^\*$")
_UNSAFE: Final = re.compile(r"(?i)unsafe[-_](?:inline|eval|hashes)")
_STRICT: Final = re.compile(r"(?i)hsts|transport")


def _not_open_before(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the definition stood there before and let only some in."""
    new = {f"{each.scope}.{each.key}".strip(".") for each in context.gained if each.kind == "definition"}
    if any(fact.scope == each or fact.scope.startswith(f"{each}.") for each in new):
        return False
    name = tail(fact.key)
    return not any(
        each.kind == fact.kind and tail(each.key) == name and _OPEN.search(each.value)
        for each in context.delta.lost
    )


def _newly_unsafe(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and bool(
        {word.lower() for word in _UNSAFE.findall(fact.value)}
        - {word.lower() for word in _UNSAFE.findall(other.value)}
    )


def _web_age_lowered(fact: Fact, other: Fact | None, context: "Context") -> bool:
    """Whether a browser remembers for a shorter time that it must not speak in the clear."""
    if other is None or not _STRICT.search(f"{fact.key} {fact.owner} {context.delta.path}"):
        return False
    return any(now < was for was, now in amounts(other.value, fact.value))


def _none_of_key(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the definition gained no other fact of this name, and did not lose what it belonged to."""
    return not any(each.kind == fact.kind and each.key == fact.key for each in context.delta.gained) and any(
        each.kind in {"assign", "call", "keyword"} for each in context.delta.gained
    )


#: By the name a rule uses.
WEB: Final = {
    "not-open-before": _not_open_before,
    "newly-unsafe": _newly_unsafe,
    "web-age-lowered": _web_age_lowered,
    "none-of-key": _none_of_key,
}
