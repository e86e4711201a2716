"""Lines end at LF, CRLF and CR only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.origin import TYPED
from answerable.core.text import content, split_lines, uniform

texts = st.text(alphabet="a\n\r\x0b\x0c\x1c\x85\u2028\u2029é😀")


def by_hand(text: str) -> list[str]:
    """The lines of a text, one character at a time."""
    lines = [""]
    for at, char in enumerate(text):
        lines[-1] += char
        if char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n"):
            lines.append("")
    return lines if lines[-1] else lines[:-1]


@given(texts)
def test_split_lines(text: str) -> None:
    assert split_lines(text) == by_hand(text)
    assert content(uniform(text, TYPED)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n", ["\n"]),
        ("a\r\nb\rc\n", ["a\r\n", "b\r", "c\n"]),
        ("\r\r\n\n", ["\r", "\r\n", "\n"]),
        ("a\x0cb\u2028c\x85d", ["a\x0cb\u2028c\x85d"]),
    ],
    ids=ascii,
)
def test_line_endings(text: str, expected: list[str]) -> None:
    assert split_lines(text) == expected
