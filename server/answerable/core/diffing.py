"""Differences between two texts: changed line blocks, and the tokens that survive inside one."""

from collections.abc import Sequence

from answerable.core.alignment import Block, align
from answerable.core.kinship import survivors
from answerable.core.sliding import slide
from answerable.core.words import Token, is_word, tokens, word_count

__all__ = ["Block", "Token", "added_lines", "diff_lines", "is_word", "match_tokens", "tokens", "word_count"]


def diff_lines(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The changed blocks of lines that turn `old` into `new`: half-open, in order, never touching each other."""
    return slide(old, new, align(old, new))


def added_lines(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """The 0-based indexes of the lines of `new` that `old` does not have, as `git diff` would count them."""
    return [index for block in diff_lines(old, new) for index in range(block.new_start, block.new_end)]


def match_tokens(old: str, new: str) -> list[tuple[int, int, int]]:
    """The runs of tokens of `old` that survive in `new`: (index in `tokens(old)`, in `tokens(new)`, length).

    Equal tokens alone are not enough, see `kinship`.
    """
    return survivors(old, new)
