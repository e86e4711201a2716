"""Who an edit in the editor is from: the keystroke path.

A keystroke-sized insertion was typed. Anything larger is unknown until evidence claims it, unless its text is
known: removed a moment ago (undo, redo, cut and paste) or a copy of attested text. A client that says how the text
arrived is believed, with the grade `labelled`.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Final

from answerable.core.document import Document
from answerable.core.edits import Edit
from answerable.core.hints import Hint
from answerable.core.narrowing import clamped, minimal, widened
from answerable.core.origin import TYPED, UNKNOWN, Author, Grade, Mechanism, Origin
from answerable.core.positions import Span
from answerable.core.runs import Piece, compressed, moved_to, per_line, printed, settled, zipped
from answerable.core.text import Attributed, Runs, split_lines
from answerable.core.tombstones import Tombstones
from answerable.core.transfer import transfer

__all__ = ["Hint", "Tombstones", "apply_edit", "classify", "is_keystroke"]

#: A word (also one that an input method or an editor completed) longer than this was not one keystroke.
_LONGEST_WORD: Final = 32
#: A fast typist's burst between two messages, a bracket pair: so many characters that are not blank.
_BURST: Final = 4

#: Mechanisms that bring back or repeat text that was there before.
_AGAIN: Final = frozenset({Mechanism.UNDO, Mechanism.REDO})
_REPEATING: Final = _AGAIN | {
    Mechanism.PASTED,
    Mechanism.MOVE,
    Mechanism.DISK,
    Mechanism.VCS,
    Mechanism.UNKNOWN,
}
#: Stands for "not decided yet" inside one call of `apply_edit`.
_OPEN: Final = Origin(Author.UNKNOWN, Mechanism.UNKNOWN, Grade.NONE, "open")
#: More lines than this are not remembered one by one when an edit removes them.
_MOST_LINES: Final = 64


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
    client = clamped(document, span)
    changed, inserted = minimal(document, client, new)
    edit = document.edit_of(changed, inserted)
    if hint is not None and hint.mechanism is not Mechanism.TYPED:
        tombstones.end_run()
    if not edit.removed and not inserted:
        return edit
    removed = document.pieces_of(changed)
    if not tombstones.continues(edit):
        _remember(document, changed, tombstones)
    pieces = _recognised(edit, hint, tombstones)
    if hint is not None and hint.copied and _is_open(pieces):
        told = _copied(len(document.text_of(Span(client.start, changed.start))), inserted, new, hint)
        pieces = list(zipped(tuple(pieces), tuple(told), lambda now, known: known if now == _OPEN else now))
    place = changed
    if _is_open(pieces) and edit.removed.strip() and inserted.strip():
        place = changed if is_keystroke(edit) else widened(document, client, changed)
        head, tail = Span(place.start, changed.start), Span(changed.end, place.end)
        inserted = document.text_of(head) + inserted + document.text_of(tail)
        pieces = _survivors(document.text_of(place), document.pieces_of(place), inserted)
    document.replace(place, inserted, pieces)
    if _is_open(pieces):
        # One line more on both sides: a line ending may have joined a neighbour's.
        lines = range(place.start.line - 1, place.start.line + len(split_lines(inserted)) + 2)
        _decide(document, lines, edit, hint, tombstones)
    tombstones.bury(edit, removed)
    return edit


def _remember(document: Document, span: Span, tombstones: Tombstones) -> None:
    """Keep the present state of the lines that are about to change."""
    for number in range(span.start.line, min(span.end.line + 1, span.start.line + _MOST_LINES)):
        before, line, after = document.around(number)
        if line:
            tombstones.remember(before, line, after, document.runs[number])


def _copied(kept: int, inserted: str, new: str, hint: Hint) -> list[Piece]:
    """The origins that the client knows from where the text was copied; `_OPEN` when it was another text.

    `inserted` is the part of the pasted text `new` that changes anything, after `kept` characters that do not.
    """
    if sum(count for count, _ in hint.copied) != len("".join(new.split())):
        return [(len(inserted), _OPEN)]
    parts = (new[:kept], inserted, new[kept + len(inserted) :])
    return per_line(parts, moved_to(new, hint.copied))[1]


def _recognised(edit: Edit, hint: Hint | None, tombstones: Tombstones) -> list[Piece]:
    """The origins of inserted text that is known; `_OPEN` for what is not."""
    mechanism = hint.mechanism if hint else Mechanism.UNKNOWN
    undecided = [(len(edit.inserted), _OPEN)] if edit.inserted else []
    if mechanism not in _REPEATING or not edit.inserted:
        return undecided
    again = mechanism in _AGAIN
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


def _decide(document: Document, lines: range, edit: Edit, hint: Hint | None, tombstones: Tombstones) -> None:
    """Give every character that is still `_OPEN` an origin: that of a former state of its line, or the rest's."""
    rest = _rest(edit, hint)
    again = hint is not None and hint.mechanism in _AGAIN
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
