"""Places in a text, and the units in which a client counts them.

Inside Answerable a column is a number of characters (code points). A client counts UTF-8 bytes, UTF-16 code units or
code points, whichever it agreed on; the two functions here are the only conversion.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

__all__ = ["Encoding", "Place", "Span", "from_column", "printable_length", "to_column"]

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_CONTINUATION: Final = range(0x80, 0xC0)


class Encoding(StrEnum):
    """What a client counts columns in (LSP's `PositionEncodingKind`)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Place(NamedTuple):
    """A place between two characters.

    `line` is 0-based; `column` is in characters of that line and at most its length without the line ending.
    """

    line: int
    column: int


class Span(NamedTuple):
    """A half-open range of text."""

    start: Place
    end: Place


def printable_length(line: str) -> int:
    r"""The length of `line` in characters without its ending (`\n`, `\r\n` or `\r`)."""
    if line.endswith("\r\n"):
        return len(line) - 2
    return len(line) - line.endswith(("\n", "\r"))


def to_column(line: str, units: int, encoding: Encoding) -> int:
    """The column in characters of a client's column in units.

    Past the end it is the last column before the line ending (LSP 3.17); inside a surrogate pair or a UTF-8
    sequence it is the beginning of that character.
    """
    limit = printable_length(line)
    units = max(units, 0)
    if encoding is Encoding.UTF32 or line.isascii():
        return min(units, limit)
    column = _from_utf16(line, units) if encoding is Encoding.UTF16 else _from_utf8(line, units)
    return min(column, limit)


def from_column(line: str, column: int, encoding: Encoding) -> int:
    """The client's column in units of a column in characters."""
    column = max(0, min(column, printable_length(line)))
    if encoding is Encoding.UTF32 or line.isascii():
        return column
    # `surrogatepass`: an editor may hold half a pair, and we must count what it counts.
    if encoding is Encoding.UTF16:
        return len(line[:column].encode("utf-16-le", "surrogatepass")) // 2
    return len(line[:column].encode("utf-8", "surrogatepass"))


def _from_utf16(line: str, units: int) -> int:
    pairs = 0
    for match in _ASTRAL.finditer(line):
        begin = match.start() + pairs
        if begin >= units:
            break
        if begin + 1 == units:
            return match.start()
        pairs += 1
    return units - pairs


def _from_utf8(line: str, units: int) -> int:
    data = line.encode("utf-8", "surrogatepass")
    while 0 < units < len(data) and data[units] in _CONTINUATION:
        units -= 1
    return len(data[:units].decode("utf-8", "surrogatepass"))
