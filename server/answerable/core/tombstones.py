"""What was removed, and whose it was: undo, redo, cut and paste are recognised by content.

Only hashes of texts are kept, with the origins of their characters. Whitespace is left out of both, so that text
comes back as what it was even when it is indented anew.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

from answerable.core.edits import Edit
from answerable.core.origin import counts_as_ai
from answerable.core.positions import Place
from answerable.core.runs import Piece, moved_to, printed
from answerable.core.text import Attributed, Runs, split_lines
from answerable.core.words import word_count

__all__ = ["Tombstones"]

#: Text with fewer words is recognised only where it was removed: `)` is everywhere.
_TELLING_WORDS: Final = 3
#: Lines that come back in other company must have this many words together: `for i in range(n):` is common.
_COPIED_WORDS: Final = 6
#: Longer lines are not remembered as a whole: their removed parts still are.
_LONGEST_LINE: Final = 4_096
_SAME_TEXT: Final = 8
#: A run of removals is taken back as a whole, or in parts as an editor groups them; that many parts are kept.
_PARTS: Final = 2

_K = TypeVar("_K")
_V = TypeVar("_V")


class _Grave(NamedTuple):
    """One removed text: what stood around it, its origins without whitespace, and whether more followed."""

    context: int
    pieces: tuple[Piece, ...]
    part: bool


class _Removal(NamedTuple):
    """A removal to which the next may add: Backspace and Delete remove one character at a time."""

    edit: Edit
    pieces: tuple[Piece, ...]


class Tombstones:
    """Remembers removed text, former states of lines and attested lines, `capacity` of each."""

    def __init__(self, capacity: int = 4_096) -> None:
        self._capacity = capacity
        self._graves: dict[int, tuple[_Grave, ...]] = {}
        self._states: dict[tuple[int, int, int], tuple[Piece, ...]] = {}
        self._lines: dict[int, tuple[Piece, ...]] = {}
        # The run of removals going on at one place, as one; then its latest parts, each up to now.
        self._run: list[_Removal] = []

    def bury(self, edit: Edit, pieces: Sequence[Piece]) -> None:
        """Remember the text that an edit removed; `pieces` are its origins."""
        own = _Removal(edit, tuple(pieces))
        if self.continues(edit):
            whole, *parts = self._run
            self._mark_part(whole.edit)
            self._run = [_joined(whole, own), *(_joined(part, own) for part in parts[-_PARTS:]), own]
        else:
            self._run = [own] if edit.removed else []
        for number, removal in enumerate(self._run):
            self._add(removal.edit, removal.pieces, part=number > 0)
        if edit.inserted:
            self._run = []

    def end_run(self) -> None:
        """Let the next removal begin anew: the text changed otherwise in between."""
        self._run = []

    def continues(self, edit: Edit) -> bool:
        """Whether an edit only goes on removing where the last one stopped."""
        if not self._run or not edit.removed or edit.inserted:
            return False
        last = self._run[0].edit
        if len(last.removed) + len(edit.removed) > _LONGEST_LINE:
            return False
        if edit.start == last.start:
            return edit.before == last.before
        return edit.after == last.after and _end(edit) == last.start

    def exhume(self, edit: Edit, *, anywhere: bool = False, parts: bool = False) -> list[Piece] | None:
        """The origins of inserted text that was removed before; `None` if it was not.

        Few words are recognised only between the same neighbours, unless `anywhere`. With `parts` a piece of a
        longer removal counts too; without, one key is not taken for the first letter of a line that was
        removed key by key.
        """
        text = _print(edit.inserted)
        graves = self._graves.get(hash(text), ()) if text else ()
        here = _context(edit)
        telling = word_count(edit.inserted) >= _TELLING_WORDS
        fitting = [grave for grave in graves if parts or telling or not grave.part]
        match = next((grave for grave in fitting if grave.context == here), None)
        if match is None and fitting and (anywhere or telling):
            match = fitting[0]
        if match is None or sum(length for length, _ in match.pieces) != len(text):
            return None
        return list(moved_to(edit.inserted, match.pieces))

    def remember(self, before: str, line: str, after: str, runs: Runs) -> None:
        """Remember a line as it is now, between its neighbours."""
        if max(len(before), len(line), len(after)) > _LONGEST_LINE:
            return
        pieces = tuple(printed(line, runs))
        self._store_state((_key(before), _key(line), _key(after)), pieces)
        self._store_line(line, pieces)

    def former(self, before: str, line: str, after: str) -> tuple[Piece, ...] | None:
        """The origins (whitespace left out) that this line had between these neighbours."""
        if max(len(before), len(line), len(after)) > _LONGEST_LINE:
            return None
        return self._states.get((_key(before), _key(line), _key(after)))

    def attest(self, attributed: Attributed) -> None:
        """Remember the lines that hold AI text: where a copy of one appears, it is AI text too."""
        for line, runs in zip(attributed.lines, attributed.runs, strict=True):
            pieces = tuple(printed(line, runs))
            if len(line) <= _LONGEST_LINE and any(counts_as_ai(origin) for _, origin in pieces):
                self._store_line(line, pieces)

    def recall(self, text: str) -> list[tuple[str, tuple[Piece, ...] | None]]:
        """Each line of `text` with its origins (whitespace left out) where lines like these are remembered.

        A few common lines are no copy: neighbouring remembered lines must have six words together.
        """
        found = [(line, self._lines.get(_key(line))) for line in split_lines(text)]
        result: list[tuple[str, tuple[Piece, ...] | None]] = []
        group: list[tuple[str, tuple[Piece, ...] | None]] = []
        for line, pieces in [*found, ("", None)]:
            if pieces is not None or not line.strip():
                group.append((line, pieces))
            if pieces is None and (line.strip() or not line):
                known = sum(word_count(text) for text, own in group if own) >= _COPIED_WORDS
                result += group if known else [(text, None) for text, _ in group]
                group = []
                result.append((line, None))
        return [entry for entry in result if entry[0]]

    def _add(self, edit: Edit, pieces: Sequence[Piece], *, part: bool) -> None:
        own = tuple(printed(edit.removed, pieces))
        if own:
            key = _key(edit.removed)
            graves = (_Grave(_context(edit), own, part), *self._graves.pop(key, ()))
            self._graves[key] = graves[:_SAME_TEXT]
            _shrink(self._graves, self._capacity)

    def _mark_part(self, edit: Edit) -> None:
        key = _key(edit.removed)
        graves = self._graves.get(key, ())
        if graves and not graves[0].part:
            self._graves[key] = (graves[0]._replace(part=True), *graves[1:])

    def _store_state(self, key: tuple[int, int, int], pieces: tuple[Piece, ...]) -> None:
        self._states.pop(key, None)
        self._states[key] = pieces
        _shrink(self._states, self._capacity)

    def _store_line(self, line: str, pieces: tuple[Piece, ...]) -> None:
        if pieces:
            key = _key(line)
            self._lines.pop(key, None)
            self._lines[key] = pieces
            _shrink(self._lines, self._capacity)


def _joined(first: _Removal, second: _Removal) -> _Removal:
    """Two removals that follow each other at one place, as one."""
    one, two = first.edit, second.edit
    if one.start == two.start:
        edit = Edit(two.start, one.removed + two.removed, "", two.before, two.after)
        return _Removal(edit, (*first.pieces, *second.pieces))
    edit = Edit(two.start, two.removed + one.removed, "", two.before, two.after)
    return _Removal(edit, (*second.pieces, *first.pieces))


def _end(edit: Edit) -> Place:
    """Where the removed text of an edit ended before it was removed."""
    lines = split_lines(edit.removed)
    column = 0 if lines[-1].endswith(("\n", "\r")) else len(lines[-1])
    down = len(lines) - 1 + lines[-1].endswith(("\n", "\r"))
    return Place(edit.start.line + down, column if down else edit.start.column + column)


def _print(text: str) -> str:
    return "".join(text.split())


def _key(text: str) -> int:
    """Python's own salted hash of 64 bits: the texts never leave the process, and neither do the keys."""
    return hash("".join(text.split()))


def _context(edit: Edit) -> int:
    return hash((edit.before, edit.after))


def _shrink(memory: dict[_K, _V], capacity: int) -> None:
    """Forget the oldest."""
    while len(memory) > capacity:
        del memory[next(iter(memory))]
