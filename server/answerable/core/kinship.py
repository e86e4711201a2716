"""Kinship: which equal tokens of two texts are more than chance.

A token-level alignment matches every `(` and `,` it can, and so makes a completely rewritten line look half old.
Equal tokens count as survivors when a telling word ties them, or when the two lines they stand in have about half of
their words in common.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from answerable.core.alignment import align, kept
from answerable.core.text import split_lines
from answerable.core.words import is_telling, is_word, token_texts

__all__ = ["Run", "surviving_print", "survivors"]

#: A run of equal tokens: (index in the old tokens, index in the new tokens, length).
Run = tuple[int, int, int]


def survivors(old: str, new: str) -> list[Run]:
    """The runs of tokens of `old` that survive in `new`, in order."""
    return _surviving(_Side(old), _Side(new))


def surviving_print(old: str, new: str) -> list[Run]:
    """The same, counted in characters that are not whitespace."""
    one, two = _Side(old), _Side(new)
    old_at, new_at = one.offsets(), two.offsets()
    return [
        (old_at[start], new_at[place], old_at[start + length] - old_at[start])
        for start, place, length in _surviving(one, two)
    ]


class _Side:
    """One text: its tokens, the line of each, and the number of words of each line."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.lines: list[int] = []
        self.words: list[int] = []
        self.is_word = _Words()
        for number, line in enumerate(split_lines(text)):
            found = token_texts(line)
            self.tokens += found
            self.lines += [number] * len(found)
            self.words.append(sum(map(self.is_word.__getitem__, found)))
        self.counts = Counter(self.tokens)

    def offsets(self) -> list[int]:
        """Where each token begins, in characters that are not whitespace; and the end."""
        return [0, *accumulate(map(len, self.tokens))]


class _Words(dict[str, bool]):
    """Whether a token is a word, found out once."""

    def __missing__(self, token: str) -> bool:
        answer = self[token] = is_word(token)
        return answer


def _surviving(one: _Side, two: _Side) -> list[Run]:
    runs = kept(align(one.tokens, two.tokens, anchors_first=True), len(one.tokens))
    ties = _ties(one, two)
    tied = [_is_tied(one.tokens[start : start + length], ties) for start, _, length in runs]
    if all(tied):
        return runs
    lines = _Lines(one, two, runs)
    found: list[Run] = []
    for run, certain in zip(runs, tied, strict=True):
        found.extend([run] if certain else lines.kin_parts(run))
    return found


def _ties(one: _Side, two: _Side) -> dict[str, int]:
    """How strongly each telling word ties: 2 when it is unique on both sides, otherwise 1. Two suffice."""
    return {
        token: 2 if count == 1 and two.counts[token] == 1 else 1
        for token, count in one.counts.items()
        if token in two.counts and is_telling(token)
    }


def _is_tied(run: Sequence[str], ties: dict[str, int]) -> bool:
    return sum(ties.get(token, 0) for token in run) > 1


class _Lines:
    """How many words pairs of lines have in common."""

    def __init__(self, one: _Side, two: _Side, runs: Sequence[Run]) -> None:
        self._one, self._two = one, two
        pairs = [
            (one.lines[start + step], two.lines[place + step])
            for start, place, length in runs
            for step in range(length)
            if one.is_word[one.tokens[start + step]]
        ]
        self._shared = Counter(pairs)
        self._old = Counter(line for line, _ in pairs)
        self._new = Counter(line for _, line in pairs)
        self._alike = 2 * len(pairs) >= max(sum(one.words), sum(two.words))

    def kin_parts(self, run: Run) -> list[Run]:
        """The parts of a run that lie between lines that are kin."""
        start, place, length = run
        return [
            (start + step, place + step, 1)
            for step in range(length)
            if self._kin(self._one.lines[start + step], self._two.lines[place + step])
        ]

    def _kin(self, old: int, new: int) -> bool:
        """Two lines that share half of their words, or of which half of the words survived anywhere (rewrapping)."""
        old_words, new_words = self._one.words[old], self._two.words[new]
        if old_words + new_words and 4 * self._shared[old, new] >= old_words + new_words:
            return True
        return self._survives(old_words, self._old[old]) and self._survives(new_words, self._new[new])

    def _survives(self, words: int, shared: int) -> bool:
        """A line without words shares the fate of the text around it."""
        return 2 * shared >= words if words else self._alike
