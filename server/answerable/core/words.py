"""Tokens: words, and single characters that are neither words nor whitespace.

Whitespace is no token: it carries no authorship, so reindenting and rewrapping change no token.
"""

import re
from functools import cache
from typing import Final, NamedTuple

__all__ = ["Token", "is_telling", "is_word", "token_texts", "tokens", "word_count"]

#: Scripts written without blanks between words (Thai, Lao, Burmese, Khmer, Han, kana): each character is a word.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PLAIN: Final = re.compile(r"\w+|[^\w\s]")

#: Words that stand in unrelated lines all the time: alone they do not show that a line descends from another.
_COMMON: Final = frozenset(  # one word a line, as SIM905 wants it, helps nobody
    [
        "and",
        "as",
        "async",
        "await",
        "begin",
        "bool",
        "boolean",
        "break",
        "case",
        "catch",
        "char",
        "class",
        "const",
        "continue",
        "def",
        "default",
        "del",
        "do",
        "elif",
        "else",
        "end",
        "enum",
        "except",
        "export",
        "extends",
        "false",
        "final",
        "finally",
        "float",
        "fn",
        "for",
        "from",
        "func",
        "function",
        "get",
        "if",
        "impl",
        "import",
        "in",
        "int",
        "interface",
        "is",
        "lambda",
        "let",
        "list",
        "long",
        "match",
        "mut",
        "new",
        "nil",
        "none",
        "not",
        "null",
        "of",
        "or",
        "pass",
        "print",
        "private",
        "protected",
        "pub",
        "public",
        "raise",
        "return",
        "select",
        "self",
        "set",
        "static",
        "str",
        "string",
        "struct",
        "super",
        "switch",
        "then",
        "this",
        "throw",
        "true",
        "try",
        "type",
        "undefined",
        "use",
        "val",
        "var",
        "void",
        "where",
        "while",
        "with",
        "yield",
    ]
)


class Token(NamedTuple):
    """The half-open character range of one token."""

    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, in order."""
    return [Token._make(match.span()) for match in _pattern(text).finditer(text)]


def token_texts(text: str) -> list[str]:
    """The tokens of `text` as text; together they are `text` without its whitespace."""
    return _pattern(text).findall(text)


def word_count(text: str) -> int:
    """How many word tokens `text` has."""
    return sum(map(is_word, token_texts(text)))


def is_word(token: str) -> bool:
    """Whether a token is a word rather than punctuation."""
    return token[0].isalnum() or token[0] == "_"


def is_telling(token: str) -> bool:
    """Whether a token says something about the line it stands in: no keyword, no number, no single Latin letter."""
    if not is_word(token) or token.isdigit() or token.lower() in _COMMON:
        return False
    return len(token) > 1 or not token.isascii()


def _pattern(text: str) -> re.Pattern[str]:
    return _PLAIN if text.isascii() else _unspaced_pattern()


@cache
def _unspaced_pattern() -> re.Pattern[str]:
    """Compiled when first needed: it takes longer than importing this module."""
    return re.compile(rf"[^\W{_UNSPACED}]+|[^\w\s]|[{_UNSPACED}]")
