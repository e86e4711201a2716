"""JSON as values."""

import tree_sitter

from answerable.core.values import DEEP, EMPTY, Value, listed, mapped, scalar

__all__ = ["json_value"]


def json_value(root: tree_sitter.Node) -> Value:
    """What a parsed text says; `EMPTY` where it is no JSON."""
    for node in root.named_children:
        if node.type in {"object", "array"}:
            return _value(node, 0)
    return EMPTY


def _value(node: tree_sitter.Node, depth: int) -> Value:
    lines = node.start_point[0], node.end_point[0] + 1
    text = "" if node.text is None else node.text.decode("utf-8", "replace")
    if depth > DEEP:
        return EMPTY
    if node.type == "object":
        return mapped((_pair(each, depth + 1) for each in node.named_children if each.type == "pair"), *lines)
    if node.type == "array":
        return listed(
            (
                _value(each, depth + 1)
                for each in node.named_children
                if each.type not in {"comment", "ERROR"}
            ),
            *lines,
        )
    if node.type == "string":
        return scalar(text[1:-1], *lines, quoted=True)
    return scalar(text, *lines)


def _pair(node: tree_sitter.Node, depth: int) -> tuple[str, Value]:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    name = "" if key is None or key.text is None else key.text.decode("utf-8", "replace").strip('"')
    made = EMPTY if value is None else _value(value, depth)
    return name, made._replace(line=node.start_point[0])
