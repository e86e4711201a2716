"""Columns, against Python's own codecs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.positions import Encoding, from_column, printable_length, to_column

#: Letters of one to four UTF-8 bytes, halves of surrogate pairs, a combining mark, and all line endings.
bodies = st.text(alphabet="aé€😀\U0010ffff\ud83d\ude00\u0301\u2028\x0c")
lines = st.builds("{}{}".format, bodies, st.sampled_from(["", "\n", "\r", "\r\n"]))
encodings = st.sampled_from(Encoding)


def units(text: str, encoding: Encoding) -> int:
    """How many units a text has, the plain way."""
    if encoding is Encoding.UTF32:
        return len(text)
    name, size = {Encoding.UTF16: ("utf-16-le", 2), Encoding.UTF8: ("utf-8", 1)}[encoding]
    return sum(len(char.encode(name, "surrogatepass")) // size for char in text)


@given(lines, encodings)
def test_every_column_goes_there_and_back(line: str, encoding: Encoding) -> None:
    for column in range(printable_length(line) + 1):
        there = from_column(line, column, encoding)
        assert there == units(line[:column], encoding)
        assert to_column(line, there, encoding) == column


@given(lines, encodings, st.integers(-3, 100))
def test_any_number_of_units_finds_a_column(line: str, encoding: Encoding, asked: int) -> None:
    column = to_column(line, asked, encoding)
    last = printable_length(line)
    starts = [units(line[:at], encoding) for at in range(last + 1)]
    assert column == max(at for at in range(last + 1) if starts[at] <= max(asked, 0))


@pytest.mark.parametrize(
    ("line", "encoding", "asked", "expected"),
    [
        ("ab\n", Encoding.UTF16, 99, 2),
        ("ab\r\n", Encoding.UTF32, 3, 2),
        ("é\r", Encoding.UTF8, 9, 1),
        ("", Encoding.UTF16, 5, 0),
        ("😀b", Encoding.UTF16, 1, 0),
        ("😀b", Encoding.UTF16, 2, 1),
        ("😀b", Encoding.UTF8, 3, 0),
        ("😀b", Encoding.UTF8, 4, 1),
        ("é😀", Encoding.UTF32, 1, 1),
    ],
)
def test_clamping_and_rounding(line: str, encoding: Encoding, asked: int, expected: int) -> None:
    assert to_column(line, asked, encoding) == expected


def test_column_past_the_end_counts_no_ending() -> None:
    assert from_column("😀\r\n", 99, Encoding.UTF16) == 2
    assert from_column("ab\n", -1, Encoding.UTF8) == 0
