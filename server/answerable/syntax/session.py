"""One document while it is edited: an edit costs the chunk it is in, not the file.

tree-sitter's own incremental parsing takes 5 to 20 ms for one edit of 10,000 lines of Python and hardly reuses
anything in shell scripts. A chunk (what begins at the start of a line at the top of the file) parses alone in less
than one. An edit that unbalances a bracket or a quote stays inside its chunk, which is what its author means too;
when a second chunk is broken, the whole text is parsed again.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

import tree_sitter

from answerable.core.facts import Fact, shifted
from answerable.core.finding import Finding
from answerable.core.needles import worth_analysing
from answerable.core.risk import FilePair
from answerable.core.rules import Rule
from answerable.syntax.analyser import BUDGET, LIMIT, Analysed, Analyser, conclude
from answerable.syntax.comparison import contrast
from answerable.syntax.documents import placed_pieces
from answerable.syntax.languages import Language, language_of
from answerable.syntax.parsing import parse, source_bytes
from answerable.syntax.pieces import Piece, code_piece
from answerable.syntax.units import split

__all__ = ["Session"]

_Key = tuple[str, bytes]
#: Readers of structured documents whose texts fall into chunks; code has none.
_CHUNKED: Final = frozenset({"", "hcl"})


class _Chunk(NamedTuple):
    """`size` bytes and `lines` line breaks of a text; the lines of its pieces count from its first."""

    size: int
    lines: int
    is_broken: bool
    pieces: tuple[Piece, ...]


class Session:
    """The findings of one document against a fixed old text, after every edit.

    They are those that `Analyser` gives for the two texts, except that a text with a broken chunk is read chunk
    by chunk. SQL is compared whole.
    """

    def __init__(
        self, path: str, old: str, rules: Sequence[Rule] | None = None, budget: float = BUDGET
    ) -> None:
        self._path = path
        self._old = old
        self._rules = rules
        self._budget = budget
        self._whole = Analyser(rules, budget)
        self._state: _State | None = None

    def findings(self, text: str) -> tuple[Sequence[Finding], Sequence[str]]:
        """The findings of turning the old text into `text`, and what could not be looked at."""
        language = language_of(self._path, text)
        if (
            language is None
            or not language.module
            or language.reader not in _CHUNKED
            or max(len(text), len(self._old)) > LIMIT
        ):
            return self._whole(self._path, self._old, text)
        if self._state is None:
            self._state = _State(language, self._budget)
            self._state.begin(_source(self._old))
        state = self._state
        # Every edit is taken, also one that cannot matter: what lags behind would make the next one dear.
        if not state.update(_source(text)):
            self._state = None
            return [], [f"{self._path} was not analysed: parsing it takes longer than {self._budget:g} s"]
        if not worth_analysing(self._path, self._old, text):
            return [], []
        pair = FilePair(self._path, self._old, text)
        delta = contrast(pair, language, *state.dirty_facts())
        problems: list[str] = []
        return conclude([Analysed(pair, language, delta)], self._rules, problems), problems


class _State:
    """The chunks of a document, and by how much each piece outnumbers the old text's."""

    def __init__(self, language: Language, budget: float) -> None:
        self._language = language
        self._budget = budget
        self._source = b""
        self._chunks: list[_Chunk] = []
        self._old: dict[_Key, list[Piece]] = defaultdict(list)
        self._balance: dict[_Key, int] = {}
        self._facts: dict[_Key, tuple[Fact, ...]] = {}

    def begin(self, source: bytes) -> None:
        """Take the text that edits are compared with. One that cannot be parsed in time has no pieces."""
        self._source = source
        self._chunks = self._read(source) or [_Chunk(len(source), source.count(b"\n"), True, ())]
        for line, chunk in self._lines():
            for piece in chunk.pieces:
                self._old[_key(piece)].append(_lower(piece, line))

    def update(self, source: bytes) -> bool:
        """Go on to a new text; false when parsing it takes too long: this state is then spoilt."""
        start, old_end, new_end = _difference(self._source, source)
        if start == old_end == new_end:
            return True
        starts = list(accumulate((chunk.size for chunk in self._chunks), initial=0))
        # At the very start of a chunk an edit may join it to the one above.
        first = max(0, bisect_right(starts, start - 1, hi=len(self._chunks)) - 1)
        last = min(len(self._chunks), bisect_right(starts, old_end))
        grown = new_end - old_end
        made = self._read(source[starts[first] : starts[last] + grown])
        others_broken = any(chunk.is_broken for chunk in (*self._chunks[:first], *self._chunks[last:]))
        if made is None or (others_broken and any(chunk.is_broken for chunk in made)):
            first, last, made = 0, len(self._chunks), self._read(source)
        if made is None:
            return False
        self._count(self._chunks[first:last], -1)
        self._count(made, 1)
        self._chunks[first:last] = made
        self._source = source
        return True

    def dirty_facts(self) -> tuple[list[Fact], list[Fact]]:
        """The facts of the pieces that only the old, and only the new text has."""
        before: list[Fact] = []
        found: list[list[Fact]] = []
        wanted = {key: surplus for key, surplus in self._balance.items() if surplus > 0}
        for key, surplus in self._balance.items():
            for piece in self._old[key][surplus:] if surplus < 0 else ():
                before += shifted(self._known(key, piece), piece.line)
        # Of equal pieces the last ones are new, as in `comparison.dirty`.
        for line, chunk in reversed(list(self._lines())) if wanted else ():
            for piece in reversed(chunk.pieces):
                key = _key(piece)
                if wanted.get(key, 0) > 0:
                    wanted[key] -= 1
                    found.append(shifted(self._known(key, piece), piece.line + line))
        return before, [fact for facts in reversed(found) for fact in facts]

    def _read(self, source: bytes) -> list[_Chunk] | None:
        tree = parse(source, self._language, budget=self._budget)
        if tree is None:
            return None
        found = self._pieces(tree.root_node, source)
        chunks: list[_Chunk] = []
        marks = [*_marks(tree.root_node), (len(source), source.count(b"\n"), False)]
        at = 0
        for (start, line, is_broken), (end, end_line, _) in pairwise(marks):
            pieces = []
            while at < len(found) and found[at][0] < end:
                pieces.append(_lower(found[at][1], -line))
                at += 1
            chunks.append(_Chunk(end - start, end_line - line, is_broken, tuple(pieces)))
        return chunks

    def _pieces(self, root: tree_sitter.Node, source: bytes) -> list[tuple[int, Piece]]:
        """The pieces of a parsed text, each with its first byte."""
        if self._language.reader:
            return placed_pieces(root, source)
        return [
            (unit.start, code_piece(unit, source, self._language)) for unit in split(root, self._language)
        ]

    def _lines(self) -> Iterable[tuple[int, _Chunk]]:
        return zip(accumulate((chunk.lines for chunk in self._chunks), initial=0), self._chunks, strict=False)

    def _known(self, key: _Key, piece: Piece) -> tuple[Fact, ...]:
        facts = self._facts.get(key)
        if facts is None:
            facts = self._facts[key] = piece.facts()
        return facts

    def _count(self, chunks: Iterable[_Chunk], by: int) -> None:
        balance = self._balance
        for chunk in chunks:
            for piece in chunk.pieces:
                key = _key(piece)
                total = balance.get(key, 0) + by
                if total:
                    balance[key] = total
                else:
                    balance.pop(key, None)


