"""What reaches a terminal: plain or coloured, and nothing that others wrote in control of it."""

import io
import json

import pytest

from answerable.cli.output import Output, safe, wants_colour


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def printed(act, *, stream=None, as_json=False, **environ):
    """What a command prints on standard output and standard error."""
    stream, errors = stream or io.StringIO(), io.StringIO()
    act(Output(as_json=as_json, stream=stream, errors=errors, environ={"TERM": "xterm", **environ}))
    return stream.getvalue(), errors.getvalue()


SAFE = {
    "plain": ("path/file.py", "path/file.py"),
    "letters of any script": ("naïve 数 \U0001f600", "naïve 数 \U0001f600"),
    "escape": ("\x1b[31mred", "\\x1b[31mred"),
    "eight-bit control": ("\x9b31m", "\\x9b31m"),
    "newline, tab, return": ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
    "reordering marks": ("\u202eabc\u2066", "\\u202eabc\\u2066"),
    "invisible marks": ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
    "line separators": ("a\u2028b\u2029", "a\\u2028b\\u2029"),
    "an undecodable byte": ("caf\udce9", "caf\\xe9"),
    "a lone surrogate": ("\ud800", "\\ud800"),
    "nul and delete": ("\0\x7f", "\\x00\\x7f"),
}


@pytest.mark.parametrize("name", SAFE)
def test_foreign_text_is_made_visible(name):
    text, expected = SAFE[name]
    assert safe(text) == expected
    for environ in ({}, {"FORCE_COLOR": "1"}):
        out, err = printed(lambda o, t=text: (o.say(("x ", "ai"), t), o.warn(t)), **environ)
        for line in (out, err):
            assert not {"\x9b", "\u202e", "\x07", text} & {line} | ({"\u202e", "\x9b"} & set(line))


COLOUR = {
    "a pipe": (io.StringIO, {}, False),
    "a terminal": (Terminal, {"TERM": "xterm"}, True),
    "NO_COLOR": (Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, False),
    "an empty NO_COLOR": (Terminal, {"TERM": "xterm", "NO_COLOR": ""}, True),
    "a dumb terminal": (Terminal, {"TERM": "dumb"}, False),
    "FORCE_COLOR": (io.StringIO, {"FORCE_COLOR": "1"}, True),
    "NO_COLOR wins": (io.StringIO, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
}


@pytest.mark.parametrize("name", COLOUR)
def test_when_colour_is_used(name):
    stream, environ, expected = COLOUR[name]
    assert wants_colour(stream(), environ) is expected
    out, _ = printed(lambda o: o.say(("text", "ai")), stream=stream(), **{"TERM": "xterm", **environ})
    assert ("\x1b[" in out) is expected
    assert out.replace("\x1b[35m", "").replace("\x1b[0m", "") == "text\n"


def test_tables_are_aligned_and_their_cells_escaped():
    def act(output):
        output.table([["a\nb", "1"], ["long name", ("22", "bad")]], header=("name", "n"))

    assert printed(act)[0] == "name       n\na\\nb       1\nlong name  22\n"


def test_json_is_alone_on_standard_output():
    def act(output):
        output.say("a sentence")
        output.table([["cell"]])
        output.legend()
        output.json({"path": "ünï\u202e"})
        output.warn("a notice")

    out, err = printed(act, as_json=True, FORCE_COLOR="1")
    assert out.isascii()
    assert json.loads(out) == {"path": "ünï\u202e"}
    assert err == "answerable: a notice\n"


def test_a_stream_that_cannot_say_it():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    Output(stream=stream, environ={}).say("naïve")
    assert raw.getvalue() == b"na\\xefve\n"


def test_the_legend_names_every_letter():
    out, _ = printed(lambda o: o.legend())
    assert out == "A ai  H human  T tool  M mixed  ? unknown\n"
