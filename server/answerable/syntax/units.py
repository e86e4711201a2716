"""Units: the pieces of a file that are compared and cached as wholes.

A unit is a function, or a statement of a module or class that defines nothing. A class is its header and the
units of its body; something very long is the units of its parts, so that one edit never costs a whole file.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import tree_sitter

from answerable.syntax.languages import Language

__all__ = ["Unit", "definition_of", "split"]

_LONG: Final = 300  # lines
_DEEP: Final = 40  # levels of long things in long things


class Unit(NamedTuple):
    """One piece. Bytes and lines are half-open, lines 0-based.

    `container` is the dotted name of what holds it; `defines` that of the class or long function whose header it
    is, otherwise empty.
    """

    container: str
    defines: str
    start: int
    end: int
    line: int
    end_line: int
    node: tree_sitter.Node


def split(root: tree_sitter.Node, language: Language) -> list[Unit]:
    """The units of a tree, in the order of the text."""
    return list(_children(root, "", language, 0))


def _children(node: tree_sitter.Node, container: str, language: Language, depth: int) -> Iterator[Unit]:
    for child in node.named_children:
        yield from _units(child, container, language, depth)


def _units(node: tree_sitter.Node, container: str, language: Language, depth: int) -> Iterator[Unit]:
    target, name = definition_of(node, language)
    lines = node.end_point[0] - node.start_point[0]
    is_class = target.type in language.classes
    if depth > _DEEP or not (is_class or (lines > _LONG and node.named_child_count)):
        yield _unit(node, container)
        return
    inner = f"{container}.{name}" if container and name else name or container
    body = target.child_by_field_name("body")
    if not name or body is None:
        yield from _children(node, inner, language, depth + 1)
        return
    yield _header(node, body, container, inner)
    yield from _children(body, inner, language, depth + 1)


def definition_of(node: tree_sitter.Node, language: Language) -> tuple[tree_sitter.Node, str]:
    """The class or function that `node` is or wraps (an export, a decorated or assigned one), and its name."""
    name = ""
    for _ in range(5):
        kind = node.type
        if kind in language.functions or kind in language.classes:
            # A block of methods is named by its type.
            named = node.child_by_field_name("name") or node.child_by_field_name("type")
            return node, _text(named) or name
        if kind in language.functional:
            return node, name
        if kind not in language.wrappers:
            break
        name = _text(node.child_by_field_name("name") or node.child_by_field_name("left")) or name
        inner = _wrapped(node)
        if inner is None:
            break
        node = inner
    return node, ""


def _wrapped(node: tree_sitter.Node) -> tree_sitter.Node | None:
    for field in ("definition", "declaration", "value", "right"):
        inner = node.child_by_field_name(field)
        if inner is not None:
            return inner
    return node.named_child(0) if node.named_child_count else None


def _unit(node: tree_sitter.Node, container: str) -> Unit:
    return Unit(
        container, "", node.start_byte, node.end_byte, node.start_point[0], node.end_point[0] + 1, node
    )


def _header(node: tree_sitter.Node, body: tree_sitter.Node, container: str, defines: str) -> Unit:
    return Unit(
        container,
        defines,
        node.start_byte,
        body.start_byte,
        node.start_point[0],
        body.start_point[0] + 1,
        node,
    )


def _text(node: tree_sitter.Node | None) -> str:
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")
