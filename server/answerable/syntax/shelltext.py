"""Shell scripts inside other documents: `run:` blocks, RUN instructions, arguments of `sh -c`."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact
from answerable.syntax.commands import plain_words
from answerable.syntax.extract import facts_of
from answerable.syntax.languages import languages
from answerable.syntax.parsing import parse
from answerable.syntax.units import split

__all__ = ["command_facts", "script_facts"]

_EXPRESSION: Final = re.compile(r"\$\{\{(?:.|\n)*?\}\}|\{\{.*?\}\}")
#: Characters of a script that are looked at: a chain of commands is a tree as deep as it is long.
_LONG: Final = 20_000
#: What a script inside a document is asked about; the rest of its facts belongs to scripts that are files.
_KINDS: Final = frozenset({"command", "fallback", "assign", "pipeline", "sql-drop", "sql-dml", "shortcut"})


def script_facts(text: str, scope: str, line: int) -> Iterator[Fact]:
    """Facts of a script whose first line is `line`. Expressions of the host are variables to the shell."""
    shell = languages()["bash"]
    text = text[:_LONG]
    plain = _EXPRESSION.sub(lambda match: "$EXPR" + "\n" * match.group().count("\n"), text)
    tree = parse(plain.encode("utf-8", "replace"), shell)
    if tree is None:
        return
    for unit in split(tree.root_node, shell):
        for fact in facts_of(unit, shell):
            if fact.kind in _KINDS:
                at = line + unit.line
                yield fact._replace(scope=scope, line=fact.line + at, end_line=fact.end_line + at)


def command_facts(words: list[str], scope: str, line: int, end_line: int) -> Iterator[Fact]:
    """Facts of a command given as a list of words."""
    words = plain_words([word for word in words if word])
    if len(words) > 2 and words[0] in {"sh", "bash", "zsh", "ash"} and re.match(r"-\w*c$", words[1]):
        for fact in script_facts(words[2], scope, line):
            yield fact._replace(line=line, end_line=end_line)
    elif words:
        yield Fact("command", words[0], " ".join(words), "", scope, line, end_line)
