"""Which of the files that appeared is one that vanished."""

from collections.abc import Mapping
from typing import Final

from answerable.core.text import split_lines

__all__ = ["pair_renames"]

#: The share of lines that makes two files one: git's own default for renames (`git diff -M`).
_SIMILAR: Final = 0.5
#: Comparisons of contents that are made at most; identical files are always found.
_MOST_PAIRS: Final = 10_000

_Counts = dict[str, int]


def pair_renames(vanished: Mapping[str, str], appeared: Mapping[str, str]) -> dict[str, str]:
    """New path to old path. Both arguments map paths to texts; blank texts are never paired."""
    left = {path: text for path, text in vanished.items() if text.strip()}
    pairs: dict[str, str] = {}
    by_text: dict[str, str] = {text: path for path, text in left.items()}
    for path, text in appeared.items():
        old = by_text.pop(text, None)
        if old is not None:
            pairs[path] = old
            del left[old]
    unpaired = [path for path in appeared if path not in pairs]
    if len(unpaired) * len(left) > _MOST_PAIRS:
        return pairs
    counted = {path: _line_counts(text) for path, text in left.items()}
    for path in unpaired:
        counts = _line_counts(appeared[path])
        best = max(counted, key=lambda old: _similarity(counted[old], counts), default="")
        if best and _similarity(counted[best], counts) >= _SIMILAR:
            pairs[path] = best
            del counted[best]
    return pairs


def _similarity(first: _Counts, second: _Counts) -> float:
    """The share of the longer text's non-blank lines that both have, 0 to 1."""
    longest = max(sum(first.values()), sum(second.values()))
    shared = sum(min(count, second.get(line, 0)) for line, count in first.items())
    return shared / longest if longest else 0.0


def _line_counts(text: str) -> _Counts:
    counts: _Counts = {}
    for line in split_lines(text):
        bare = line.strip()
        if bare:
            counts[bare] = counts.get(bare, 0) + 1
    return counts
