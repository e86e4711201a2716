"""Transfer: an edit keeps the authorship of what it does not change.

Lines that are equal keep their runs; lines that differ in whitespace only keep the origin of every character;
lines that moved keep theirs; in what is left, tokens that survive keep their origin and the others are fresh.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final, NamedTuple

from answerable.core.alignment import Block, align, kept
from answerable.core.diffing import diff_lines
from answerable.core.kinship import surviving_print
from answerable.core.origin import Origin
from answerable.core.runs import Piece, grouped, moved_to, printed, settled
from answerable.core.text import Attributed, Runs, split_lines
from answerable.core.words import word_count

__all__ = ["transfer"]

#: A line with fewer words than this is not recognised in another place: `return None` is everywhere.
_MOVABLE_WORDS: Final = 3


def transfer(source: Attributed, text: str, fresh: Origin) -> Attributed:
    """`text` with the origins of what survives of `source`, and `fresh` for the rest."""
    lines = split_lines(text)
    blocks = diff_lines(source.lines, lines)
    if not blocks:
        return source
    runs: list[Runs | None] = [None] * len(lines)
    for old_at, new_at, length in kept(blocks, len(source.lines)):
        runs[new_at : new_at + length] = source.runs[old_at : old_at + length]
    rewriting = _Rewriting(source, lines, runs, fresh)
    gaps = [gap for block in _across_blanks(blocks, lines) for gap in rewriting.respace(block)]
    rewriting.move(gaps)
    for gap in gaps:
        rewriting.rewrite(gap)
    return Attributed(tuple(lines), tuple(run for run in runs if run is not None))


def _across_blanks(blocks: Sequence[Block], lines: Sequence[str]) -> list[Block]:
    """`blocks` with those joined that only blank lines separate: two equal blank lines prove nothing."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and not any(lines[at].strip() for at in range(last.new_end, block.new_start)):
            joined[-1] = Block(last.old_start, block.old_end, last.new_start, block.new_end)
        else:
            joined.append(block)
    return joined


class _Gap(NamedTuple):
    """Line numbers of the old and the new text between lines that were carried; blank lines are left out."""

    old: list[int]
    new: list[int]


class _Rewriting:
    """The changed blocks of one transfer; fills in `runs`, where `None` marks a line not yet decided."""

    def __init__(
        self, source: Attributed, lines: Sequence[str], runs: list[Runs | None], fresh: Origin
    ) -> None:
        self._source, self._lines, self._runs, self._fresh = source, lines, runs, fresh
        self._gone: set[int] = set()  # old lines whose text was found elsewhere

    def respace(self, block: Block) -> list[_Gap]:
        """Carry the lines of a block that differ in whitespace only; what is left, in gaps between those lines."""
        old = self._solid(self._source.lines, range(block.old_start, block.old_end))
        new = self._solid(self._lines, range(block.new_start, block.new_end))
        for at in range(block.new_start, block.new_end):
            self._runs[at] = None if at in new else settled(self._lines[at], ())
        gaps = align(list(old.values()), list(new.values()), anchors_first=True)
        old_lines, new_lines = list(old), list(new)
        for old_at, new_at, length in kept(gaps, len(old)):
            for step in range(length):
                self._carry(old_lines[old_at + step], new_lines[new_at + step])
        return [
            _Gap(old_lines[gap.old_start : gap.old_end], new_lines[gap.new_start : gap.new_end])
            for gap in gaps
        ]

    def move(self, gaps: Sequence[_Gap]) -> None:
        """Carry lines that were removed in one place and appear in another, each with its like neighbours."""
        old = self._solid(self._source.lines, chain.from_iterable(gap.old for gap in gaps))
        new = self._solid(self._lines, chain.from_iterable(gap.new for gap in gaps))
        if not old or not new:
            return
        unique_new = _once(new.items())
        for text, old_at in _once(old.items()).items():
            new_at = unique_new.get(text, -1)
            if old_at < 0 or new_at < 0 or word_count(self._lines[new_at]) < _MOVABLE_WORDS:
                continue
            for direction in (1, -1):
                one, two = old_at, new_at
                while one in old and two in new and old[one] == new[two]:
                    if self._runs[two] is None and one not in self._gone:
                        self._carry(one, two)
                        self._gone.add(one)
                    elif (one, two) != (old_at, new_at):
                        break
                    one += direction
                    two += direction

    def rewrite(self, gap: _Gap) -> None:
        """Carry the tokens that survive between the undecided lines of a gap."""
        old = [at for at in gap.old if at not in self._gone]
        new = [at for at in gap.new if self._runs[at] is None]
        if not new:
            return
        old_text = "".join(self._source.lines[at] for at in old)
        was = [printed(self._source.lines[at], self._source.runs[at]) for at in old]
        origins = _carried(
            old_text, chain.from_iterable(was), "".join(self._lines[at] for at in new), self._fresh
        )
        start = 0
        for at in new:
            line = self._lines[at]
            end = start + len("".join(line.split()))
            self._runs[at] = moved_to(line, grouped(origins[start:end]))
            start = end

    def _carry(self, old_at: int, new_at: int) -> None:
        """Let a new line have the origins of an old one with the same print."""
        line = self._lines[new_at]
        self._runs[new_at] = moved_to(line, printed(self._source.lines[old_at], self._source.runs[old_at]))

    @staticmethod
    def _solid(lines: Sequence[str], numbers: Iterable[int]) -> dict[int, str]:
        """What carries authorship of each of some lines: everything but whitespace. Blank lines are left out."""
        prints = ((at, "".join(lines[at].split())) for at in numbers)
        return {at: text for at, text in prints if text}


def _carried(old: str, pieces: Iterable[Piece], new: str, fresh: Origin) -> list[Origin]:
    """One origin per character of `new` that is not whitespace; `pieces` count those of `old`."""
    was: list[Origin] = []
    for length, origin in pieces:
        was += [origin] * length
    origins = [fresh] * len("".join(new.split()))
    if was:
        for old_at, new_at, length in surviving_print(old, new):
            origins[new_at : new_at + length] = was[old_at : old_at + length]
    return origins


def _once(lines: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Each text that occurs once, with its line; -1 for the others."""
    places: dict[str, int] = {}
    for at, text in lines:
        places[text] = -1 if text in places else at
    return places
