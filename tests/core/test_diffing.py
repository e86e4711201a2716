"""Line blocks and surviving tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.diffing import added_lines, match_tokens, tokens, word_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \t\n", []),
        ("foo(a, 1)", ["foo", "(", "a", ",", "1", ")"]),
        ("snake_case+=é", ["snake_case", "+", "=", "é"]),
        ("数える", ["数", "え", "る"]),
        ("x\u2028y\x0cz", ["x", "y", "z"]),
        ("👩‍💻ok", ["👩", "\u200d", "💻", "ok"]),
    ],
    ids=ascii,
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokens(text)] == expected


@given(st.text())
def test_tokens_cover_everything_but_whitespace(text: str) -> None:
    found = tokens(text)
    assert "".join(text[start:end] for start, end in found) == "".join(text.split())
    assert word_count(text) <= len(found)


def test_added_lines() -> None:
    assert added_lines(["a\n", "b\n"], ["a\n", "x\n", "b\n", "y\n"]) == [1, 3]
    assert added_lines([], ["a\n"]) == [0]
    assert added_lines(["a\n"], []) == []


def check_survivors(old: str, new: str, expected: str) -> None:
    """`expected` is `new` with every token that does not survive replaced by `_` for each character."""
    kept = {
        number for _, new_at, length in match_tokens(old, new) for number in range(new_at, new_at + length)
    }
    shown = list(new)
    for number, (start, end) in enumerate(tokens(new)):
        if number not in kept:
            shown[start:end] = "_" * (end - start)
    assert "".join(shown) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # One token changed: the rest survives, punctuation too.
        ("x = 1", "x = 2", "x = _"),
        ("foo(a)", "foo(b)", "foo(_)"),
        ("i += 1", "i -= 1", "i _= 1"),
        # A rewritten line keeps nothing, although punctuation and keywords align.
        ("result = compute(a, b)", "total = fetch(url, timeout)", "_____ _ __________ ________"),
        ("return compute(a)", "return fetch(url, timeout)", "______ __________ ________"),
        ("return None", "if result is None:", "__ ______ __ _____"),
        # Wrapping and unwrapping keep everything; a trailing comma is new.
        ("f(a, b)", "f(\n    a,\n    b,\n)", "f(\n    a,\n    b_\n)"),
        ("f(\n    a,\n    b,\n)", "f(a, b)", "f(a, b)"),
        # A telling word survives on its own.
        ("load(path)", "open_all(path, mode)", "________(path_ _____"),
    ],
)
def test_survivors(old: str, new: str, expected: str) -> None:
    check_survivors(old, new, expected)


@given(st.text(alphabet="ab( \n"), st.text(alphabet="ab( \n"))
def test_matched_tokens_are_equal_and_in_order(old: str, new: str) -> None:
    one = [old[start:end] for start, end in tokens(old)]
    two = [new[start:end] for start, end in tokens(new)]
    at = (0, 0)
    for old_at, new_at, length in match_tokens(old, new):
        assert old_at >= at[0]
        assert new_at >= at[1]
        assert one[old_at : old_at + length] == two[new_at : new_at + length]
        at = (old_at + length, new_at + length)
