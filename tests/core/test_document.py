"""The open document against a plain string."""

from hypothesis import given
from hypothesis import strategies as st

from answerable.core.document import Document
from answerable.core.origin import TYPED, UNKNOWN
from answerable.core.positions import Place, Span
from answerable.core.runs import settled
from answerable.core.text import content, split_lines, uniform

pieces = st.text(alphabet="ab \r\n\u2028", max_size=8)
places = st.builds(Place, st.integers(-2, 8), st.integers(-2, 12))


def offset_of(text: str, place: Place) -> int:
    """The offset of a place that exists."""
    return sum(len(line) for line in split_lines(text)[: place.line]) + place.column


@given(pieces, st.lists(st.tuples(places, places, pieces), max_size=12))
def test_replacements(text: str, edits: list[tuple[Place, Place, str]]) -> None:
    document = Document(text, UNKNOWN)
    for one, two, new in edits:
        start, end = sorted([document.clamp(one), document.clamp(two)])
        begin, stop = offset_of(text, start), offset_of(text, end)
        span = Span(start, end)
        assert document.text_of(span) == text[begin:stop]
        assert sum(length for length, _ in document.pieces_of(span)) == stop - begin
        edit = document.replace(span, new, [(len(new), TYPED)] if new else [])
        assert (edit.start, edit.removed, edit.inserted) == (start, text[begin:stop], new)
        assert text[:begin].endswith(edit.before)
        assert text[stop:].startswith(edit.after)
        text = text[:begin] + new + text[stop:]
        assert document.lines == split_lines(text)
        assert document.runs == [
            settled(line, runs) for line, runs in zip(document.lines, document.runs, strict=True)
        ]
        assert content(document.snapshot()) == text


@given(pieces, places)
def test_clamp_finds_a_place_that_exists(text: str, place: Place) -> None:
    document = Document(text, UNKNOWN)
    found = document.clamp(place)
    assert document.clamp(found) == found
    assert Place(0, 0) <= found <= document.end()
    assert offset_of(text, document.end()) == len(text)


def test_a_line_feed_joins_the_carriage_return_before_it() -> None:
    document = Document("a\rb", UNKNOWN)
    document.replace(Span(Place(1, 0), Place(1, 0)), "\n", [(1, TYPED)])
    assert document.lines == ["a\r\n", "b"]
    document.replace(Span(Place(1, 0), Place(1, 1)), "\r", [(1, TYPED)])
    assert document.lines == ["a\r\n", "\r"]
    document.replace(Span(Place(2, 0), Place(2, 0)), "\nc", [(2, TYPED)])
    assert document.lines == ["a\r\n", "\r\n", "c"]
    document.replace(Span(Place(1, 0), Place(1, 0)), "x\r", [(2, TYPED)])
    assert document.lines == ["a\r\n", "x\r", "\r\n", "c"]


def test_set_runs_takes_only_origins_of_the_same_text() -> None:
    document = Document("a\n", UNKNOWN)
    assert document.set_runs(uniform("a\n", TYPED))
    assert not document.set_runs(uniform("b\n", UNKNOWN))
    assert document.snapshot() == uniform("a\n", TYPED)


def test_the_neighbours_of_a_line() -> None:
    document = Document("a\nb\n", UNKNOWN)
    assert [document.around(number) for number in range(3)] == [
        ("", "a\n", "b\n"),
        ("a\n", "b\n", ""),
        ("b\n", "", ""),
    ]
