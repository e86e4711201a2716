"""The comparators of dependencies."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.manifests.specs import downgraded, loosened, major_raised

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["DEPENDENCIES"]

#: Where packages come from unless somebody says otherwise.
_USUAL: Final = re.compile(
    r"(?i)^(?:registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|registry\.npmmirror\.com|pypi\.org|files\.pythonhosted\.org|"
    r"github\.com|codeload\.github\.com|index\.crates\.io|static\.crates\.io|rubygems\.org|"
    r"repo1?\.maven\.(?:apache\.)?org|repo\.maven\.apache\.org|maven\.google\.com|plugins\.gradle\.org|proxy\.golang\.org|direct)$"
)


def _pin_loosened(fact: Fact, other: Fact | None, context: "Context") -> bool:
    return other is not None and loosened(other.value, fact.value, context.delta.language)


def _downgraded(fact: Fact, other: Fact | None, context: "Context") -> bool:
    return other is not None and downgraded(other.value, fact.value, context.delta.language)


def _major_raised(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and major_raised(other.value, fact.value)


def _unusual_host(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a host is none of the public registries, and was not there before."""
    before = set() if other is None else set(other.value.split())
    return any(not _USUAL.match(host) for host in set(fact.value.split()) - before)


DEPENDENCIES: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "pin-loosened": _pin_loosened,
    "downgraded": _downgraded,
    "major-raised": _major_raised,
    "unusual-host": _unusual_host,
}
