"""Alignment against a quadratic oracle, and its bounds on hostile input."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from answerable.core.alignment import Block, align, increasing, kept
from answerable.core.diffing import diff_lines

words = st.lists(st.sampled_from("abcde"), max_size=30)


def check_alignment(old: Sequence[str], new: Sequence[str], blocks: Sequence[Block]) -> None:
    """Applying `blocks` to `old` gives `new`, and the blocks are in order, not empty and apart."""
    rebuilt: list[str] = []
    at = new_at = 0
    for number, block in enumerate(blocks):
        assert block.old_start - at == block.new_start - new_at
        assert number == 0 or block.old_start > at, "two blocks touch"
        assert block.old_end > block.old_start or block.new_end > block.new_start
        rebuilt += [*old[at : block.old_start], *new[block.new_start : block.new_end]]
        at, new_at = block.old_end, block.new_end
    assert [*rebuilt, *old[at:]] == list(new)


def longest_common(old: Sequence[str], new: Sequence[str]) -> int:
    """The length of a longest common subsequence, the textbook way."""
    row = [0] * (len(new) + 1)
    for one in old:
        before = row[:]
        for at, two in enumerate(new):
            row[at + 1] = before[at] + 1 if one == two else max(row[at], before[at + 1])
    return row[-1]


@given(words, words)
def test_blocks_rebuild_and_are_minimal(old: list[str], new: list[str]) -> None:
    blocks = align(old, new)
    check_alignment(old, new, blocks)
    assert sum(length for *_, length in kept(blocks, len(old))) == longest_common(old, new)


@given(words, words)
def test_anchored_blocks_rebuild(old: list[str], new: list[str]) -> None:
    check_alignment(old, new, align(old, new, anchors_first=True))


blank_words = st.lists(st.sampled_from(["a", "  b", "\tc", "", "\n", "    d"]), max_size=40)


@given(blank_words, blank_words)
def test_blocks_slid_as_git_does_rebuild_and_stay_minimal(old: list[str], new: list[str]) -> None:
    blocks = diff_lines(old, new)
    check_alignment(old, new, blocks)
    assert sum(length for *_, length in kept(blocks, len(old))) == longest_common(old, new)


@given(st.lists(st.integers(0, 20), unique=True))
def test_increasing_is_longest(values: list[int]) -> None:
    chain = increasing(list(enumerate(values)))
    assert all(a < b and x < y for (a, x), (b, y) in pairwise(chain))
    best = [1] * len(values)
    for at, value in enumerate(values):
        best[at] = 1 + max((best[i] for i in range(at) if values[i] < value), default=0)
    assert len(chain) == max(best, default=0)


def test_unique_elements_anchor_when_too_much_differs() -> None:
    old = [f"old {n}" if n % 2 else f"kept {n}" for n in range(4000)]
    new = [f"new {n}" if n % 2 else f"kept {n}" for n in range(4000)]
    # Common elements in a different order everywhere defeat the minimal search.
    shuffled = [*new[2000:], *new[:2000]]
    check_alignment(old, shuffled, align(old, shuffled))
    assert sum(length for *_, length in kept(align(old, shuffled), len(old))) >= 999


def test_hostile_repetition_ends_soon() -> None:
    old = ["a", "b"] * 20_000 + ["c"] * 20_000
    new = ["c"] * 20_000 + ["b", "a"] * 20_000
    check_alignment(old, new, align(old, new))
    check_alignment(old, new, align(old, new, anchors_first=True))
