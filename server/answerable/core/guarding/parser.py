"""From a shell command line to its commands: a recursive descent through Bash's grammar.

It reads what agents write and what hides in it: lists, pipelines, blocks, functions, here-documents. It never
raises and never hangs; text that is no shell at all gives words that mean nothing.
"""

import re
from typing import Final

from answerable.core.guarding.reader import Reader
from answerable.core.guarding.syntax import (
    Assignment,
    Block,
    Function,
    Here,
    Node,
    Pipeline,
    Redirect,
    Simple,
    Text,
    Word,
)

__all__ = ["LONGEST", "parse", "parse_document"]

#: Characters of a command line beyond which nobody reads it, people included.
LONGEST: Final = 200_000

_AFTER: Final = r"(?=[\s;&|()<>]|$)"
_RESERVED: Final = re.compile(
    rf"(?:if|then|elif|else|fi|for|select|while|until|do|done|case|esac|function|in|coproc|\[\[|!|\{{){_AFTER}|\}}"
)
_ASSIGNED: Final = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]\s]*\])?\+?=")
_REDIRECT: Final = re.compile(r"(?:\d+|\{\w+\})?(<<<|<<-?|<>|<&|<(?!\()|>&|>>|>\||>(?!\()|&>>|&>)")
_NEVER: Final[frozenset[str]] = frozenset()
#: Words that stand before a command and say nothing of what it does.
_PASSED: Final = frozenset({"then", "elif", "else", "do", "in", "!", "coproc", "fi", "done", "esac", "}"})


def parse(text: str) -> tuple[tuple[Node, ...], bool]:
    """The commands of a command line, and whether all of it was read."""
    parser = _Parser(text[:LONGEST])
    nodes = parser.commands(_NEVER)
    return nodes, not parser.broken and len(text) <= LONGEST


def parse_document(text: str) -> Word:
    """A here-document in which variables count."""
    return tuple(_Parser(text).double(""))


