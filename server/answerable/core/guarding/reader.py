"""Reading the words of a shell command line: quoting, expansions and here-documents, as Bash does it.

Nothing raises: an unclosed quote ends with the text, and what is nested too deeply is left unread and said so
(`broken`).
"""

import re
from abc import abstractmethod
from typing import Final

from answerable.core.guarding.syntax import Here, Node, Part, Process, Substitution, Text, Variable, Word

__all__ = ["DEEPEST", "Reader"]

#: Command substitutions and blocks nested deeper than this are left unread.
DEEPEST: Final = 24

_PLAIN: Final = re.compile(r"[^\s;&|<>()\\'\"$`]+")
_IN_DOUBLE: Final = re.compile(r"[^\\\"$`]+")
_NAME: Final = re.compile(r"[A-Za-z_]\w*|\d|[@*#?$!-]")
_BRACED: Final = re.compile(r"([#!]?)([A-Za-z_]\w*|\d+|[@*#?$!-])(\[[^\]]*\])?")
_OPERATOR: Final = re.compile(r":?[-=?+]|[#%]{1,2}|//?|\^\^?|,,?|:|@")
_IN_BRACES: Final = re.compile(r"[^\\'\"$`}]+")
_BLANKS: Final = re.compile(r"(?:[ \t]|\\\n)+")
_COMMENT: Final = re.compile(r"#[^\n]*")
_ANSI: Final = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.))", re.DOTALL
)
_ANSI_LETTERS: Final = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
}
_ENDS: Final = frozenset(" \t\n;&|<>()")


