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
_AGE: Final = re.compile(r"(?i)max-age=(\d{1,18})")
_GUARDING: Final = re.compile(r"(?i);\s*(http-?only|secure|samesite)\b")
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
    if other is None:
        return False
    ages = [_AGE.search(each.value) for each in (other, fact)]
    if ages[0] is not None and ages[1] is not None:
        return int(ages[1][1]) < int(ages[0][1])
    if not _STRICT.search(f"{fact.key} {fact.owner} {context.delta.path}"):
        return False
    return any(now < was for was, now in amounts(other.value, fact.value))


def _none_of_key(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the definition gained no other fact of this name, and did not lose what it belonged to."""
    return not any(each.kind == fact.kind and each.key == fact.key for each in context.delta.gained) and any(
        each.kind in {"assign", "call", "keyword"} for each in context.delta.gained
    )


def _cookie_unguarded(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether the text of a cookie has fewer of the attributes that guard it."""
    return other is not None and bool(_attributes(other.value) - _attributes(fact.value))


def _origin_not_asked(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no other condition asks where a message comes from."""
    return not any(
        each.kind in {"bail", "guard", "condition"} and ".origin" in each.value
        for each in context.delta.gained
    )


def _attributes(cookie: str) -> set[str]:
    return {found.lower().replace("-", "") for found in _GUARDING.findall(cookie)}


def _holder_stays(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the object whose member is no longer set is still made."""
    holder = fact.key.rpartition(".")[0]
    return not any(each.kind == "assign" and each.key == holder for each in context.delta.lost)


#: By the name a rule uses.
WEB: Final = {
    "not-open-before": _not_open_before,
    "newly-unsafe": _newly_unsafe,
    "cookie-unguarded": _cookie_unguarded,
    "holder-stays": _holder_stays,
    "origin-not-asked": _origin_not_asked,
    "web-age-lowered": _web_age_lowered,
    "none-of-key": _none_of_key,
}
