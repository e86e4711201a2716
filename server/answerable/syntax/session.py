"""One document while it is edited: an edit costs the chunk it is in, not the file; see `chunks`.

JSON is cut into slices instead. An edit that unbalances a bracket or a quote stays inside its chunk, which is what its author means too; when a second
chunk is broken, the whole text is parsed again.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from answerable.core.alignment import changed_span
from answerable.core.facts import Fact, shifted
from answerable.core.file_pair import FilePair, LinedPair
from answerable.core.finding import Finding
from answerable.core.needles import worth_analysing
from answerable.core.rules import Rule
from answerable.core.text import split_lines
from answerable.core.whole.change import WholeChange, is_particular
from answerable.syntax.analyser import BUDGET, LIMIT, Analysed, Analyser, conclude, told_of
from answerable.syntax.chunks import NO_FRAME, Chunk, Key, lower, read_chunks
from answerable.syntax.comparison import FileDelta, contrast, dirty
from answerable.syntax.languages import Language, language_of
from answerable.syntax.pieces import Piece, pieces_of
from answerable.syntax.slices import Slicer, in_whole, is_clean
from answerable.syntax.stops import STOP

__all__ = ["Session"]

#: Readers of structured documents whose texts fall into chunks (code has none), and of JSON, which is sliced.
_CHUNKED: Final = frozenset({"", "hcl"})
_SLICED: Final = frozenset({"policy", "settings"})
#: Without one of these on a line an edit makes no other language of a text; see `content` in languages.toml.
_TELLING: Final = re.compile(r"#!|statement|principal|effect|apiVersion|kind|jobs|\bon\b", re.IGNORECASE)

#: What is said of a file as a whole takes a look at all of it: only where the file is short, or much of it changed.
_SMALL: Final = 1_000
_HALF: Final = 0.4

Found = tuple[Sequence[Finding], Sequence[str]]


class Session:
    """The findings of one document against a fixed old text, after every edit.

    They are those that `Analyser` gives for the two texts, except that a text with a broken chunk is read chunk
    by chunk. A language whose texts do not fall into chunks is compared whole.
    """

    def __init__(
        self, path: str, old: str, rules: Sequence[Rule] | None = None, budget: float = BUDGET
    ) -> None:
        self._path = path
        self._old_text = old
        self._old = split_lines(old)
        self._lines = list(self._old)
        self._rules = rules
        self._budget = budget
        self._whole = Analyser(rules, budget)
        self._language: Language | None = None
        self._state: _State | None = None
        self._slicer: Slicer | None = None
        #: Whether the last findings are those of the two whole texts: no mistake kept a part to itself.
        self.is_exact = True

    def findings(self, text: str) -> Found:
        """The findings of turning the old text into `text`, and what could not be looked at."""
        lines = split_lines(text)
        span = changed_span(self._lines, lines)
        return self.edit(span.old_start, span.old_end, lines[span.new_start : span.new_end])

    def edit(self, first: int, last: int, lines: Sequence[str]) -> Found:
        """The same after the lines `first` to `last` (half-open) of the text were replaced by others."""
        removed, self._lines[first:last] = self._lines[first:last], lines
        pair = LinedPair.of(self._path, self._old_text, (self._old, self._lines))
        language = self._language_of(pair.new, "".join([*removed, *lines]))
        self.is_exact = True
        if language is None or not language.module or max(len(pair.old), len(pair.new)) > LIMIT:
            self._state = self._slicer = None
            return self._whole.change([pair])
        if language.reader in _SLICED and language.module == "tree_sitter_json":
            return self._sliced(pair, language, first, last, len(lines))
        if language.reader in _CHUNKED:
            return self._chunked(pair, language, first, last, lines)
        return self._whole.change([pair])

    def _language_of(self, text: str, changed: str) -> Language | None:
        if self._language is None or _TELLING.search(changed):
            language = language_of(self._path, text)
            if language is not self._language:
                self._language, self._state, self._slicer = language, None, None
        return self._language

    def _chunked(
        self, pair: FilePair, language: Language, first: int, last: int, lines: Sequence[str]
    ) -> Found:
        if self._state is None:
            self._state = _State(language, self._budget, self._old)
            span = changed_span(self._old, self._lines)
            first, last, lines = span.old_start, span.old_end, self._lines[span.new_start : span.new_end]
        # Every edit is taken, also one that cannot matter: what lags behind would make the next one dear.
        if not self._state.update(first, last, lines):
            self._state = None
            return [], [f"{self._path} was not analysed: parsing it takes longer than {self._budget:g} s"]
        if self._state.is_cut_short:
            return self._whole.change([pair])
        self.is_exact = not self._state.is_broken
        return self._judged(pair, self._state)

    def _sliced(self, pair: FilePair, language: Language, first: int, last: int, made: int) -> Found:
        if self._slicer is None:
            self._slicer = Slicer(self._old, language, self._budget)
            first, last, made = 0, len(self._old), len(self._lines)
        self._slicer.edit(first, last, made, self._lines)
        slices = self._slicer.slices(self._lines)
        if slices is None:
            return self._whole.change([pair])
        small = FilePair(self._path, slices[0].text, slices[1].text)
        self.is_exact = is_clean(small.new, language)
        old, new = (pieces_of(self._path, text, language, self._budget) for text in small[1:])
        found = FileDelta((), (), ())
        if old is not None and new is not None and worth_analysing(*small, code=language.code):
            before, after = (
                [fact for piece in pieces for fact in shifted(piece.facts(), piece.line)]
                for pieces in dirty(old, new)
            )
            found = in_whole(contrast(small, language, before, after), slices)
        return self._concluded(pair, language, found, len(slices[0].numbers) / max(1, len(self._old)))

    def _judged(self, pair: FilePair, state: "_State") -> Found:
        language, changed = state.language, state.dirty()
        # Of the rest only the lines' numbers matter: both texts have it.
        veiled = FilePair(self._path, changed.old_text, changed.new_text)
        found = FileDelta((), (), ())
        if worth_analysing(*veiled, code=language.code):
            before, after = (state.facts_of(pieces) for pieces in dirty(changed.old, changed.new))
            found = contrast(veiled, language, before, after)
        return self._concluded(pair, language, found, changed.share)

    def _concluded(self, pair: FilePair, language: Language, found: FileDelta, share: float) -> Found:
        """The findings of a file of which so large a share of the old lines was looked at."""
        deltas = tuple(delta._replace(new_source=pair.new) for delta in found.deltas)
        problems: list[str] = []
        analysed = [Analysed(pair, language, found._replace(deltas=deltas))]
        whole = WholeChange()
        if share > _HALF or len(self._lines) < _SMALL or is_particular(pair):
            whole.take(pair)
            analysed += map(told_of, whole.told(None))
        return conclude(analysed, self._rules, problems), problems


class _Changed(NamedTuple):
    """The pieces of the chunks that only one of two texts has, and the texts with all other lines empty.

    `share` is how much of the old text's lines those chunks are.
    """

    old: list[Piece]
    new: list[Piece]
    old_text: str
    new_text: str
    share: float


class _State:
    """The chunks of a document, and by how many each outnumbers the old text's."""

    def __init__(self, language: Language, budget: float, old: Sequence[str]) -> None:
        self.language = language
        self._budget = budget
        self._lines = list(old)
        # A text that cannot be parsed in time has no pieces.
        self._chunks = self._read(old) or [Chunk(len(old), b"", NO_FRAME, None, False, True, ())]
        self._old = self._lines.copy(), self._chunks.copy()
        self._balance: Counter[Key] = Counter()
        self._facts: dict[tuple[str, bytes], tuple[Fact, ...]] = {}

    def update(self, first: int, last: int, lines: Sequence[str]) -> bool:
        """Replace some lines; false when parsing the text takes too long: this state is then spoilt."""
        removed = self._lines[first:last]
        if removed == list(lines):
            return True
        self._lines[first:last] = lines
        grown = len(lines) - len(removed)
        start, end = self._touched(first, last, removed, lines)
        made = self._reread(start, end, grown)
        if made == [] or (made and _is_broken(made)):
            # It may belong to what stands beside it (a decorator), or not stand in its class any more.
            wide = self._widened(start, end) if made == [] else self._neighbours(start, end)
            again = self._reread(*wide, grown) if wide != (start, end) else None
            if again and (made == [] or not _is_broken(again)):
                (start, end), made = wide, again
        rest = (*self._chunks[:start], *self._chunks[end:])
        if not made or (_is_broken(made) and _is_broken(rest)):
            start, end, made = 0, len(self._chunks), self._read(self._lines)
        if made is None:
            return False
        self._balance.subtract(chunk.key for chunk in self._chunks[start:end])
        self._balance.update(chunk.key for chunk in made)
        self._chunks[start:end] = made
        return True

    @property
    def is_broken(self) -> bool:
        """Whether a chunk has a mistake in it."""
        return _is_broken(self._chunks)

    @property
    def is_cut_short(self) -> bool:
        """Whether a script ends before the last line of either text: no chunk can tell that alone."""
        return self.language.code == "sh" and (_has_stop(self._chunks) or _has_stop(self._old[1]))

    def dirty(self) -> _Changed:
        """What is told of a text that has changed."""
        surplus = {key: count for key, count in self._balance.items() if count}
        self._balance = Counter(surplus)
        gone = {key: -count for key, count in surplus.items() if count < 0}
        come = {key: count for key, count in surplus.items() if count > 0}
        share = sum(text.count(b"\n") * count for (_, text), count in gone.items()) / max(
            1, len(self._old[0])
        )
        span = changed_span(self._old[1], self._chunks)
        before, old_text = _shown(*self._old, gone, range(span.old_start, span.old_end))
        after, new_text = _shown(self._lines, self._chunks, come, range(span.new_start, span.new_end))
        return _Changed(before, after, old_text, new_text, share)

    def facts_of(self, pieces: Iterable[Piece]) -> list[Fact]:
        """The facts of pieces, where they stand."""
        return [fact for piece in pieces for fact in shifted(self._known(piece), piece.line)]

    def _known(self, piece: Piece) -> tuple[Fact, ...]:
        key = (piece.scope, piece.text)
        facts = self._facts.get(key)
        if facts is None:
            facts = self._facts[key] = piece.facts()
        return facts

    def _touched(
        self, first: int, last: int, removed: Sequence[str], lines: Sequence[str]
    ) -> tuple[int, int]:
        """The chunks, half-open, that are to be read again together after an edit."""
        chunks = self._chunks
        places = [0, *accumulate(chunk.lines for chunk in chunks)]
        start = min(bisect_right(places, first) - 1, len(chunks) - 1)
        end = bisect_left(places, last, start + 1)
        is_pure = not removed or not lines
        # At the very start of a chunk an edit may join it to the one above.
        above = first == places[start] and (is_pure or removed[0][:1] != lines[0][:1])
        below = is_pure and last == places[end]
        if not removed and above and chunks[start].is_edge and start and not chunks[start - 1].is_edge:
            return start - 1, start
        if above and start and _go_together(chunks[start - 1], chunks[start]):
            start -= 1
        if below and end < len(chunks) and _go_together(chunks[end - 1], chunks[end]):
            end += 1
        is_whole = all(_go_together(chunks[start], one) for one in chunks[start:end])
        return (start, end) if is_whole else self._widened(start, end)

    def _neighbours(self, start: int, end: int) -> tuple[int, int]:
        """The same and the chunk on either side: a class that stands below with all its members."""
        chunks = self._chunks
        if start and _go_together(chunks[start - 1], chunks[start]):
            start -= 1
        if end < len(chunks) and chunks[end].frame == chunks[start].frame:
            return self._widened(start, end + 1) if chunks[end].is_edge else (start, end + 1)
        return start, end

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """The same with the whole of the long classes that they are parts of."""
        chunks = self._chunks
        while start and chunks[start].owner is not None and chunks[start - 1].owner is chunks[start].owner:
            start -= 1
        while (
            end < len(chunks)
            and chunks[end - 1].owner is not None
            and chunks[end].owner is chunks[end - 1].owner
        ):
            end += 1
        return start, end

    def _reread(self, start: int, end: int, grown: int) -> list[Chunk] | None:
        """The chunks of the lines that some chunks have become; none when they do not fit where they stand."""
        above = sum(chunk.lines for chunk in self._chunks[:start])
        size = sum(chunk.lines for chunk in self._chunks[start:end]) + grown
        lines = self._lines[above : above + size]
        one = self._chunks[start]
        if all(_go_together(one, each) for each in self._chunks[start:end]):
            return read_chunks(lines, one.frame, one.owner, self.language, self._budget)
        return self._read(lines)

    def _read(self, lines: Sequence[str]) -> list[Chunk] | None:
        return read_chunks(lines, NO_FRAME, None, self.language, self._budget)