class Reader:
    """A position in a text, and everything that reads a word from there."""

    def __init__(self, text: str, depth: int = 0) -> None:
        self.text = text
        self.at = 0
        self.end = len(text)
        self.depth = depth
        self.broken = False
        self.heres: list[Here] = []

    @abstractmethod
    def commands(self, stops: frozenset[str]) -> tuple[Node, ...]:
        """The commands up to one of the words in `stops`, which is left."""

    def looking_at(self, text: str) -> bool:
        """Whether `text` stands here."""
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        """Go beyond `text` if it stands here."""
        if not self.looking_at(text):
            return False
        self.at += len(text)
        return True

    def blanks(self) -> None:
        """Go beyond blanks, and beyond a comment that follows them or begins the line."""
        match = _BLANKS.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        if self.looking_at("#") and (self.at == 0 or self.text[self.at - 1] in _ENDS):
            match = _COMMENT.match(self.text, self.at)
            self.at = self.end if match is None else match.end()

    def newline(self) -> None:
        """Go beyond a newline, and beyond the here-documents that begin after it."""
        self.at += 1
        waiting, self.heres = self.heres, []
        for here in waiting:
            self._fill(here)

    def word(self) -> Word:
        """The word that stands here; empty when none does."""
        parts: list[Part] = []
        while self.at < self.end:
            char = self.text[self.at]
            if char in "<>" and self.text.startswith("(", self.at + 1) and not parts:
                self.at += 2
                parts.append(Process(self.enclosed(")"), reads=char == "<"))
            elif char == "(" and parts and self.text[self.at - 1] in "?*+@!":
                parts.append(Text(self._balanced(), quoted=False))
            elif char in _ENDS:
                break
            else:
                parts += self._part(char)
        return tuple(parts)

    def enclosed(self, stop: str) -> tuple[Node, ...]:
        """The commands up to `stop`, and beyond it; unread when they are nested too deeply."""
        if self.depth >= DEEPEST:
            self.broken, self.at = True, self.end
            return ()
        self.depth += 1
        body = self.commands(frozenset({stop}))
        self.depth -= 1
        self.take(stop)
        return body

    def until(self, closing: str) -> Word:
        """The word up to a closing brace, which is passed: blanks and operators belong to it."""
        parts: list[Part] = []
        while self.at < self.end and not self.take(closing):
            match = _IN_BRACES.match(self.text, self.at)
            if match is not None:
                self.at = match.end()
                parts.append(Text(match.group(), quoted=False))
            else:
                parts += self._part(self.text[self.at])
        return tuple(parts)

    def double(self, closing: str = '"') -> list[Part]:
        """The parts of a double-quoted text up to its end; with no `closing`, of a here-document."""
        parts: list[Part] = [Text("", quoted=True)]
        while self.at < self.end:
            char = self.text[self.at]
            match = _IN_DOUBLE.match(self.text, self.at)
            if match is not None:
                self.at = match.end()
                parts.append(Text(match.group(), quoted=True))
            elif char == '"':
                self.at += 1
                if closing:
                    break
                parts.append(Text(char, quoted=True))
            elif char == "\\":
                parts.append(Text(self._escaped_in_double(), quoted=True))
            else:
                parts += self._expansion(quoted=True)
        return parts

    def _part(self, char: str) -> list[Part]:
        match = _PLAIN.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
            return [Text(match.group(), quoted=False)]
        if char in "$`":
            return self._expansion(quoted=False)
        self.at += 1
        if char == "'":
            return [Text(self._through("'"), quoted=True)]
        if char == '"':
            return self.double()
        if char == "\\" and self.at < self.end:
            self.at += 1
            escaped = self.text[self.at - 1]
            return [] if escaped == "\n" else [Text(escaped, quoted=True)]
        return [Text(char, quoted=False)]

    def _expansion(self, *, quoted: bool) -> list[Part]:  # noqa: PLR0911 - one return per form of an expansion
        if self.take("`"):
            return [Substitution(self._backticks(), quoted)]
        if self.looking_at("$((") and (close := self.text.find("))", self.at)) >= 0:
            inner, self.at = self.text[self.at + 3 : close], close + 2
            return [self._arithmetic(inner, quoted=quoted)]
        if self.take("$("):
            return [Substitution(self.enclosed(")"), quoted)]
        if self.take("${"):
            return [self._braced(quoted=quoted)]
        self.at += 1
        if not quoted and self.take("'"):
            return [Text(self._ansi(), quoted=True)]
        if not quoted and self.take('"'):
            return self.double()
        match = _NAME.match(self.text, self.at)
        if match is None:
            return [Text("$", quoted=True)]
        self.at = match.end()
        return [Variable(match.group(), "", (), quoted)]

    def _arithmetic(self, inner: str, *, quoted: bool) -> Part:
        """A number. What is substituted inside runs all the same."""
        parts = self._inner(inner).double("") if "`" in inner or "$(" in inner else []
        return Variable("", "", tuple(parts), quoted)

    def _braced(self, *, quoted: bool) -> Part:
        match = _BRACED.match(self.text, self.at)
        if match is None:
            return Variable("", "", self._nested(), quoted)
        self.at = match.end()
        operator = _OPERATOR.match(self.text, self.at)
        if operator is not None:
            self.at = operator.end()
        operand = self._nested()
        # The length of a value and the value that a value names are nobody's to know.
        name = "" if match[1] else match[2]
        return Variable(name, operator.group() if operator else "", operand, quoted)

    def _nested(self) -> Word:
        """The word up to the closing brace; unread when it is nested too deeply."""
        if self.depth >= DEEPEST:
            self.broken, self.at = True, self.end
            return ()
        self.depth += 1
        word = self.until("}")
        self.depth -= 1
        return word

    def _backticks(self) -> tuple[Node, ...]:
        start = self.at
        while self.at < self.end and self.text[self.at] != "`":
            self.at += 2 if self.text[self.at] == "\\" else 1
        inner = re.sub(r"\\([`\\$])", r"\1", self.text[start : self.at])
        self.at = min(self.at + 1, self.end)
        if self.depth >= DEEPEST:
            self.broken = True
            return ()
        reader = self._inner(inner)
        body = reader.commands(frozenset())
        self.broken |= reader.broken
        return body

    def _inner(self, text: str) -> "Reader":
        return type(self)(text, self.depth + 1)

    def _ansi(self) -> str:
        start = self.at
        while self.at < self.end and self.text[self.at] != "'":
            self.at += 2 if self.text[self.at] == "\\" else 1
        inner = self.text[start : self.at]
        self.at = min(self.at + 1, self.end)
        return _ANSI.sub(_letter, inner)

    def _escaped_in_double(self) -> str:
        following = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if following == "\n":
            return ""
        return following if following and following in '$`"\\' else "\\" + following

    def _through(self, closing: str) -> str:
        close = self.text.find(closing, self.at)
        stop = self.end if close < 0 else close
        inner, self.at = self.text[self.at : stop], stop + 1
        return inner

    def _balanced(self) -> str:
        """A group in parentheses as plain text: an extended pattern."""
        start, depth = self.at, 0
        while self.at < self.end:
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            self.at += 1
            if not depth:
                break
        return self.text[start : self.at]

    def _fill(self, here: Here) -> None:
        lines = []
        while self.at < self.end:
            stop = self.text.find("\n", self.at)
            stop = self.end if stop < 0 else stop
            line, self.at = self.text[self.at : stop], min(stop + 1, self.end)
            if here.strips:
                line = line.lstrip("\t")
            if line == here.delimiter:
                break
            lines.append(line + "\n")
        here.text = "".join(lines)


def _letter(match: re.Match[str]) -> str:
    for group, base in ((1, 16), (2, 16), (3, 16), (4, 8)):
        if match[group]:
            code = int(match[group], base)
            return chr(code) if code < 0x110000 else ""
    if match[5]:
        return chr(ord(match[5]) & 0x1F)
    return _ANSI_LETTERS.get(match[6], match[6])
