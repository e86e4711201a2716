r"""The text model: lines with their endings, and the runs of origins beside them.

Lines end at `\n`, `\r\n` or `\r` and nowhere else (LSP 3.17, "Text Documents"): a form feed or U+2028 is an
ordinary character here, where `str.splitlines` would break. Offsets and lengths are in characters (code
points) unless a name says otherwise; lines are 0-based; spans are half-open.
"""

import re
from typing import Final, NamedTuple

from answerable.core.origin import Origin

__all__ = ["Attributed", "Runs", "content", "split_lines", "uniform"]

#: The origins of one line, ending included: (length in characters, origin), lengths positive, neighbours
#: different, lengths summing to the line's length.
Runs = tuple[tuple[int, Origin], ...]

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Attributed(NamedTuple):
    """A whole text with its origins: `lines` keep their endings, `runs` has one entry per line."""

    lines: tuple[str, ...]
    runs: tuple[Runs, ...]


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their endings; joined again they are `text`. An empty text has no lines."""
    if "\r" in text:
        return _LINE.findall(text)
    *lines, rest = text.split("\n")
    whole = [line + "\n" for line in lines]
    return [*whole, rest] if rest else whole


def uniform(text: str, origin: Origin) -> Attributed:
    """`text` with one origin throughout."""
    lines = tuple(split_lines(text))
    return Attributed(lines, tuple(((len(line), origin),) for line in lines))


def content(attributed: Attributed) -> str:
    """The text itself."""
    return "".join(attributed.lines)
