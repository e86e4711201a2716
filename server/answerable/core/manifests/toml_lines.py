"""TOML by its lines: tolerant of what is half written, and it knows where everything stands."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Entry", "entries", "inline", "strings"]

_TABLE: Final = re.compile(r"^\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(
    r"""^\s*(?P<key>(?:"[^"]*"|'[^']*'|[\w.-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=\s*(?P<value>.*)$"""
)
_TOKEN: Final = re.compile(
    r"""\"{3}(?:.|\n)*?\"{3}|'{3}(?:.|\n)*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*|[\[\]{}]"""
)
_STRING: Final = re.compile(r"""#[^\n]*|"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>[^'\n]*)'""")
_PAIR: Final = re.compile(r"""(?P<key>[\w.-]+)\s*=\s*(?P<value>"[^"]*"|'[^']*'|\[[^\]]*\]|[\w.]+)""")
_LONGEST: Final = 2_000  # lines of one value


class Entry(NamedTuple):
    """One key: the dotted `table` that it stands in, its raw value, its 0-based, half-open lines."""

    table: str
    key: str
    value: str
    line: int
    end_line: int


def entries(text: str) -> Iterator[Entry]:
    """The keys of a text in their order. Whatever stands there, nothing raises."""
    lines = text.split("\n")
    table, at = "", 0
    while at < len(lines):
        line = lines[at]
        header = _TABLE.match(line)
        if header is not None:
            table = _plain(header["name"])
            # A repeated table begins a new one of its kind.
            if header["open"] == "[[":
                yield Entry(table, "", "", at, at + 1)
            at += 1
            continue
        found = _KEY.match(line)
        if found is None:
            at += 1
            continue
        value, end = _whole(lines, at, found["value"])
        yield Entry(table, _plain(found["key"]), value, at, end)
        at = end


def strings(value: str, line: int) -> Iterator[tuple[str, int]]:
    """The plain strings of a raw value, each with its line; `line` is that of the value."""
    for match in _STRING.finditer(value):
        body = match["double"] if match["double"] is not None else match["single"]
        if body is not None:
            yield body, line + value.count("\n", 0, match.start())


def inline(value: str) -> dict[str, str]:
    """The keys of an inline table with their raw values, strings without quotes."""
    return {match["key"]: match["value"].strip("\"'") for match in _PAIR.finditer(value)}


def _whole(lines: list[str], at: int, value: str) -> tuple[str, int]:
    """A value that may go on over the next lines, and the line after it."""
    end = at + 1
    while end < len(lines) and end - at < _LONGEST and _is_open(value):
        value = f"{value}\n{lines[end]}"
        end += 1
    return value, end


def _is_open(value: str) -> bool:
    depth = 0
    for match in _TOKEN.finditer(value):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
    return depth > 0


def _plain(name: str) -> str:
    return re.sub(r"\s*\.\s*", ".", name).replace('"', "").replace("'", "")