class _Parser(Reader):
    """The grammar above words."""

    def commands(self, stops: frozenset[str]) -> tuple[Node, ...]:
        """The commands up to one of the words in `stops`, which is left."""
        nodes: list[Node] = []
        while not self._finished(stops):
            before = self.at
            if self._reserved() in _PASSED:
                self._pass_reserved()
                continue
            node = self._pipeline()
            if node is not None:
                nodes.append(node)
            if self.at == before:
                self.at += 1
        return tuple(nodes)

    def _finished(self, stops: frozenset[str]) -> bool:
        """Go to the next command; whether there is none before a stop."""
        while self.at < self.end:
            self.blanks()
            if self.looking_at(";;") and ";;" in stops:
                return True
            if self.looking_at("\n"):
                self.newline()
            elif self.looking_at(")") and ")" in stops:
                return True
            elif self.looking_at("&>"):
                return False
            elif self.at < self.end and self.text[self.at] in ";&|)":
                self.at += 1
            else:
                break
        return self.at >= self.end or self._reserved() in stops

    def _reserved(self) -> str:
        match = _RESERVED.match(self.text, self.at)
        return match.group() if match else ""

    def _pass_reserved(self) -> None:
        self.at += len(self._reserved())

    def _pipeline(self) -> Node | None:
        stages = []
        while True:
            node = self._command()
            if node is not None:
                stages.append(node)
            self.blanks()
            if not self.looking_at("|") or self.looking_at("||"):
                break
            self.at += 1
            self.take("&")
            self._lines()
        if len(stages) > 1:
            return Pipeline(tuple(stages))
        return stages[0] if stages else None

    def _lines(self) -> None:
        """Go beyond blanks and newlines."""
        self.blanks()
        while self.looking_at("\n"):
            self.newline()
            self.blanks()

    def _command(self) -> Node | None:  # noqa: PLR0911 - one return per form of a command
        word = self._reserved()
        if word in {"!", "coproc"}:
            self._pass_reserved()
            self.blanks()
            word = self._reserved()
        if self.looking_at("("):
            return self._parenthesised()
        if word == "if":
            return self._compound("if", "fi")
        if word in {"while", "until"}:
            return self._compound("loop", "done")
        if word == "{":
            return self._compound("group", "}")
        if word in {"for", "select"}:
            return self._for()
        if word == "case":
            return self._case()
        if word == "function":
            return self._function()
        return self._test() if word == "[[" else self._simple()

    def _compound(self, kind: str, stop: str) -> Block:
        self._pass_reserved()
        return Block(kind, self.enclosed(stop), self._redirects())

    def _parenthesised(self) -> Node | None:
        if self.looking_at("((") and (close := self.text.find("))", self.at)) >= 0:
            self.at = close + 2
            return None
        self.at += 1
        return Block("subshell", self.enclosed(")"), self._redirects())

    def _for(self) -> Block:
        self._pass_reserved()
        self.blanks()
        if self.looking_at("((") and (close := self.text.find("))", self.at)) >= 0:
            self.at = close + 2
            return Block("loop", self.enclosed("done"), self._redirects())
        variable = _literal(self.word())
        self._lines()
        items = None
        if self._reserved() == "in":
            self._pass_reserved()
            items = self._words()
        return Block("for", self.enclosed("done"), self._redirects(), variable, items)

    def _words(self) -> tuple[Word, ...]:
        words: list[Word] = []
        self.blanks()
        while word := self.word():
            words.append(word)
            self.blanks()
        return tuple(words)

    def _case(self) -> Block:
        self._pass_reserved()
        self.blanks()
        subject = self.word()
        self._lines()
        if self._reserved() == "in":
            self._pass_reserved()
        body: list[Node] = [Simple((), ((Text(":", quoted=False),), subject), ())]
        stops = frozenset({"esac", ";;"})
        while not self._finished(stops):
            close = self.text.find(")", self.at)
            self.at = self.end if close < 0 else close + 1
            if self.depth < 24:
                self.depth += 1
                body += self.commands(stops)
                self.depth -= 1
            while self.looking_at(";") or self.looking_at("&"):
                self.at += 1
        if self._reserved() == "esac":
            self._pass_reserved()
        return Block("case", tuple(body), self._redirects())

    def _function(self) -> Node | None:
        self._pass_reserved()
        self.blanks()
        name = _literal(self.word())
        self.blanks()
        self.take("()")
        return self._defined(name)

    def _defined(self, name: str) -> Node | None:
        self._lines()
        if self.depth >= 24:
            self.broken, self.at = True, self.end
            return None
        self.depth += 1
        body = self._command()
        self.depth -= 1
        return Function(name, () if body is None else (body,))

    def _test(self) -> Simple:
        """`[[ … ]]`: its operators are no redirections."""
        self._pass_reserved()
        words: list[Word] = [(Text("[[", quoted=False),)]
        while self.at < self.end and not self.take("]]"):
            self.blanks()
            word = self.word()
            if word:
                words.append(word)
                if _literal(word) == "]]":
                    break
            elif self.looking_at("\n"):
                self.newline()
            elif not self.looking_at("]]"):
                self.at += 1
        return Simple((), tuple(words), ())

    def _simple(self) -> Node | None:
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while self.at < self.end:
            self.blanks()
            if (redirect := self._redirect()) is not None:
                redirects.append(redirect)
            elif not words and (assignment := self._assignment()) is not None:
                assignments.append(assignment)
            elif word := self.word():
                words.append(word)
            elif self.looking_at("(") and len(words) == 1:
                self.at += 1
                self.blanks()
                self.take(")")
                return self._defined(_literal(words[0]))
            else:
                break
        if not assignments and not words and not redirects:
            return None
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    def _assignment(self) -> Assignment | None:
        match = _ASSIGNED.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        if not self.take("("):
            return Assignment(match[1], (self.word(),))
        values: list[Word] = []
        while self.at < self.end and not self.take(")"):
            self._lines()
            word = self.word()
            if word:
                values.append(word)
            elif not self.looking_at(")"):
                self.at += 1
        return Assignment(match[1], tuple(values))

    def _redirects(self) -> tuple[Redirect, ...]:
        found = []
        self.blanks()
        while (redirect := self._redirect()) is not None:
            found.append(redirect)
            self.blanks()
        return tuple(found)

    def _redirect(self) -> Redirect | None:
        match = _REDIRECT.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        self.blanks()
        target = self.word()
        if match[1] not in {"<<", "<<-"}:
            return Redirect(match[1], target)
        literal = any(isinstance(part, Text) and part.quoted for part in target)
        here = Here(_literal(target), literal=literal, strips=match[1] == "<<-")
        self.heres.append(here)
        return Redirect("<<", (), here)


def _literal(word: Word) -> str:
    return "".join(part.text for part in word if isinstance(part, Text))
