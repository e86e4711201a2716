"""SQL scripts split into statements, whatever dialect and client they were written for."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Statement", "bare", "statements"]

_SCAN: Final = re.compile(
    r"(?P<comment>--[^\n]*|/\*(?:.|\n)*?(?:\*/|\Z)|^[ \t]*#[ \t][^\n]*)"
    r"|(?P<string>'(?:[^']|'')*(?:'|\Z)|\"(?:[^\"]|\"\")*(?:\"|\Z)|`[^`]*(?:`|\Z))"
    r"|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$)"
    r"|(?P<client>^[ \t]*(?:DELIMITER[ \t]+(?P<mark>\S+)|GO|\\[a-z!]\w*[^\n]*|/)[ \t]*$)"
    r"|(?P<end>;)",
    re.IGNORECASE | re.MULTILINE,
)
_ESCAPED: Final = re.compile(r"'(?:[^'\\]|''|\\.)*(?:'|\Z)", re.DOTALL)
_DOWN: Final = re.compile(
    r"--\s*(?:\+\s*(?:goose|migrate|micrate)\s+down|migrate:down|down\b|@?rollback\s*$|undo\s*$)",
    re.IGNORECASE,
)
_UP: Final = re.compile(r"--\s*(?:\+\s*(?:goose|migrate|micrate)\s+up|migrate:up|up\b)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"--[^\n]*|/\*(?:.|\n)*?(?:\*/|\Z)")
_COPY: Final = re.compile(r"^\s*COPY\b[^;]*\bFROM\s+STDIN\b", re.IGNORECASE)


class Statement(NamedTuple):
    """One statement without its terminator. Lines are 0-based and half-open.

    `down` marks the part of a migration that takes it back.
    """

    text: str
    line: int
    end_line: int
    down: bool


def bare(text: str) -> str:
    """A statement without comments and without needless blanks; literals keep theirs."""
    kept = _COMMENT.sub(" ", text) if "--" in text or "/*" in text else text
    return " ".join(kept.split())


def statements(text: str) -> Iterator[Statement]:
    """The statements of a script. An open literal or comment runs to the end; nothing is lost, nothing raises."""
    line, counted = 0, 0
    for start, end, down in _spans(text):
        piece = text[start:end]
        skipped = _leading(piece)
        body = piece[skipped:].rstrip()
        if body:
            line += text.count("\n", counted, start + skipped)
            counted = start + skipped
            yield Statement(body, line, line + body.count("\n") + 1, down)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each statement, and whether it takes a migration back."""
    start, position, delimiter, down = 0, 0, ";", False
    backslashes = "\\'" in text and "`" in text
    while True:
        match = _SCAN.search(text, position)
        other = text.find(delimiter, position) if delimiter != ";" else -1
        if other >= 0 and (match is None or other < match.start()):
            yield start, other, down
            start = position = other + len(delimiter)
            continue
        if match is None:
            break
        kind, position = match.lastgroup, match.end()
        if kind == "comment":
            down = _direction(match.group(), down=down)
        elif kind in {"client", "mark"}:
            yield start, match.start(), down
            delimiter = match["mark"] or delimiter
            start = position
        elif kind == "end" and delimiter == ";":
            yield start, match.start(), down
            start = position = _after_copy(text, start, position)
        else:
            position = _after_literal(text, match, backslashes=backslashes)
    yield start, len(text), down


def _after_literal(text: str, match: re.Match[str], *, backslashes: bool) -> int:
    opener = match.group()
    if match.lastgroup == "dollar":
        close = text.find(opener, match.end())
        return len(text) if close < 0 else close + len(opener)
    escaped = _ESCAPED.match(text, match.start()) if backslashes else None
    return match.end() if escaped is None else escaped.end()


def _direction(comment: str, *, down: bool) -> bool:
    if _DOWN.match(comment):
        return True
    return down and not _UP.match(comment)


def _after_copy(text: str, start: int, end: int) -> int:
    """Past the rows that `COPY … FROM STDIN` reads from the script itself."""
    if not _COPY.match(text[start:end]):
        return end
    close = text.find("\n\\.", end)
    return len(text) if close < 0 else close + 3


def _leading(piece: str) -> int:
    """Characters of blanks and comments before the statement's first word."""
    at = 0
    while True:
        while at < len(piece) and piece[at].isspace():
            at += 1
        match = _COMMENT.match(piece, at)
        if match is None:
            return at
        at = match.end()
