"""Arithmetic of runs: whose characters are whose, without a word about what an origin means.

*Pieces* are runs in the making: (length in characters, origin), where neighbours may still be equal.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from answerable.core.origin import UNKNOWN, Origin
from answerable.core.text import Runs

__all__ = ["Piece", "compressed", "grouped", "mapped", "moved_to", "per_line", "printed", "settled", "zipped"]

Piece = tuple[int, Origin]

_BLANK: Final = re.compile(r"\s*")
_PRINT: Final = re.compile(r"\S+")


def compressed(pieces: Iterable[Piece]) -> list[Piece]:
    """`pieces` with equal neighbours joined and empty ones left out."""
    result: list[Piece] = []
    for length, origin in pieces:
        if result and result[-1][1] == origin:
            result[-1] = (result[-1][0] + length, origin)
        elif length:
            result.append((length, origin))
    return result


def settled(line: str, pieces: Sequence[Piece]) -> Runs:
    """The runs of `line` with its whitespace given away: to the text before it, else to the text after it.

    Whitespace carries no authorship, so this form depends only on who the other characters came from. The
    runs of a blank line are one run of `UNKNOWN`.
    """
    starts: list[tuple[int, Origin]] = []
    at = 0
    for length, origin in pieces:
        match = _BLANK.match(line, at)
        start = match.end() if match else at
        at += length
        if start < at and not (starts and starts[-1][1] == origin):
            starts.append((start, origin))
    if not starts:
        return ((len(line), UNKNOWN),) if line else ()
    ends = [start for start, _ in starts[1:]]
    begins = [0, *ends]
    return tuple(
        (end - begin, origin)
        for begin, end, (_, origin) in zip(begins, [*ends, len(line)], starts, strict=True)
    )


def per_line(lines: Sequence[str], pieces: Iterable[Piece]) -> list[list[Piece]]:
    """`pieces`, which cover all of `lines`, cut at the line boundaries."""
    result: list[list[Piece]] = []
    supply = iter(pieces)
    left, origin = 0, UNKNOWN
    for line in lines:
        wanted = len(line)
        own: list[Piece] = []
        while wanted:
            while not left:
                left, origin = next(supply)
            taken = min(left, wanted)
            own.append((taken, origin))
            left -= taken
            wanted -= taken
        result.append(own)
    return result


def printed(line: str, pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` with lengths in characters that are not whitespace, joined where equal; empty for a blank line."""
    if len(pieces) == 1:
        count = len("".join(line.split()))
        return [(count, pieces[0][1])] if count else []
    counts: list[Piece] = []
    at = 0
    for length, origin in pieces:
        counts.append((len("".join(line[at : at + length].split())), origin))
        at += length
    return compressed(counts)


def moved_to(line: str, print_pieces: Sequence[Piece]) -> Runs:
    """The runs of `line` whose characters other than whitespace are covered by `print_pieces`, in order."""
    if len(print_pieces) == 1:
        return ((len(line), print_pieces[0][1]),)
    if not print_pieces:
        return ((len(line), UNKNOWN),) if line else ()
    words = _PRINT.finditer(line)
    word, passed = next(words), 0  # the present word, and the printing characters before it
    starts: list[int] = []
    at = 0
    for length, _ in print_pieces:
        while at - passed >= word.end() - word.start():
            passed += word.end() - word.start()
            word = next(words)
        starts.append(word.start() + at - passed if at else 0)
        at += length
    ends = [*starts[1:], len(line)]
    return tuple(
        (end - start, origin) for start, end, (_, origin) in zip(starts, ends, print_pieces, strict=True)
    )


def grouped(origins: Sequence[Origin]) -> list[Piece]:
    """Pieces from one origin per character."""
    return [(len(list(same)), origin) for origin, same in groupby(origins)]


def mapped(runs: Iterable[Piece], change: Callable[[Origin], Origin]) -> Runs:
    """`runs` with every origin changed."""
    return tuple(compressed((length, change(origin)) for length, origin in runs))


def zipped(first: Runs, second: Runs, choose: Callable[[Origin, Origin], Origin]) -> list[Piece]:
    """For each character what `choose` makes of its two origins; both cover the same line."""
    if len(first) == 1 and len(second) == 1:
        return [(first[0][0], choose(first[0][1], second[0][1]))]
    result: list[Piece] = []
    others = iter(second)
    left, other = 0, UNKNOWN
    for length, origin in first:
        wanted = length
        while wanted:
            if not left:
                left, other = next(others)
            taken = min(left, wanted)
            result.append((taken, choose(origin, other)))
            left -= taken
            wanted -= taken
    return result
