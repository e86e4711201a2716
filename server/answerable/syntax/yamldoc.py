"""YAML as values: the documents of a text, each parsed alone so that a broken one spoils no other."""

import re
from collections.abc import Iterator
from typing import Final

import tree_sitter

from answerable.core.values import DEEP, EMPTY, Value, listed, mapped, scalar

__all__ = ["documents", "is_too_deep", "value_of"]

_SEPARATOR: Final = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_PAIRS: Final = frozenset({"block_mapping_pair", "flow_pair"})
_MARKERS: Final = re.compile(r"(?:^|(?<=[\s\[{,]))[-?:](?=\s|$)")
_LEADING: Final = re.compile(r"[ \t]*((?:[-?:][ \t]+)*)")
#: The grammar's scanner keeps its indentations in a kilobyte and writes past its end: 250 levels crash the process.
_LEVELS: Final = 120
_INDENTED: Final = re.compile(r"^[ \t]*")


def documents(text: str) -> Iterator[tuple[str, int]]:
    """The documents of a text and the line each starts on. Separators belong to none."""
    start = 0
    for match in _SEPARATOR.finditer(text):
        yield text[start : match.start()], text.count("\n", 0, start)
        start = min(len(text), match.end() + 1)
    yield text[start:], text.count("\n", 0, start)


def is_too_deep(text: str) -> bool:
    """Whether a text may open more levels than the parser survives; counted generously, from the text alone."""
    columns: list[int] = []
    for line in text.split("\n"):
        body = line.lstrip(" \t")
        if not body:
            continue
        column = len(line) - len(body)
        while columns and columns[-1] >= column:
            columns.pop()
        columns.append(column)
        leading = _LEADING.match(line)
        if leading is not None and leading[1]:
            start = leading.start(1)
            columns += (start + at + 1 for at, char in enumerate(leading[1]) if char in "-?:")
        # A mapping and a sequence may begin in one column.
        if 2 * len(columns) + len(_MARKERS.findall(line)) > _LEVELS:
            return True
    return False


def value_of(root: tree_sitter.Node) -> Value:
    """What the first document of a parsed text says."""
    anchors: dict[str, Value] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        if node.type in {"block_node", "flow_node", "block_mapping", "block_sequence", "flow_mapping"}:
            return _value(node, anchors, 0)
        waiting.extend(node.named_children)
    return EMPTY


def _value(node: tree_sitter.Node, anchors: dict[str, Value], depth: int) -> Value:
    anchor = ""
    while node.type in {"block_node", "flow_node"}:
        inner = None
        for child in node.named_children:
            if child.type == "anchor":
                anchor = _plain(child)[1:]
            elif child.type not in {"tag", "comment"}:
                inner = child
        if inner is None:
            return scalar("", *_lines(node))
        node = inner
    found = _content(node, anchors, depth)
    if anchor:
        anchors[anchor] = found
    return found


def _content(node: tree_sitter.Node, anchors: dict[str, Value], depth: int) -> Value:
    kind = node.type
    if depth > DEEP:
        return scalar("", *_lines(node))
    if kind in {"block_mapping", "flow_mapping"}:
        return mapped(_members(node, anchors, depth + 1), *_lines(node))
    if kind in {"block_sequence", "flow_sequence"}:
        return listed(_items(node, anchors, depth + 1), *_lines(node))
    if kind == "alias":
        # Its lines are those of the alias: what the anchor says is said there.
        known = anchors.get(_plain(node)[1:], EMPTY)
        return known._replace(line=node.start_point[0], end_line=node.end_point[0] + 1)
    if kind == "block_scalar":
        return _block_scalar(node)
    text = _plain(node)
    quoted = kind in {"double_quote_scalar", "single_quote_scalar"}
    if quoted:
        text = text[1:-1]
    return scalar(" ".join(text.split()) if "\n" in text else text, *_lines(node), quoted=quoted)


def _members(node: tree_sitter.Node, anchors: dict[str, Value], depth: int) -> list[tuple[str, Value]]:
    return _pairs(node.named_children, anchors, depth)


def _pairs(nodes: list[tree_sitter.Node], anchors: dict[str, Value], depth: int) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    for pair in nodes:
        if pair.type not in _PAIRS:
            continue
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        name = "" if key is None else _plain(key).strip("\"'")
        made = scalar("", *_lines(pair)) if value is None else _value(value, anchors, depth)
        if name == "<<":
            own = {each for each, _ in found}
            found += [each for each in made.members if each[0] not in own]
        else:
            # A member stands from its key on.
            found.append((name, made._replace(line=pair.start_point[0])))
    return found


def _items(node: tree_sitter.Node, anchors: dict[str, Value], depth: int) -> Iterator[Value]:
    for item in node.named_children:
        if item.type == "block_sequence_item":
            inner = next((each for each in item.named_children if each.type != "comment"), None)
            yield EMPTY if inner is None else _value(inner, anchors, depth)
        elif item.type == "flow_pair":
            yield mapped(_pairs([item], anchors, depth), *_lines(item))
        elif item.type != "comment":
            yield _value(item, anchors, depth)


def _block_scalar(node: tree_sitter.Node) -> Value:
    head, _, body = _plain(node).partition("\n")
    lines = body.split("\n")
    indent = min((len(_INDENTED.match(line)[0]) for line in lines if line.strip()), default=0)  # type: ignore[index]
    text = "\n".join(line[indent:] for line in lines)
    start = node.start_point[0]
    if head.startswith(">"):
        text = " ".join(text.split())
    return scalar(text, start, start + 1 + len(lines), quoted=True)._replace(kind="block")


def _lines(node: tree_sitter.Node) -> tuple[int, int]:
    start, end = node.start_point[0], node.end_point
    # A block ends at the start of the line after it.
    return start, max(start + 1, end[0] + (1 if end[1] else 0))


def _plain(node: tree_sitter.Node) -> str:
    return "" if node.text is None else node.text.decode("utf-8", "replace")
