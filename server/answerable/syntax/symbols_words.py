"""The chains of names in a source (`cart`, `cart.total`), by a pattern for each language.

What holds no names (comments, texts) is blanked out first, by the tree. A pattern over the rest takes a tenth of the
time that a query over every identifier takes.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["HINTS", "WORDS", "Words"]

_LETTER: Final = rb"A-Za-z_\x80-\xff"
_SEPARATOR: Final = re.compile(r"\s*(?:\?\.|!\.|&\.|->|::|\.)\s*")


class Words(NamedTuple):
    """`pattern` finds chains in bytes, `keywords` are no names when they stand alone."""

    pattern: re.Pattern[bytes]
    keywords: frozenset[str]

    def chain(self, raw: bytes) -> str:
        """A chain as the graph spells it; empty for a keyword."""
        text = raw.decode("utf-8", "replace")
        if text.isidentifier():
            return "" if text in self.keywords else text
        return _SEPARATOR.sub(".", text)


def _words(separators: bytes, keywords: str, letters: bytes = _LETTER, end: bytes = b"") -> Words:
    name = rb"[%b][%b0-9]*%b" % (letters, letters, end)
    # Three dots spread a value, two make a range: neither belongs to the name behind them.
    separator = rb"(?:%b)" % separators
    pattern = rb"(?:(?<!\.)%b\s*)?%b(?:\s*%b\s*%b)*" % (separator, name, separator, name)
    return Words(re.compile(pattern), frozenset(keywords.split()))


#: By the code of the language.
WORDS: Final[Mapping[str, Words]] = {
    "py": _words(
        rb"\.",
        "and as assert async await break class continue def del elif else except finally for from global if import in "
        "is lambda nonlocal not or pass raise return try while with yield None True False self cls",
    ),
    "js": _words(
        rb"\?\.|!\.|\.",
        "abstract any as async await boolean break case catch class const continue debugger declare default delete do "
        "else enum export extends false finally for from function get if implements import in instanceof interface is "
        "keyof let never new null number object of private protected public readonly return set static string super "
        "switch this throw true try type typeof undefined unknown var void while with yield",
        _LETTER + rb"$",
    ),
    "go": _words(
        rb"\.",
        "break case chan const continue default defer else fallthrough for func go goto if import interface map package "
        "range return select struct switch type var nil true false iota string int int64 bool byte error any",
    ),
    "ja": _words(
        rb"::|\.",
        "abstract assert boolean break byte case catch char class const continue default do double else enum extends "
        "false final finally float for if implements import instanceof int interface long native new null package "
        "private protected public record return short static strictfp super switch synchronized this throw throws "
        "transient true try var void volatile while",
    ),
    "rs": _words(
        rb"\?\.|::|\.",
        "as async await box break const continue crate dyn else enum extern false fn for if impl in let loop match mod "
        "move mut pub ref return self Self static struct super trait true type unsafe use where while u8 u16 u32 u64 "
        "usize i8 i16 i32 i64 isize f32 f64 bool str char Some None Ok Err",
    ),
    "c": _words(
        rb"->|::|\.",
        "auto bool break case catch char class const constexpr continue default delete do double else enum explicit "
        "extern false float for friend goto if inline int long mutable namespace new noexcept nullptr operator override "
        "private protected public register return short signed sizeof static struct switch template this throw true try "
        "typedef typename union unsigned using virtual void volatile while define include ifdef ifndef endif defined",
    ),
    "rb": _words(
        rb"&\.|::|\.",
        "alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or "
        "redo rescue retry return self super then true undef unless until when while yield require require_relative",
        end=rb"(?:[?!](?!=))?",
    ),
    "sh": _words(
        rb"(?!)",
        "case do done elif else esac export fi for function if in local readonly return select set shift then until "
        "while echo exit test true false",
        _LETTER + rb"\-:",
    ),
}


# Possessive throughout: a pattern that takes nothing back costs one look at each character.
_SAID: Final = (
    rb"\b(\w++)\??[ \t]*+(?:,[ \t]*+\w++[ \t]*+)?(?::=|[:=](?!=))\s*+"
    rb"(?:(?:await|new|mut|dyn|impl|readonly)\s++|[&*(\"\[]\s*+)*+([\w.:$]++(?:[<\[][\w.:$]++)?)"
)
_OPENED: Final = rb"\b(?P<made>[\w.]++)\([^()\n]*+\)\s++as\s++(?P<name>\w++)"
_TYPED: Final = rb"\b(?P<made>[\w.:]++)(?:<[^<>;(){}\n]*+>)?[\s*&]++(?P<name>\w++)\s*+[=;,):{]"
_PARAMETER: Final = rb"\b(\w++)[ \t]++[*\[\]&]*+([\w.]++)\s*+[,){]"

#: How each language says what a name is: a name and what it was made or annotated with.
HINTS: Final[Mapping[str, tuple[re.Pattern[bytes], ...]]] = {
    "py": (re.compile(_SAID), re.compile(_OPENED)),
    "js": (re.compile(_SAID),),
    "go": (re.compile(_SAID), re.compile(_PARAMETER)),
    "ja": (re.compile(_SAID), re.compile(_TYPED)),
    "rs": (re.compile(_SAID),),
    "c": (re.compile(_SAID), re.compile(_TYPED)),
    "rb": (re.compile(_SAID),),
}
