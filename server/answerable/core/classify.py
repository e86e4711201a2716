"""Who an edit in the editor is from: the keystroke path.

A keystroke-sized insertion was typed. Anything larger is unknown until evidence claims it, unless its text is
known: removed a moment ago (undo, redo, cut and paste) or a copy of attested text. A client that says how the text
arrived is believed, with the grade `labelled`.
"""

import re
from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

from answerable.core.document import Document
from answerable.core.edits import Edit, minimise
from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, Mechanism, Origin, intern_origin
from answerable.core.positions import Place, Span
from answerable.core.runs import Piece, compressed, moved_to, per_line, printed, settled, zipped
from answerable.core.text import Attributed, Runs, split_lines
from answerable.core.tombstones import Tombstones
from answerable.core.transfer import transfer

__all__ = ["Hint", "Tombstones", "apply_edit", "classify", "is_keystroke"]

#: A word (also one that an input method or an editor completed) longer than this was not one keystroke.
_LONGEST_WORD: Final = 32
#: A fast typist's burst between two messages, a bracket pair: so many characters that are not blank.
_BURST: Final = 4
_WORD: Final = re.compile(r"\w")

#: Mechanisms that bring back or repeat text that was there before.
_REPEATING: Final = frozenset(
    {
        Mechanism.UNDO,
        Mechanism.REDO,
        Mechanism.PASTED,
        Mechanism.MOVE,
        Mechanism.DISK,
        Mechanism.VCS,
        Mechanism.UNKNOWN,
    }
)
_AUTHORS: Final = {
    Mechanism.TYPED: Author.HUMAN,
    Mechanism.AGENT_EDIT: Author.AI,
    Mechanism.AGENT_SHELL: Author.AI,
    Mechanism.FORMAT: Author.TOOL,
    Mechanism.REFACTOR: Author.TOOL,
    Mechanism.SNIPPET: Author.TOOL,
}
#: Stands for "not decided yet" inside one call of `apply_edit`.
_OPEN: Final = Origin(Author.UNKNOWN, Mechanism.UNKNOWN, Grade.NONE, "open")
#: More lines than this are not remembered one by one when an edit removes them.
_MOST_LINES: Final = 64


class Hint(NamedTuple):
    """What the client says about an edit (`answerable/didEdit`). `producer` names the source of the text."""

    mechanism: Mechanism
    author: Author | None = None
    producer: str = ""
    agent: str = ""
    version: str = ""
    model: str = ""
    session: str = ""

    def origin(self) -> Origin:
        """The origin of the text that the edit brought in. A completion with a producer is that producer's."""
        agent = self.agent or self.producer
        author = self.author or _AUTHORS.get(self.mechanism, Author.UNKNOWN)
        if self.author is None and self.mechanism is Mechanism.COMPLETION and agent:
            author = Author.AI
        if author is Author.UNKNOWN and self.mechanism in {Mechanism.VCS, Mechanism.UNKNOWN}:
            return COMMITTED if self.mechanism is Mechanism.VCS else UNKNOWN
        return intern_origin(
            Origin(author, self.mechanism, Grade.LABELLED, agent, self.version, self.model, self.session)
        )


def is_keystroke(edit: Edit) -> bool:
    """Whether a person at a keyboard makes such an edit at once: a word at most, a bracket pair, a new line.

    Text without any ASCII comes from an input method or an emoji picker, which commits a few words together.
    """
    text = edit.inserted.strip()
    if len(text) > _LONGEST_WORD:
        return False
    return (
        len("".join(text.split())) <= _BURST
        or all(char == "_" or char.isalnum() for char in text)
        or all(char > "\x7f" for char in text)
    )


def classify(edit: Edit, removed: Sequence[Piece], hint: Hint | None, tombstones: Tombstones) -> list[Piece]:
    """The origins of the inserted text of a minimised edit; `removed` are the origins of the removed text."""
    pieces = _recognised(edit, hint, tombstones)
    if _is_open(pieces) and edit.removed.strip() and edit.inserted.strip():
        pieces = _survivors(edit.removed, removed, edit.inserted)
    return _closed(pieces, _rest(edit, hint))


def apply_edit(document: Document, span: Span, new: str, hint: Hint | None, tombstones: Tombstones) -> Edit:
    """Replace a span, which may lie outside the document, and decide whose the new text is.

    The edit that is returned is the minimal one.
    """
    client = _clamped(document, span)
    minimal, inserted = _minimal(document, client, new)
    edit = document.edit_of(minimal, inserted)
    if hint is not None and hint.mechanism is not Mechanism.TYPED:
        tombstones.end_run()
    if not edit.removed and not inserted:
        return edit
    removed = document.pieces_of(minimal)
    if not tombstones.continues(edit):
        _remember(document, minimal, tombstones)
    pieces = _recognised(edit, hint, tombstones)
    place = minimal
    if _is_open(pieces) and edit.removed.strip() and inserted.strip():
        place = minimal if is_keystroke(edit) else _widened(document, client, minimal)
        head, tail = Span(place.start, minimal.start), Span(minimal.end, place.end)
        inserted = document.text_of(head) + inserted + document.text_of(tail)
        pieces = _survivors(document.text_of(place), document.pieces_of(place), inserted)
    document.replace(place, inserted, pieces)
    if _is_open(pieces):
        # One line more on both sides: a line ending may have joined a neighbour's.
        lines = range(place.start.line - 1, place.start.line + len(split_lines(inserted)) + 2)
        _decide(document, lines, edit, hint, tombstones)
    tombstones.bury(edit, removed)
    return edit


