"""HCL as values: the top-level blocks of a Terraform text."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import tree_sitter

from answerable.core.values import DEEP, EMPTY, Value, listed, mapped, scalar

__all__ = ["Block", "top_level"]

#: Functions that hand their one argument on, as far as what it says is concerned.
_TRANSPARENT: Final = frozenset(
    {"jsonencode", "yamlencode", "toset", "tolist", "tomap", "sensitive", "nonsensitive", "base64encode"}
)
#: Blocks that repeat and have names: one that goes is told from one that loses something.
_NAMED: Final = frozenset({"container", "init_container"})
_WRAPPED: Final = frozenset({"expression", "literal_value", "collection_value", "template_expr"})


class Block(NamedTuple):
    """A block, or an attribute at the top of a file (`labels` is then empty). Bytes are half-open."""

    kind: str
    labels: tuple[str, ...]
    node: tree_sitter.Node
    start: int
    end: int

    def value(self) -> Value:
        """What the block says."""
        body = _child(self.node, "body")
        if self.node.type == "attribute":
            return mapped([_attribute(self.node, 0)], *_lines(self.node))
        return mapped([] if body is None else _members(body, 0), *_lines(self.node))


def top_level(root: tree_sitter.Node) -> Iterator[Block]:
    """The blocks and attributes at the top of a parsed file, in the order of the text."""
    waiting = list(reversed(root.named_children))
    while waiting:
        node = waiting.pop()
        if node.type in {"block", "attribute"}:
            names = [child for child in node.named_children if child.type in {"identifier", "string_lit"}]
            kind, *labels = [_plain(name).strip('"') for name in names] or [""]
            yield Block(
                kind, tuple(labels) if node.type == "block" else (), node, node.start_byte, node.end_byte
            )
        elif node.type in {"body", "ERROR"}:
            waiting.extend(reversed(node.named_children))


def _members(body: tree_sitter.Node, depth: int) -> Iterator[tuple[str, Value]]:
    for child in body.named_children:
        if child.type == "attribute":
            yield _attribute(child, depth)
        elif child.type == "block" and depth < DEEP:
            yield _nested(child, depth)
        elif child.type == "ERROR" and depth < DEEP:
            yield from _members(child, depth + 1)


def _nested(block: tree_sitter.Node, depth: int) -> tuple[str, Value]:
    names = [
        _plain(child).strip('"')
        for child in block.named_children
        if child.type in {"identifier", "string_lit"}
    ]
    body = _child(block, "body")
    name = names[0] if names else ""
    if name == "dynamic" and len(names) > 1:
        # `dynamic "ingress" { content { … } }` makes blocks of that name.
        content = (
            next(
                (
                    each
                    for each in body.named_children
                    if each.type == "block" and _plain(each).startswith("content")
                ),
                None,
            )
            if body
            else None
        )
        name, body = names[1], body if content is None else _child(content, "body")
    elif len(names) > 1:
        name = f"{name}[{names[1]}]"
    elif name in _NAMED and body is not None:
        name = f"{name}[{_own_name(body)}]"
    return name, mapped([] if body is None else _members(body, depth + 1), *_lines(block))


def _own_name(body: tree_sitter.Node) -> str:
    """The `name` that a block says it has."""
    found = (_attribute(child, DEEP) for child in body.named_children if child.type == "attribute")
    return next((value.text for name, value in found if name == "name"), "")


def _attribute(node: tree_sitter.Node, depth: int) -> tuple[str, Value]:
    children = node.named_children
    name = _plain(children[0]) if children else ""
    return name, EMPTY if len(children) < 2 else _value(children[-1], depth)


def _value(node: tree_sitter.Node, depth: int) -> Value:
    while node.type in _WRAPPED and node.named_child_count == 1:
        node = node.named_children[0]
    lines, children = _lines(node), node.named_children
    match node.type if depth <= DEEP else "deep":
        case "tuple":
            found = listed(
                (_value(each, depth + 1) for each in children if each.type == "expression"), *lines
            )
        case "object":
            found = mapped(
                (_element(each, depth + 1) for each in children if each.type == "object_elem"), *lines
            )
        case "function_call":
            found = _call(node, depth)
        case "string_lit" | "quoted_template":
            found = scalar(_plain(node)[1:-1], *lines, quoted=True)
        case "heredoc_template":
            found = _heredoc(node)
        case _:
            found = scalar(" ".join(_plain(node).split()), *lines)
    return found


def _call(node: tree_sitter.Node, depth: int) -> Value:
    name, arguments = _child(node, "identifier"), _child(node, "function_arguments")
    if name is not None and arguments is not None and _plain(name) in _TRANSPARENT:
        found = [each for each in arguments.named_children if each.type == "expression"]
        if len(found) == 1:
            return _value(found[0], depth + 1)
    return scalar(" ".join(_plain(node).split()), *_lines(node))


def _element(node: tree_sitter.Node, depth: int) -> tuple[str, Value]:
    parts = [each for each in node.named_children if each.type == "expression"]
    if len(parts) < 2:
        return "", EMPTY
    return _plain(parts[0]).strip('"()'), _value(parts[-1], depth)


def _heredoc(node: tree_sitter.Node) -> Value:
    lines = _plain(node).split("\n")
    start = node.start_point[0] + 1
    return scalar("\n".join(lines[1:-1]), start, max(start + 1, start + len(lines) - 2), quoted=True)


def _child(node: tree_sitter.Node, kind: str) -> tree_sitter.Node | None:
    return next((child for child in node.named_children if child.type == kind), None)


def _lines(node: tree_sitter.Node) -> tuple[int, int]:
    return node.start_point[0], node.end_point[0] + 1


def _plain(node: tree_sitter.Node) -> str:
    return "" if node.text is None else node.text.decode("utf-8", "replace")