def _marks(root: tree_sitter.Node) -> list[tuple[int, int, bool]]:
    """Where chunks begin: (byte, line, whether what stands there is broken); the first is the start of the text."""
    marks = [(0, 0, False)]
    # The blocks of HCL stand in one node below the root.
    top = (
        root.named_children[0]
        if root.named_child_count == 1 and root.named_children[0].type == "body"
        else root
    )
    for child in top.children:
        row, column = child.start_point
        if column == 0 and child.start_byte > 0 and child.is_named:
            marks.append((child.start_byte, row, False))
        if child.has_error:
            marks[-1] = (*marks[-1][:2], True)
    return marks


def _source(text: str) -> bytes:
    return source_bytes(text.replace("\r\n", "\n"))


def _key(piece: Piece) -> _Key:
    return piece.scope, piece.text


def _lower(piece: Piece, lines: int) -> Piece:
    return piece._replace(line=piece.line + lines, end_line=piece.end_line + lines) if lines else piece


def _difference(old: bytes, new: bytes) -> tuple[int, int, int]:
    """Where two sources differ: (start, end in the old, end in the new), half-open."""
    shorter = min(len(old), len(new))
    start = _common(shorter, lambda length: old[:length] == new[:length])
    kept = _common(shorter - start, lambda length: length == 0 or old[-length:] == new[-length:])
    return start, len(old) - kept, len(new) - kept


def _common(limit: int, holds: Callable[[int], bool]) -> int:
    """The greatest length up to `limit` for which `holds`, which holds for all lengths below one that does."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