def _clamped(document: Document, span: Span) -> Span:
    start, end = document.clamp(span.start), document.clamp(span.end)
    return Span(min(start, end), max(start, end))


def _minimal(document: Document, span: Span, new: str) -> tuple[Span, str]:
    """The part of a replacement that changes anything."""
    removed = document.text_of(span)
    prefix, suffix = minimise(removed, new)
    if not prefix and not suffix:
        return span, new
    start = _after(span.start, removed[:prefix])
    end = _after(start, removed[prefix : len(removed) - suffix])
    return Span(start, end), new[prefix : len(new) - suffix]


def _after(place: Place, text: str) -> Place:
    """The place after `text`, when it stands at `place`."""
    lines = split_lines(text)
    if not lines:
        return place
    if lines[-1].endswith(("\n", "\r")):
        return Place(place.line + len(lines), 0)
    column = len(lines[-1]) + (place.column if len(lines) == 1 else 0)
    return Place(place.line + len(lines) - 1, column)


def _remember(document: Document, span: Span, tombstones: Tombstones) -> None:
    """Keep the present state of the lines that are about to change."""
    for number in range(span.start.line, min(span.end.line + 1, span.start.line + _MOST_LINES)):
        before, line, after = document.around(number)
        if line:
            tombstones.remember(before, line, after, document.runs[number])


def _recognised(edit: Edit, hint: Hint | None, tombstones: Tombstones) -> list[Piece]:
    """The origins of inserted text that is known; `_OPEN` for what is not."""
    mechanism = hint.mechanism if hint else Mechanism.UNKNOWN
    undecided = [(len(edit.inserted), _OPEN)] if edit.inserted else []
    if mechanism not in _REPEATING or not edit.inserted:
        return undecided
    again = mechanism in {Mechanism.UNDO, Mechanism.REDO}
    key = hint is None and is_keystroke(edit)
    removed = tombstones.exhume(edit, anywhere=again or mechanism is Mechanism.MOVE, parts=not key)
    if removed is not None:
        return removed
    if key:
        return undecided
    return compressed(
        chain.from_iterable(
            [(len(line), _OPEN)] if pieces is None else moved_to(line, pieces)
            for line, pieces in tombstones.recall(edit.inserted)
        )
    )


def _survivors(removed: str, pieces: Sequence[Piece], inserted: str) -> list[Piece]:
    """The origins of the tokens of `inserted` that survive from `removed`; `_OPEN` for the others."""
    lines = tuple(split_lines(removed))
    source = Attributed(lines, tuple(tuple(own) for own in per_line(lines, pieces)))
    return compressed(chain.from_iterable(transfer(source, inserted, _OPEN).runs))


def _widened(document: Document, client: Span, minimal: Span) -> Span:
    """The span in which to look for surviving tokens.

    Trimming equal ends may cut a word in two: the whole word was replaced. And where nothing but punctuation is
    left of the line on one side, that does not survive by itself: who rewrote `f(a)` to `g(b)` owns the `)` as well.
    """
    (first, begin), (last, stop) = minimal
    head, tail = document.around(first)[1][:begin], document.around(last)[1][stop:]
    if not _WORD.search(head):
        begin = 0
    elif minimal.start > client.start:
        floor = client.start.column if client.start.line == first else 0
        while begin > floor and _WORD.match(head[begin - 1]):
            begin -= 1
    if not _WORD.search(tail):
        stop += len(tail.rstrip("\r\n"))
    elif minimal.end < client.end:
        ceiling = client.end.column - stop if client.end.line == last else len(tail)
        more = 0
        while more < ceiling and _WORD.match(tail[more]):
            more += 1
        stop += more
    return Span(Place(first, begin), Place(last, stop))


def _decide(document: Document, lines: range, edit: Edit, hint: Hint | None, tombstones: Tombstones) -> None:
    """Give every character that is still `_OPEN` an origin: that of a former state of its line, or the rest's."""
    rest = _rest(edit, hint)
    again = hint is not None and hint.mechanism in {Mechanism.UNDO, Mechanism.REDO}
    strict = is_keystroke(edit) and not again
    repeating = hint is None or hint.mechanism in _REPEATING
    for number in lines:
        runs = document.runs[number] if 0 <= number < len(document.runs) else ()
        if _is_open(runs):
            line = document.lines[number]
            former = tombstones.former(*document.around(number)) if repeating else None
            restored = _restored(line, runs, former, strict=strict) if former else runs
            document.runs[number] = settled(line, _closed(restored, rest))


def _restored(line: str, runs: Runs, former: Sequence[Piece], *, strict: bool) -> Runs:
    """`runs` with the origins of a former state of the line where they are open.

    With `strict` only if everything else on the line is as it was then: somebody who types a line again by hand
    writes it anew, and the last key changes nothing about that.
    """
    if sum(length for length, _ in former) != sum(length for length, _ in printed(line, runs)):
        return runs
    restored = tuple(zipped(runs, moved_to(line, former), lambda now, old: old if now == _OPEN else now))
    return runs if strict and settled(line, restored) != moved_to(line, former) else restored


def _is_open(pieces: Sequence[Piece]) -> bool:
    return any(origin == _OPEN for _, origin in pieces)


def _closed(pieces: Sequence[Piece], rest: Origin) -> list[Piece]:
    return compressed((length, rest if origin == _OPEN else origin) for length, origin in pieces)


def _rest(edit: Edit, hint: Hint | None) -> Origin:
    """The origin of new text about which nothing else is known."""
    if hint is not None:
        return hint.origin()
    return TYPED if is_keystroke(edit) else UNKNOWN
