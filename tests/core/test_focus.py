"""A diff brought down to certain lines: what is shown is a difference, and the only ones are those that touch them."""

from hypothesis import given
from hypothesis import strategies as st

from answerable.core.diffing import diff_lines
from answerable.core.focus import focused
from answerable.core.text import split_lines

TEXTS = st.lists(st.sampled_from("abcdef"), max_size=14).map(lambda lines: "".join(f"{x}\n" for x in lines))


@given(TEXTS, TEXTS, st.lists(st.tuples(st.integers(1, 14), st.integers(0, 3)), max_size=3))
def test_only_changes_that_touch_the_lines_are_left(old, new, starts):
    ranges = [(first, first + more) for first, more in starts]
    wanted = {line for first, last in ranges for line in range(first, last + 1)}
    before = split_lines(focused(old, new, ranges))
    expected, shift = split_lines(new), 0
    for block in diff_lines(split_lines(old), split_lines(new)):
        at = [*range(block.new_start + 1, block.new_end + 1)] or [block.new_start + 1]
        if wanted & set(at):
            removed = split_lines(old)[block.old_start : block.old_end]
            expected[block.new_start + shift : block.new_end + shift] = removed
            shift += len(removed) - (block.new_end - block.new_start)
    assert before == expected


def test_an_edit_elsewhere_is_not_shown():
    old, new = "a\nb\nc\nd\n", "A\nb\nc\nD\nE\n"
    assert focused(old, new, [(4, 4)]) == "A\nb\nc\nd\n"
    assert focused(old, new, []) == new
    assert focused(old, new, [(1, 5)]) == old
