"""Narrowing: the part of a client's replacement that changes anything.

Clients replace more than they change, some the whole text with every key.
"""

import re
from typing import Final

from answerable.core.document import Document
from answerable.core.edits import minimise
from answerable.core.positions import Place, Span
from answerable.core.text import split_lines

__all__ = ["clamped", "minimal", "widened"]

_WORD: Final = re.compile(r"\w")


def clamped(document: Document, span: Span) -> Span:
    """The span, brought inside the document and into order."""
    start, end = document.clamp(span.start), document.clamp(span.end)
    return Span(min(start, end), max(start, end))


def minimal(document: Document, span: Span, new: str) -> tuple[Span, str]:
    """The part of a replacement that changes anything."""
    removed = document.text_of(span)
    prefix, suffix = minimise(removed, new)
    if not prefix and not suffix:
        return span, new
    start = _after(span.start, removed[:prefix])
    end = _after(start, removed[prefix : len(removed) - suffix])
    return Span(start, end), new[prefix : len(new) - suffix]


def widened(document: Document, client: Span, changed: Span) -> Span:
    """The span in which to look for surviving tokens.

    Trimming equal ends may cut a word in two: the whole word was replaced. And where nothing but punctuation is
    left of the line on one side, that does not survive by itself: who rewrote `f(a)` to `g(b)` owns the `)` as well.
    """
    (first, begin), (last, stop) = changed
    head, tail = document.around(first)[1][:begin], document.around(last)[1][stop:]
    if not _WORD.search(head):
        begin = 0
    elif changed.start > client.start:
        floor = client.start.column if client.start.line == first else 0
        while begin > floor and _WORD.match(head[begin - 1]):
            begin -= 1
    if not _WORD.search(tail):
        stop += len(tail.rstrip("\r\n"))
    elif changed.end < client.end:
        ceiling = client.end.column - stop if client.end.line == last else len(tail)
        more = 0
        while more < ceiling and _WORD.match(tail[more]):
            more += 1
        stop += more
    return Span(Place(first, begin), Place(last, stop))


def _after(place: Place, text: str) -> Place:
    """The place after `text`, when it stands at `place`."""
    lines = split_lines(text)
    if not lines:
        return place
    if lines[-1].endswith(("\n", "\r")):
        return Place(place.line + len(lines), 0)
    column = len(lines[-1]) + (place.column if len(lines) == 1 else 0)
    return Place(place.line + len(lines) - 1, column)
