"""One spelling for code that means the same: layout, quote style and trailing commas do not count."""

import re
from functools import lru_cache
from typing import Final

__all__ = ["identifiers", "literal", "normalise", "shape", "tail"]

_TOKEN: Final = re.compile(
    r"""(?P<string>[rRbBuUfF]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))|(?P<word>[\w$]+)|(?P<blank>\s+)|(?P<mark>.)""",
    re.DOTALL,
)
_TRAILING_COMMA: Final = re.compile(r",(?=[)\]}])")
_IDENTIFIER: Final = re.compile(r"(?<![\w.'\"])[A-Za-z_$][\w$]*")
_NOT_NAMES: Final = frozenset(
    [
        "and",
        "or",
        "not",
        "is",
        "in",
        "None",
        "True",
        "False",
        "null",
        "nil",
        "NULL",
        "nullptr",
        "unless",
        "instanceof",
        "undefined",
        "true",
        "false",
        "this",
        "self",
        "typeof",
        "new",
        "await",
        "len",
        "if",
        "else",
    ]
)
_LONG: Final = 20_000


@lru_cache(maxsize=4096)
def normalise(code: str) -> str:
    """`code` without layout: one blank where two words would join, double quotes, no comma before a closer."""
    if len(code) > _LONG:
        return " ".join(code.split())
    parts: list[str] = []
    word = False
    for match in _TOKEN.finditer(code):
        group = match.lastgroup
        if group == "blank":
            continue
        token = match.group()
        if group == "string":
            token = _quoted(token)
        joins = group != "mark"
        if joins and word:
            parts.append(" ")
        parts.append(token)
        word = joins
    return _TRAILING_COMMA.sub("", "".join(parts)).rstrip(";")


def literal(code: str) -> str | None:
    """The content of `code` if it is one plain string literal, otherwise `None`."""
    match = _TOKEN.fullmatch(code)
    if match is None or match.lastgroup != "string":
        return None
    body = code.lstrip("rRbBuUfF")
    return body[1:-1]


def identifiers(code: str) -> frozenset[str]:
    """The names that `code` starts from: `a` in `a.b(c=1)`, not the attribute."""
    return frozenset(_IDENTIFIER.findall(code)) - _NOT_NAMES


def shape(code: str) -> str:
    """`code` with its names numbered in order of appearance: equal for a renamed variable."""
    numbers: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        name = match.group()
        return name if name in _NOT_NAMES else numbers.setdefault(name, f"§{len(numbers)}")

    return _IDENTIFIER.sub(numbered, code)


def tail(dotted: str) -> str:
    """The last part of a dotted name."""
    return dotted.rsplit(".", 1)[-1]


def _quoted(token: str) -> str:
    prefix = token[: len(token) - len(token.lstrip("rRbBuUfF"))].lower()
    body = token[len(prefix) :]
    if body[0] == "'" and '"' not in body and "\\" not in body:
        body = f'"{body[1:-1]}"'
    return prefix.replace("u", "") + body
