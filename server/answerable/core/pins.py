"""How firmly a reference to somebody else's code is pinned: a digest, a version, a moving tag, a branch, nothing."""

import re
from typing import Final, NamedTuple

__all__ = ["Pin", "image", "strength", "weaker"]

_DIGEST: Final = re.compile(r"^(?:sha256:)?[0-9a-f]{40,64}$")
_VERSION: Final = re.compile(
    r"^[=vV ]{0,3}\d+\.\d+(?:[.\w+-]*)?$|^[\w.-]*\d+\.\d+[\w.-]*$|^[\w-]*\d{8}[\w.-]*$"
)
_MOVING: Final = re.compile(r"^(?:~>\s*|\^|v|V)?\d+(?:\.[\dx*]+){0,2}(?:-[\w.-]+)?$|^[a-z]+-?\d+[\w.-]*$")
_UNPINNED: Final = re.compile(
    r"(?i)^(?:|latest|main|master|head|dev\w*|edge|nightly|trunk|stable|unstable|next|canary|rolling|lts|release|[*]|>=.*|>.*)$"
)


class Pin(NamedTuple):
    """What is referred to, and the reference."""

    name: str
    reference: str


def image(text: str) -> Pin:
    """An image's name and its digest, or else its tag; empty without either."""
    name, _, digest = text.strip().partition("@")
    head, colon, tag = name.rpartition(":")
    if colon and "/" not in tag:
        name = head
    else:
        tag = ""
    return Pin(name, digest or tag)


def strength(reference: str) -> int:
    """4 a digest, 3 a full version, 2 a moving version, 1 a branch or any other word, 0 nothing that holds."""
    if _DIGEST.match(reference):
        return 4
    if _UNPINNED.match(reference):
        return 0
    if re.match(r"^~>|^\^", reference):
        return 2
    if _VERSION.match(reference) and (reference.count(".") > 1 or not reference.startswith("v")):
        return 3
    return 2 if _MOVING.match(reference) else 1


def weaker(old: str, new: str) -> bool:
    """Whether the second reference holds less than the first. One that is filled in elsewhere is not known."""
    if "$" in old or "$" in new:
        return False
    return strength(new) < strength(old)
