"""Version requirements, whatever their ecosystem: how firmly they hold, and at which version.

The sources: PEP 440 (`~=`, `==`), node-semver (`^`, `~`, `1.x`), Cargo (a bare version is a caret), RubyGems (`~>`),
Maven (`[1.0,2.0)`).
"""

import re
from typing import Final

__all__ = ["downgraded", "firmness", "loosened", "major_raised", "version"]

_VERSION: Final = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)*)")
_NOTHING: Final = re.compile(
    r"(?i)^(?:|\*|x|latest|next|any|newest|latest\.(?:release|integration)|RELEASE|LATEST|\+)$"
)
_EXACT: Final = re.compile(r"^(?:===?|=)?\s*v?\d[\w.+!-]*$")
_MOVING: Final = re.compile(r"(?:^|[^\w])\d+(?:\.\d+)*\.(?:x|X|\*|\+)$|^\d+(?:\.\d+)*\+$")
#: Ecosystems whose bare version moves, as with a caret.
_CARETS: Final = frozenset({"rs"})


def firmness(spec: str, code: str) -> int:
    """3 one version only, 2 a bounded range, 1 a lower bound alone, 0 nothing that holds. -1 for what is no version."""
    spec = spec.strip()
    if _NOTHING.match(spec):
        return 0
    if re.search(r"(?i)workspace|catalog|^(?:git|file|link|path|npm|https?|ssh|github)\b|[/$@]|\{", spec):
        return -1
    if _MOVING.search(spec):
        return 2
    if _EXACT.match(spec):
        return 2 if code in _CARETS and not spec.startswith("=") else 3
    if re.search(r"[\^~<]|\s-\s|[\])]$|\|\|", spec):
        return 2
    return 1 if ">" in spec else 2 if _VERSION.search(spec) else -1


def loosened(old: str, new: str, code: str) -> bool:
    """Whether the second requirement holds less firmly than the first."""
    before, after = firmness(old, code), firmness(new, code)
    return after >= 0 and before > after


def version(spec: str) -> tuple[int, ...]:
    """The first version that a requirement names; empty when it names none."""
    found = _VERSION.search(spec)
    return tuple(int(part[:9]) for part in found[1].split(".")) if found else ()


def downgraded(old: str, new: str, code: str) -> bool:
    """Whether an older version is asked for than before. A lower bound that sinks only allows more."""
    if min(firmness(old, code), firmness(new, code)) < 2 or ">" in new.replace("~>", "") or "||" in new:
        return False
    before, after = version(old), version(new)
    shorter = min(len(before), len(after))
    return bool(shorter) and after[:shorter] < before[:shorter]


def major_raised(old: str, new: str) -> bool:
    """Whether the part that promises compatibility is a higher one: the first that is not zero."""
    before, after = version(old), version(new)
    if not before or not after or after <= before:
        return False
    for one, other in zip(before, after, strict=False):
        if one != other:
            return True
        if one:
            return False
    return False
