"""JSON with comments and trailing commas, edited in place: what is not touched keeps every byte."""

import json
import re
from typing import Final, NamedTuple

__all__ = ["Node", "drop", "insert", "parse", "spaces"]

_BLANK: Final = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD: Final = re.compile(r"[-+.\w]+")
_INDENT: Final = re.compile(r"\n([ \t]+)\S")
_DEEPEST: Final = 100
_CLOSING: Final = {"{": "}", "[": "]"}


class Node(NamedTuple):
    """One value and where it stands, half-open, in characters.

    Of an object, `starts` are where its keys begin; of an array, where its items do.
    """

    start: int
    end: int
    value: object
    keys: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    children: tuple["Node", ...] = ()

    def child(self, key: str) -> "Node | None":
        """The member of that name; of several, the last, as readers take it."""
        found = [node for name, node in zip(self.keys, self.children, strict=False) if name == key]
        return found[-1] if found else None


class _BrokenError(Exception):
    """The text is no JSON from this place on."""

    def __init__(self, place: int) -> None:
        self.place = place


def parse(text: str) -> tuple[Node | None, str]:
    """The document, or what is wrong with it."""
    try:
        node = _value(text, _skip(text, 1 if text.startswith("\ufeff") else 0), 0)
    except _BrokenError as broken:
        return None, _not_json(text, broken.place)
    end = _skip(text, node.end)
    return (node, "") if end == len(text) else (None, _not_json(text, end))


def insert(text: str, node: Node, value: object, key: str = "") -> str:
    """The text with one more value at the end of an array, or of an object under `key`."""
    close = node.end - 1
    tail = len(text[:close].rstrip())
    newline = "\r\n" if "\r\n" in text else "\n"
    outer = _indentation(text, node.start)
    own_line = bool(node.starts) and "\n" in text[node.start : node.starts[0]]
    inner = _indentation(text, node.starts[0]) if own_line else outer + _unit(text)
    body = json.dumps(value, indent=_unit(text), ensure_ascii=False).replace("\n", newline + inner)
    named = f"{json.dumps(key, ensure_ascii=False)}: {body}" if key else body
    before, end = text[:tail], text[tail:close]
    if node.children:
        last = node.children[-1].end
        if text[_skip(text, last)] == ",":
            named += ","
        else:
            before = f"{text[:last]},{text[last:tail]}"
    elif "\n" not in end:
        end = newline + outer
    return f"{before}{newline}{inner}{named}{end}{text[close:]}"


def drop(text: str, node: Node, index: int) -> str:
    """The text without one child of an object or array. Comments around it stay."""
    start, end = node.starts[index], node.children[index].end
    comma = _skip(text, end)
    follows = text[comma] == ","
    line = text.find("\n", end)
    rest = text[(comma + 1 if follows else end) : line if line >= 0 else len(text)]
    lead = len(text[:start].rstrip())
    if len(node.children) == 1 and not spaces(text, node).replace(",", "").strip():
        return text[: node.start + 1] + text[node.end - 1 :]
    if rest.strip() and "\n" in text[lead:start] and _in_comment(text, node, lead):
        # What follows must not end up behind a comment that ran to the end of the line.
        lead = start
    if follows:
        return text[:lead] + text[end:comma] + text[comma + 1 :]
    if index:
        comma = _skip(text, node.children[index - 1].end)
        return text[:comma] + text[comma + 1 : lead] + text[end:]
    return text[:lead] + text[end:]


def spaces(text: str, node: Node) -> str:
    """What stands in an object or array between its members: blanks, commas and comments."""
    gaps, place = [], node.start + 1
    for start, child in zip(node.starts, node.children, strict=True):
        gaps.append(text[place:start])
        place = child.end
    return "".join([*gaps, text[place : node.end - 1]])


def _not_json(text: str, place: int) -> str:
    line = text.count("\n", 0, place) + 1
    return f"line {line} is not JSON"


def _in_comment(text: str, node: Node, end: int) -> bool:
    return "//" in text[text.rfind("\n", node.start, end) + 1 : end]


def _unit(text: str) -> str:
    found = _INDENT.search(text)
    return found[1] if found else "  "


def _indentation(text: str, place: int) -> str:
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _skip(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _value(text: str, place: int, depth: int) -> Node:
    opening = text[place : place + 1]
    if opening in _CLOSING:
        if depth == _DEEPEST:
            raise _BrokenError(place)
        return _container(text, place, opening, depth)
    found = (_STRING if opening == '"' else _WORD).match(text, place)
    if found is None:
        raise _BrokenError(place)
    try:
        return Node(place, found.end(), json.loads(found[0], strict=False))
    except ValueError:
        raise _BrokenError(place) from None


def _container(text: str, start: int, opening: str, depth: int) -> Node:
    keys: list[str] = []
    starts: list[int] = []
    children: list[Node] = []
    place = _skip(text, start + 1)
    while text[place : place + 1] != _CLOSING[opening]:
        starts.append(place)
        if opening == "{":
            key = _value(text, place, _DEEPEST)
            place = _skip(text, key.end)
            if not isinstance(key.value, str) or text[place : place + 1] != ":":
                raise _BrokenError(place)
            keys.append(key.value)
            place = _skip(text, place + 1)
        children.append(_value(text, place, depth + 1))
        place = _skip(text, children[-1].end)
        if text[place : place + 1] == ",":
            place = _skip(text, place + 1)
        elif text[place : place + 1] != _CLOSING[opening]:
            raise _BrokenError(place)
    values = [child.value for child in children]
    value = dict(zip(keys, values, strict=True)) if opening == "{" else values
    return Node(start, place + 1, value, tuple(keys), tuple(starts), tuple(children))
