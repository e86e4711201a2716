"""An independent oracle for tracking: every character that is ever inserted is unique.

Each one is then its own identity: whoever inserted a character first is its origin for ever, however often it is
moved, removed or brought back. Whitespace has no origin. None of the code under test is used here.
"""

import random
from collections.abc import Iterator

from answerable.core.origin import Origin


def fresh_characters() -> Iterator[str]:
    """Characters that are a word each, none of them twice."""
    for first, last in ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF)):
        yield from map(chr, range(first, last + 1))


class Oracle:
    """A text as a list of characters, and the origin of each character ever inserted."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.supply = fresh_characters()
        self.text = ""
        self.origins: dict[str, Origin] = {}

    def words(self, count: int, origin: Origin, blanks: str = "") -> str:
        """New text of `count` characters of this origin, mingled with some of `blanks`."""
        parts: list[str] = []
        for _ in range(count):
            char = next(self.supply)
            self.origins[char] = origin
            parts.append(char)
            if blanks and self.random.random() < 0.4:
                parts.append(self.blank(blanks))
        return "".join(parts)

    def blank(self, blanks: str) -> str:
        r"""One of `blanks`; a carriage return is now and then a whole `\r\n`."""
        char = self.random.choice(blanks)
        return self.random.choice(["\r", "\r\n"]) if char == "\r" else char

    def splice(self, start: int, end: int, new: str) -> None:
        """Replace the characters `start` to `end`."""
        self.text = self.text[:start] + new + self.text[end:]

    def offset(self) -> int:
        r"""A random place that is not inside a `\r\n`."""
        at = self.random.randint(0, len(self.text))
        return at - 1 if self.text[at - 1 : at + 1] == "\r\n" else at

    def span(self, longest: int) -> tuple[int, int]:
        """A random half-open range of at most about `longest` characters."""
        start = self.offset()
        end = min(start + self.random.randint(0, longest), len(self.text))
        return start, max(start, end - (self.text[end - 1 : end + 1] == "\r\n"))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, by walking the text."""
        line = column = 0
        for at, char in enumerate(self.text[:offset]):
            if char == "\n" or (char == "\r" and self.text[at + 1 : at + 2] != "\n"):
                line, column = line + 1, 0
            else:
                column += 1
        return line, column

    def line_spans(self) -> list[tuple[int, int]]:
        """The half-open range of each line, its ending included."""
        spans: list[tuple[int, int]] = []
        start = 0
        for at, char in enumerate(self.text):
            if char == "\n" or (char == "\r" and self.text[at + 1 : at + 2] != "\n"):
                spans.append((start, at + 1))
                start = at + 1
        if start < len(self.text):
            spans.append((start, len(self.text)))
        return spans

    def respaced(self, text: str) -> str:
        """`text` with its whitespace moved about, as a formatter might do it."""
        result: list[str] = []
        for char in text:
            kept = not char.isspace() or self.random.random() < 0.7
            if kept:
                result.append(char)
            if self.random.random() < 0.15:
                result.append(self.random.choice([" ", "\n", "\t", "    "]))
        return "".join(result)

    def expected(self) -> list[tuple[str, Origin]]:
        """Every character that is not whitespace with its origin."""
        return [(char, self.origins[char]) for char in self.text if not char.isspace()]