def _go_together(one: Chunk, other: Chunk) -> bool:
    """Whether two chunks stand in the same place, so that they can be read as one."""
    return one.owner is other.owner and one.frame == other.frame and not one.is_edge and not other.is_edge


def _is_broken(chunks: Iterable[Chunk]) -> bool:
    return any(chunk.is_broken for chunk in chunks)


def _has_stop(chunks: Sequence[Chunk]) -> bool:
    return any(piece.text == STOP for chunk in chunks[:-1] for piece in chunk.pieces)


def _shown(
    lines: Sequence[str], chunks: Sequence[Chunk], wanted: dict[Key, int], changed: range
) -> tuple[list[Piece], str]:
    """The pieces of the wanted chunks and their text, with all other lines empty.

    Of equal chunks those among the changed ones count, and of them the last.
    """
    texts = {text for _, text in wanted}
    places = [0, *accumulate(chunk.lines for chunk in chunks)]
    numbers: list[int] = []
    alike = [at for at, chunk in enumerate(chunks) if chunk.text in texts]
    for number in sorted(alike, key=lambda at: (at in changed, at), reverse=True):
        key = chunks[number].key
        if wanted.get(key, 0) > 0:
            wanted[key] -= 1
            numbers.append(number)
    found: list[Piece] = []
    shown: list[str] = []
    reached = 0
    for number in sorted(numbers):
        start, end = places[number], places[number + 1]
        found += [lower(piece, start) for piece in chunks[number].pieces]
        shown += ["\n" * (start - reached), *lines[start:end]]
        reached = end
    return found, "".join([*shown, "\n" * (len(lines) - reached)])
