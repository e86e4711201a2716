"""Facts that every structured document gives: its attributes, and the credentials among them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from answerable.core.facts import Fact
from answerable.core.secrets import looks_secret
from answerable.core.values import Leaf, Value, leaves

__all__ = ["attribute_facts", "bounded_leaves", "bounds"]

#: Leaves of one document that are looked at: an anchor can stand for itself many times over.
_MANY: Final = 20_000
_TOKEN: Final = re.compile(r"[A-Za-z0-9_\-/+=]{16,}|://")
_REFERENCE: Final = re.compile(r"\$\{|\{\{|\$\(|^\$|^(?:var|local|data|module|each|random_\w+|aws_\w+)\.")
_VALUE: Final = re.compile(r"\[([^\]]+)\]\.(?:value|default)$|(?:^|\.)([\w-]+)\.(?:value|default)$")
#: What depends on a package is called like the package, whatever that is for.
_DEPENDENCY: Final = re.compile(r"(?i)(?:^|\.)[\w-]*dependencies\.")


def bounded_leaves(value: Value) -> Iterator[Leaf]:
    """The leaves of a value, not without end."""
    return islice(leaves(value), _MANY)


def attribute_facts(leaf: Leaf, owner: str, scope: str) -> Iterator[Fact]:
    """The attribute under a leaf, the credential that it may be, and its text where that may hold a token."""
    line, end_line = leaf.line, leaf.end_line
    yield Fact("attribute", leaf.path, leaf.text, owner, scope, line, end_line)
    if len(leaf.text) < 4 or _REFERENCE.search(leaf.text):
        return
    if looks_secret(_name(leaf.path), leaf.text) and not _DEPENDENCY.search(leaf.path):
        yield Fact("credential", _name(leaf.path), leaf.text, owner, scope, line, end_line)
    elif _TOKEN.search(leaf.text):
        yield Fact("string", "", leaf.text, owner, scope, line, end_line)


def bounds(value: Value) -> tuple[int, int]:
    """First line of a value, and the line after its last."""
    return value.line, value.end_line


def _name(path: str) -> str:
    """What a leaf is called: `env[DB_PASSWORD].value` is DB_PASSWORD."""
    match = _VALUE.search(path)
    if match is not None:
        return match[1] or match[2]
    return path.rsplit(".", 1)[-1].removesuffix("[]")
