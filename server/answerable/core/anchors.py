"""Anchors: lines known by a hash of their content, found again after the text around them changed."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from answerable.core.alignment import align, kept
from answerable.core.words import word_count

__all__ = ["line_hash", "relocate"]

#: A line with fewer words than this is not recognised out of order: `return None` is everywhere.
_MOVABLE_WORDS: Final = 3


def line_hash(line: str) -> str:
    """16 hex digits (BLAKE2b) of a line without its whitespace; the same however it is indented or ended."""
    # Lone surrogates reach us from editors and from undecodable bytes; they must hash, not raise.
    data = "".join(line.split()).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def relocate(hashes: Sequence[str], lines: Sequence[str]) -> list[int | None]:
    """For each recorded line hash, in order, the 0-based line that it is now; `None` when it is gone.

    Lines are aligned in sequence; what is left over is then found out of order if it is unique on both sides
    and has at least three words.
    """
    now = [line_hash(line) for line in lines]
    places: list[int | None] = [None] * len(hashes)
    taken = bytearray(len(now))
    for at, line, length in kept(align(hashes, now, anchors_first=True), len(hashes)):
        places[at : at + length] = range(line, line + length)
        taken[line : line + length] = b"\1" * length
    lost = [at for at, place in enumerate(places) if place is None]
    if lost:
        free = _once((now[line], line) for line in range(len(now)) if not taken[line])
        for value, at in _once((hashes[at], at) for at in lost).items():
            line = free.get(value, -1)
            if at >= 0 and line >= 0 and word_count(lines[line]) >= _MOVABLE_WORDS:
                places[at] = line
    return places


def _once(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Each hash that occurs once, with its number; -1 for the others."""
    places: dict[str, int] = {}
    for value, at in pairs:
        places[value] = -1 if value in places else at
    return places
