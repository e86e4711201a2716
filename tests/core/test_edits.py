"""Minimal edits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.edits import minimise

texts = st.text(alphabet="ab\r\n", max_size=20)


@pytest.mark.parametrize(
    ("removed", "inserted", "expected"),
    [
        ("", "", (0, 0)),
        ("same", "same", (4, 0)),
        ("aXb", "aYb", (1, 1)),
        ("aa", "aaa", (2, 0)),
        ("foo", "far", (1, 0)),
        ("a\r\nb", "a\rb", (1, 1)),
        ("a\r\nb", "a\nb", (1, 1)),
        ("a\r", "a\r\n", (1, 0)),
        ("\r\nb", "\nb", (0, 1)),
        ("x" * 10_000 + "1" + "y" * 10_000, "x" * 10_000 + "2" + "y" * 10_000, (10_000, 10_000)),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_minimise(removed: str, inserted: str, expected: tuple[int, int]) -> None:
    assert minimise(removed, inserted) == expected


def splits(text: str, at: int) -> bool:
    """Whether a cut at `at` goes through a CRLF."""
    return text[at - 1 : at + 1] == "\r\n" if at else False


@given(texts, texts, texts, texts)
def test_minimise_trims_all_that_is_common(head: str, removed: str, inserted: str, tail: str) -> None:
    old, new = head + removed + tail, head + inserted + tail
    prefix, suffix = minimise(old, new)
    assert old[:prefix] == new[:prefix]
    assert old[len(old) - suffix :] == new[len(new) - suffix :]
    assert prefix + suffix <= min(len(old), len(new))
    for text in (old, new):
        assert not splits(text, prefix)
        assert not splits(text, len(text) - suffix)
    # Nothing is left to trim, except where that would cut a line ending in two.
    one, two = old[prefix : len(old) - suffix], new[prefix : len(new) - suffix]
    if one and two:
        assert one[0] != two[0] or one[0] == "\r"
        assert one[-1] != two[-1] or one[-1] == "\n"
