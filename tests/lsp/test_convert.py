"""Positions in the three encodings, URIs, and text that no encoding can carry: rows."""

import pytest
from lsprotocol import types

from answerable.core.document import Document
from answerable.core.origin import UNKNOWN
from answerable.core.positions import Encoding
from answerable.lsp.convert import file_of, line_range, readable, to_lines, to_span

TEXT = "a\U0001f600b\n\tü = 1\r\nlast"


def asked(first: int, start: int, last: int, end: int) -> types.Range:
    return types.Range(types.Position(first, start), types.Position(last, end))


@pytest.mark.parametrize(
    ("encoding", "where", "covered", "problem"),
    [
        (Encoding.UTF16, asked(0, 1, 0, 3), "\U0001f600", ""),
        (Encoding.UTF8, asked(0, 1, 0, 5), "\U0001f600", ""),
        (Encoding.UTF32, asked(0, 1, 0, 2), "\U0001f600", ""),
        (Encoding.UTF16, asked(0, 2, 0, 4), "\U0001f600b", ""),
        (Encoding.UTF8, asked(1, 1, 1, 3), "ü", ""),
        (Encoding.UTF16, asked(1, 1, 1, 99), "ü = 1", ""),
        (Encoding.UTF16, asked(1, 6, 2, 0), "\r\n", ""),
        (Encoding.UTF16, asked(2, 0, 3, 0), "last", ""),
        (Encoding.UTF16, asked(2, 0, 9, 9), "last", "a range to line 10 of 3"),
        (Encoding.UTF16, asked(9, 9, 9, 9), "", "a range to line 10 of 3"),
        (Encoding.UTF32, asked(2, 4, 2, 1), "ast", "a range that ends before it begins"),
    ],
)
def test_a_range_covers_what_the_client_means(encoding, where, covered, problem):
    document = Document(TEXT, UNKNOWN)
    span, said = to_span(document, where, encoding)
    assert (document.text_of(span), said) == (covered, problem)


@pytest.mark.parametrize(
    ("where", "count", "lines"),
    [
        (asked(1, 0, 1, 0), 5, (1, 2)),
        (asked(1, 3, 1, 3), 5, (1, 2)),
        (asked(1, 0, 3, 0), 5, (1, 3)),
        (asked(1, 0, 3, 1), 5, (1, 4)),
        (asked(4, 0, 9, 9), 5, (4, 5)),
        (asked(9, 0, 9, 9), 5, (5, 5)),
    ],
)
def test_the_lines_that_a_range_touches(where, count, lines):
    assert to_lines(where, count) == lines


@pytest.mark.parametrize(
    ("first", "last", "where"),
    [
        (0, 1, asked(0, 0, 0, 4)),
        (1, 2, asked(1, 1, 1, 6)),
        (0, 3, asked(0, 0, 2, 4)),
        (2, 2, asked(2, 0, 2, 4)),
        (3, 4, asked(3, 0, 3, 0)),
        (7, 7, asked(7, 0, 7, 0)),
    ],
)
def test_the_range_of_whole_lines(first, last, where):
    assert line_range(Document(TEXT, UNKNOWN).lines, first, last, Encoding.UTF16) == where


@pytest.mark.parametrize(
    ("uri", "file"),
    [
        ("file:///a/b.py", "/a/b.py"),
        ("file:///a/%C3%BC%20x.py", "/a/ü x.py"),
        ("file:///a/../b.py", "/b.py"),
        ("file:///a%00b.py", ""),
        ("file://localhost/a.py", "/a.py"),
        ("file:/a.py", "/a.py"),
        ("file://elsewhere/a.py", ""),
        ("file:///a%FF%0Ab#c?.py", "/a\udcff\nb#c?.py"),
        ("file:a.py", ""),
        ("file://", ""),
        ("untitled:Untitled-1", ""),
        ("git:/a/b.py?HEAD", ""),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_the_file_behind_a_uri(uri, file):
    assert file_of(uri) == file


def test_half_a_surrogate_pair_keeps_its_column_in_every_encoding():
    for text in ("a\ud83db", "a\ude00b"):
        whole = readable(text)
        assert len(whole) == len(text)
        assert len(whole.encode("utf-8")) == len(text.encode("utf-8", "surrogatepass"))
        assert len(whole.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))
    assert readable("a\U0001f600b") == "a\U0001f600b"
