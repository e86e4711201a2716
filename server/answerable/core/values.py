"""Values of structured documents: what HCL, YAML and JSON say, with the lines it stands on.

A value is a scalar, a list or a map; a block of HCL is a map whose names may repeat. Lines are 0-based and half-open.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

__all__ = ["DEEP", "EMPTY", "LABELS", "Leaf", "Value", "leaves", "listed", "mapped", "scalar", "texts"]

#: Nested deeper than this, a document says nothing more.
DEEP: Final = 40
#: What tells the maps of a list apart, first wins.
LABELS: Final = (
    "name",
    "Name",
    "id",
    "Sid",
    "sid",
    "key",
    "alias",
    "uses",
    "mountPath",
    "containerPort",
    "port",
)


class Value(NamedTuple):
    """One value: a scalar, a block (a scalar whose text starts on the line below), a list, a map, or none.

    `text` is a scalar without its quotes, empty for the others; `quoted` whether it was a literal.
    """

    kind: str
    text: str
    members: tuple[tuple[str, "Value"], ...]
    items: tuple["Value", ...]
    line: int
    end_line: int
    quoted: bool = False

    def get(self, *path: str) -> "Value":
        """The first value at a path of names; `EMPTY` where there is none."""
        at = self
        for name in path:
            at = next((value for each, value in at.members if each == name), EMPTY)
        return at

    def all(self, name: str) -> tuple["Value", ...]:
        """Every value under a name: HCL repeats blocks."""
        return tuple(value for each, value in self.members if each == name)


class Leaf(NamedTuple):
    """A scalar, or an empty map or list, under its path. `kind` is the value's."""

    path: str
    text: str
    line: int
    end_line: int
    quoted: bool
    kind: str


_SCALARS: Final = frozenset({"scalar", "block"})
EMPTY: Final = Value("none", "", (), (), 0, 1)


def scalar(text: str, line: int, end_line: int, *, quoted: bool = False) -> Value:
    """A scalar."""
    return Value("scalar", text, (), (), line, end_line, quoted)


def mapped(members: Iterable[tuple[str, Value]], line: int, end_line: int) -> Value:
    """A map or a block."""
    return Value("map", "", tuple(members), (), line, end_line)


def listed(items: Iterable[Value], line: int, end_line: int) -> Value:
    """A list."""
    return Value("list", "", (), tuple(items), line, end_line)


def texts(value: Value) -> list[str]:
    """The scalars of a list, or the one that stands in its place."""
    if value.kind in _SCALARS:
        return [value.text]
    return [each.text for each in value.items if each.kind in _SCALARS]


def leaves(value: Value, path: str = "", depth: int = 0) -> Iterator[Leaf]:
    """The scalars below `value`; a list's scalar is under `path[]`, its map under `path[label]`."""
    if value.kind in _SCALARS:
        yield Leaf(path, value.text, value.line, value.end_line, value.quoted, value.kind)
    elif depth > DEEP or not (value.members or value.items):
        if value.kind != "none":
            yield Leaf(
                path, "{}" if value.kind == "map" else "[]", value.line, value.end_line, False, value.kind
            )
    else:
        for name, member in value.members:
            yield from leaves(member, f"{path}.{name}" if path else name, depth + 1)
        for item in value.items:
            yield from leaves(item, f"{path}[{_label(item)}]", depth + 1)


def _label(item: Value) -> str:
    for name in LABELS:
        found = item.get(name)
        if found.kind == "scalar":
            # A step keeps its label when the version of its action changes.
            return found.text.partition("@")[0] if name == "uses" else found.text
    return ""
