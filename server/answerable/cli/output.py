"""The only printer of the command line: results on standard output, notices on standard error.

Plain and stable unless the stream is a terminal: colour then carries meaning, never alone (a letter or a word
stands beside it). `NO_COLOR` and `TERM=dumb` switch it off, `FORCE_COLOR` on. Text that others wrote (paths,
names, messages, source lines) is escaped, so that it can neither move the cursor nor reorder the line it is on.
"""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from answerable.core.origin import LineClass

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["LETTERS", "Output", "Part", "fitted", "safe", "wants_colour"]

#: A piece of a line: plain text, or text and the meaning that colours it (a line class, `good`, `bad`, `faint`
#: or `strong`).
Part = str | tuple[str, str]

#: What stands for a class where colour may be missing.
LETTERS: Final[Mapping[LineClass, str]] = {
    LineClass.AI: "A",
    LineClass.MIXED: "M",
    LineClass.HUMAN: "H",
    LineClass.TOOL: "T",
    LineClass.UNKNOWN: "?",
    LineClass.NEUTRAL: " ",
}

_COLOURS: Final = {
    LineClass.AI: "magenta",
    LineClass.MIXED: "yellow",
    LineClass.HUMAN: "green",
    LineClass.TOOL: "blue",
    LineClass.UNKNOWN: "bright_black",
    LineClass.NEUTRAL: "",
    "good": "green",
    "bad": "bold red",
    "faint": "bright_black",
    "strong": "bold",
}

#: C0 and C1 controls (tab and newline excepted), marks that reorder or hide text, line separators that are no
#: newline, and undecodable bytes.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_NEWLINE_OR_TAB: Final = re.compile(r"[\n\t]")


def safe(text: str) -> str:
    r"""`text` on one line with everything invisible made visible: `\x1b`, `\u202e`, `\xff` for a stray byte."""
    return _NEWLINE_OR_TAB.sub(_escape, _UNSAFE.sub(_escape, text))


def fitted(text: str, width: int) -> str:
    """A text on one line; of one that is too long its end, which says more of a path than its beginning."""
    plain = safe(text)
    return plain if len(plain) <= width else f"…{plain[1 - width :]}"


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to colour what goes to `stream`."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environ.get("TERM", "") != "dumb"


class Output:
    """Prints one command's answer. With `as_json`, sentences are left out and `json` is what counts."""

    def __init__(
        self,
        *,
        as_json: bool = False,
        stream: TextIO | None = None,
        errors: TextIO | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.as_json = as_json
        self._stream = sys.stdout if stream is None else stream
        self._errors = sys.stderr if errors is None else errors
        self._environ = os.environ if environ is None else environ
        self.colour = not as_json and wants_colour(self._stream, self._environ)
        self._console: Console | None = None

    def say(self, *parts: Part) -> None:
        """One line (or several: newlines in `parts` are the command's own)."""
        if not self.as_json:
            self.lines([parts])

    def lines(self, lines: Sequence[Sequence[Part]]) -> None:
        """Many lines in one write."""
        if self.as_json or not lines:
            return
        if self.colour:
            self._coloured(lines)
        else:
            text = "\n".join(
                "".join([part if isinstance(part, str) else part[0] for part in parts]) for parts in lines
            )
            _write(self._stream, _clean(text) + "\n")

    def table(self, rows: Sequence[Sequence[Part]], header: Sequence[str] = ()) -> None:
        """Aligned columns, two blanks apart. Cells are foreign text and are escaped."""
        cells = [[_cell(part) for part in row] for row in rows]
        titles: list[list[Part]] = [[(name, "strong") for name in header]] if header else []
        table = titles + cells
        count = max((len(row) for row in table), default=0)
        widths = [max(len(_text(row[i])) for row in table if i < len(row)) for i in range(count)]
        self.lines([_padded(row, widths) for row in table])

    def json(self, value: object) -> None:
        """One JSON document, ASCII, on one line."""
        _write(self._stream, json.dumps(value, separators=(",", ":"), ensure_ascii=True) + "\n")

    def warn(self, text: str) -> None:
        """One sentence on standard error, also with `as_json`."""
        _write(self._errors, f"answerable: {_clean(text)}\n")

    def legend(self, classes: Sequence[LineClass] = tuple(LineClass)) -> None:
        """What the letters and colours of line classes mean."""
        parts: list[Part] = []
        for name in classes:
            if LETTERS[name].strip():
                parts += ["  " if parts else "", (f"{LETTERS[name]} {name.value}", name.value)]
        self.say(*parts)

    def _coloured(self, lines: Sequence[Sequence[Part]]) -> None:
        from rich.text import Text  # noqa: PLC0415 - rich costs more than a plain answer takes

        console = self._rich()
        for parts in lines:
            styled = [(_clean(_text(part)), _COLOURS.get(_meaning(part), "")) for part in parts]
            console.print(Text.assemble(*styled), soft_wrap=True)

    def _rich(self) -> "Console":
        if self._console is None:
            from rich.console import Console  # noqa: PLC0415 - see _coloured

            self._console = Console(
                file=self._stream, force_terminal=True, highlight=False, markup=False, emoji=False
            )
        return self._console


def _write(stream: TextIO, text: str) -> None:
    """Write and flush. A reader that went away (`| head`) ends the command quietly, as git ends."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at exit and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise SystemExit(141) from None
    except UnicodeEncodeError:
        stream.write(text.encode("ascii", "backslashreplace").decode("ascii"))
        stream.flush()


def _clean(text: str) -> str:
    """`text` without what could move the cursor or reorder a line; newlines and tabs are the caller's own."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\n\t\r":
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}[match[0]]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _text(part: Part) -> str:
    return part if isinstance(part, str) else part[0]


def _meaning(part: Part) -> str:
    return "" if isinstance(part, str) else part[1]


def _cell(part: Part) -> Part:
    return safe(part) if isinstance(part, str) else (safe(part[0]), part[1])


def _padded(row: Sequence[Part], widths: Sequence[int]) -> list[Part]:
    """One row as parts; the last column is not padded."""
    parts: list[Part] = []
    for place, part in enumerate(row):
        blanks = " " * (widths[place] - len(_text(part)) + 2)
        parts += [part, blanks if place < len(row) - 1 else ""]
    return parts
