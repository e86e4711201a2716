"""The open document: lines with their origins beside them, changed in place.

A replacement touches the lines of its span and nothing else, so that a keystroke costs the same in a file of any
length. (Moving the tail of a list when a line is added costs a nanosecond per line and is left to the list.)
"""

from collections.abc import Sequence
from itertools import chain

from answerable.core.edits import Edit
from answerable.core.origin import Origin
from answerable.core.positions import Place, Span, printable_length
from answerable.core.runs import Piece, compressed, per_line, settled
from answerable.core.text import Attributed, Runs, split_lines, uniform

__all__ = ["Document"]

#: How much text around an edit is remembered with it, in characters on each side.
_CONTEXT = 16


class Document:
    """A text being edited, with the origin of every character; `text` begins with one origin throughout.

    `lines` keep their endings; the empty line after a final line ending is not among them, but is a valid
    place: (len(lines), 0).
    """

    def __init__(self, text: str, origin: Origin) -> None:
        start = uniform(text, origin)
        self.lines: list[str] = list(start.lines)
        self.runs: list[Runs] = list(start.runs)

    def clamp(self, place: Place) -> Place:
        """The nearest place that exists: a column past the end is the end of its line, a line past it the end."""
        if place.line < 0:
            return Place(0, 0)
        if place.line >= len(self.lines):
            return self.end()
        return Place(place.line, max(0, min(place.column, printable_length(self.lines[place.line]))))

    def end(self) -> Place:
        """The place after the last character."""
        if self.lines:
            last = self.lines[-1]
            if printable_length(last) == len(last):
                return Place(len(self.lines) - 1, len(last))
        return Place(len(self.lines), 0)

    def text_of(self, span: Span) -> str:
        """The text of a span of places that exist."""
        (first, begin), (last, stop) = span
        if first == last:
            return self._line(first)[begin:stop]
        return "".join([self.lines[first][begin:], *self.lines[first + 1 : last], self._line(last)[:stop]])

    def pieces_of(self, span: Span) -> list[Piece]:
        """The origins of the text of a span."""
        (first, begin), (last, stop) = span
        if first == last:
            return _slice(self._runs(first), begin, stop)
        return compressed(
            chain(
                _slice(self.runs[first], begin, len(self.lines[first])),
                *self.runs[first + 1 : last],
                _slice(self._runs(last), 0, stop),
            )
        )

    def edit_of(self, span: Span, new: str) -> Edit:
        """The edit that replacing a span by `new` would be."""
        return Edit(span.start, self.text_of(span), new, self._before(span.start), self._after(span.end))

    def replace(self, span: Span, new: str, origins: Sequence[Piece]) -> Edit:
        """Replace a span of places that exist by `new`, whose characters `origins` cover."""
        (first, begin), (last, stop) = span
        edit = self.edit_of(span, new)
        head, tail = self._line(first)[:begin], self._line(last)[stop:]
        pieces = [
            *_slice(self._runs(first), 0, begin),
            *origins,
            *_slice(self._runs(last), stop, stop + len(tail)),
        ]
        text = head + new + tail
        end = min(last + 1, len(self.lines))
        if text.startswith("\n") and first and self.lines[first - 1].endswith("\r"):
            # A line feed now follows a lone carriage return: the two are one ending.
            first -= 1
            text, pieces = self.lines[first] + text, [*self.runs[first], *pieces]
        if text.endswith("\r") and end < len(self.lines) and self.lines[end] == "\n":
            text, pieces = text + "\n", [*pieces, *self.runs[end]]
            end += 1
        lines = split_lines(text)
        self.lines[first:end] = lines
        self.runs[first:end] = [
            settled(line, own) for line, own in zip(lines, per_line(lines, pieces), strict=True)
        ]
        return edit

    def around(self, number: int) -> tuple[str, str, str]:
        """A line between its neighbours; a line that does not exist is empty."""
        before = self.lines[number - 1] if 0 < number <= len(self.lines) else ""
        return before, self._line(number), self._line(number + 1)

    def snapshot(self) -> Attributed:
        """The text and its origins as they are now."""
        return Attributed(tuple(self.lines), tuple(self.runs))

    def set_runs(self, attributed: Attributed) -> bool:
        """Take the origins of an account of this same text; `False`, and nothing done, if it is of another."""
        same = list(attributed.lines) == self.lines
        if same:
            self.runs = list(attributed.runs)
        return same

    def _line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def _runs(self, number: int) -> Runs:
        return self.runs[number] if number < len(self.runs) else ()

    def _before(self, place: Place) -> str:
        if place.column:
            return self.lines[place.line][max(0, place.column - _CONTEXT) : place.column]
        return self.lines[place.line - 1][-_CONTEXT:] if place.line else ""

    def _after(self, place: Place) -> str:
        rest = self._line(place.line)[place.column : place.column + _CONTEXT]
        return rest or self._line(place.line + 1)[:_CONTEXT]


def _slice(runs: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """The pieces of the characters `start` to `end` of a line."""
    result: list[Piece] = []
    at = 0
    for length, origin in runs:
        low, high = max(at, start), min(at + length, end)
        at += length
        if low < high:
            result.append((high - low, origin))
    return result
