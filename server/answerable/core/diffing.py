"""Differences between two texts: changed line blocks, and the tokens that survive inside one.

A token is a word, or one character that is neither a word nor whitespace. Whitespace is no token: it carries no
authorship, so reindenting and rewrapping change nothing here.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from answerable.core.alignment import Block, align, kept

__all__ = ["Block", "Token", "added_lines", "diff_lines", "is_word", "match_tokens", "tokens", "word_count"]

#: Scripts written without blanks between words: each character is a word of its own.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")

#: Words that stand in unrelated lines all the time: alone they do not show that a line descends from another.
_COMMON: Final = frozenset(
    ["and", "as", "async", "await", "begin", "bool", "boolean", "break", "case", "catch", "char", "class", "const", "continue", "def", "default", "del", "do", "elif", "else", "end", "enum", "except", "export", "extends", "false", "final", "finally", "float", "fn", "for", "from", "func", "function", "get", "if", "impl", "import", "in", "int", "interface", "is", "lambda", "let", "list", "long", "match", "mut", "new", "nil", "none", "not", "null", "of", "or", "pass", "print", "private", "protected", "pub", "public", "raise", "return", "select", "self", "set", "static", "str", "string", "struct", "super", "switch", "then", "this", "throw", "true", "try", "type", "undefined", "use", "val", "var", "void", "where", "while", "with", "yield"]
)


class Token(NamedTuple):
    """The half-open character range of one token."""

    start: int
    end: int


def diff_lines(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The changed blocks of lines that turn `old` into `new`: half-open, in order, never touching each other."""
    return align(old, new)


def added_lines(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """The 0-based indexes of the lines of `new` that `old` does not have, as `git diff` would count them."""
    return [index for block in diff_lines(old, new) for index in range(block.new_start, block.new_end)]


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, in order."""
    return [Token._make(match.span()) for match in _TOKEN.finditer(text)]


def word_count(text: str) -> int:
    """How many word tokens `text` has."""
    return sum(1 for _ in _WORD.finditer(text))


def is_word(token: str) -> bool:
    """Whether a token is a word rather than punctuation."""
    return token[0].isalnum() or token[0] == "_"


def match_tokens(old: str, new: str) -> list[tuple[int, int, int]]:
    """The runs of tokens of `old` that survive in `new`: (index in `tokens(old)`, in `tokens(new)`, length).

    Equal tokens alone are not enough: `(` and `,` align in any two lines. A run survives when a telling word
    ties it, and otherwise a token survives only between two lines that have about half of their words in common.
    """
    sides = _Side(old), _Side(new)
    runs = kept(align(sides[0].words, sides[1].words, anchors_first=True), len(sides[0].words))
    return _Kinship(sides[0], sides[1], runs).surviving()


class _Side:
    """One side of a comparison: its tokens as text, and the line of each."""

    def __init__(self, text: str) -> None:
        self.words = _TOKEN.findall(text)
        self.text = text

    def lines(self) -> list[int]:
        """The line number of every token."""
        numbers: list[int] = []
        line = at = 0
        for match in _TOKEN.finditer(self.text):
            line += len(_ENDING.findall(self.text, at, match.start()))
            at = match.start()
            numbers.append(line)
        return numbers


_ENDING: Final = re.compile(r"\r\n|\r|\n")


class _Kinship:
    """Which equal runs between two sides are more than chance."""

    def __init__(self, old: _Side, new: _Side, runs: Sequence[tuple[int, int, int]]) -> None:
        self.old, self.new, self.runs = old, new, runs
        self._count_old, self._count_new = Counter(old.words), Counter(new.words)

    def surviving(self) -> list[tuple[int, int, int]]:
        """The runs, and the parts of runs, that survive."""
        tied = [run for run in self.runs if self._tied(run)]
        if len(tied) == len(self.runs):
            return tied
        lines = _Lines(self.old, self.new, self.runs)
        found: list[tuple[int, int, int]] = []
        for run in self.runs:
            found.extend([run] if self._tied(run) else lines.kin_parts(run))
        return found

    def _tied(self, run: tuple[int, int, int]) -> bool:
        """Whether the run holds a telling word that is unique on both sides, or two telling words."""
        telling = [word for word in self.old.words[run[0] : run[0] + run[2]] if _is_telling(word)]
        return len(telling) > 1 or any(
            self._count_old[word] == 1 and self._count_new[word] == 1 for word in telling
        )


class _Lines:
    """How many words two lines share."""

    def __init__(self, old: _Side, new: _Side, runs: Sequence[tuple[int, int, int]]) -> None:
        self._old_line, self._new_line = old.lines(), new.lines()
        self._old_words = _words_per_line(old, self._old_line)
        self._new_words = _words_per_line(new, self._new_line)
        self._shared: Counter[tuple[int, int]] = Counter()
        self._old_shared: Counter[int] = Counter()
        self._new_shared: Counter[int] = Counter()
        for old_at, new_at, length in runs:
            for step in range(length):
                if is_word(old.words[old_at + step]):
                    one, two = self._old_line[old_at + step], self._new_line[new_at + step]
                    self._shared[one, two] += 1
                    self._old_shared[one] += 1
                    self._new_shared[two] += 1
        total = self._old_words.total(), self._new_words.total()
        self._alike = 2 * self._shared.total() >= max(total)

    def kin_parts(self, run: tuple[int, int, int]) -> list[tuple[int, int, int]]:
        """The parts of a run that lie between lines that are kin."""
        old_at, new_at, length = run
        return [
            (old_at + step, new_at + step, 1)
            for step in range(length)
            if self._kin(self._old_line[old_at + step], self._new_line[new_at + step])
        ]

    def _kin(self, one: int, two: int) -> bool:
        """Two lines that share half of their words, or of which half of the words survived anywhere (rewrapping)."""
        words = self._old_words[one] + self._new_words[two]
        if words and 4 * self._shared[one, two] >= words:
            return True
        return self._survives(self._old_words[one], self._old_shared[one]) and self._survives(
            self._new_words[two], self._new_shared[two]
        )

    def _survives(self, words: int, shared: int) -> bool:
        return 2 * shared >= words if words else self._alike


def _words_per_line(side: _Side, lines: Sequence[int]) -> Counter[int]:
    return Counter(line for word, line in zip(side.words, lines, strict=True) if is_word(word))


def _is_telling(token: str) -> bool:
    """Whether a token says something about the line it stands in: not a keyword, a number or one Latin letter."""
    if not is_word(token) or token.isdigit() or token.lower() in _COMMON:
        return False
    return len(token) > 1 or not token.isascii()
