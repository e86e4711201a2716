"""Lines are found again by their hashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.anchors import line_hash, relocate

texts = st.lists(
    st.sampled_from(["}", "", "return None", "a = 1", "b = 2", "call(one, two)", "  call(one, two)"])
)


@pytest.mark.parametrize(
    "line", ["x = 1\n", "  x=1\r\n", "x\t=\u2003 1\r", "x\x0c = 1", "\u2028x = 1"], ids=ascii
)
def test_whitespace_does_not_change_a_hash(line: str) -> None:
    assert line_hash(line) == line_hash("x = 1")


def test_hash_is_stable_and_takes_lone_surrogates() -> None:
    assert line_hash("x = 1") == "872029319473e2c4"
    assert len(line_hash("\ud800\udc80")) == 16


def check_relocate(recorded: str, now: str, expected: list[int | None]) -> None:
    """Lines are written as words, one a line, `/` between lines."""
    hashes = [line_hash(line) for line in recorded.split("/")]
    assert relocate(hashes, now.split("/")) == expected


@pytest.mark.parametrize(
    ("recorded", "now", "expected"),
    [
        ("a one/b two", "a one/b two", [0, 1]),
        ("a one/b two", "new/  a  one/new/b two", [1, 3]),
        ("a one/b two", "b two", [None, 0]),
        ("a one/}/b two/}", "x/a one/}/y/b two/}", [1, 2, 4, 5]),
        # Out of order: only a telling line that is unique on both sides.
        ("a b c/d e f", "d e f/a b c", [1, 0]),
        ("}/d e f/g h i", "d e f/g h i/}", [None, 0, 1]),
        ("a b c/d e f/g h i", "g h i/d e f/a b c", [2, 1, 0]),
        ("", "", [0]),
    ],
)
def test_relocate(recorded: str, now: str, expected: list[int | None]) -> None:
    check_relocate(recorded, now, expected)


@given(texts, texts)
def test_relocated_lines_have_the_hash_and_are_taken_once(recorded: list[str], now: list[str]) -> None:
    hashes = [line_hash(line) for line in recorded]
    places = relocate(hashes, now)
    found = [place for place in places if place is not None]
    assert len(found) == len(set(found))
    assert all(
        line_hash(now[place]) == value
        for value, place in zip(hashes, places, strict=True)
        if place is not None
    )


@given(texts)
def test_unchanged_text_relocates_to_itself(lines: list[str]) -> None:
    assert relocate([line_hash(line) for line in lines], lines) == list(range(len(lines)))
