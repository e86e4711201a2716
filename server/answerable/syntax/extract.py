"""Facts of one unit, by the one merged query of its language (`grammars/<language>/facts.scm`)."""

from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import tree_sitter

from answerable.core.facts import Fact
from answerable.core.spelling import normalise, tail
from answerable.syntax import embedded
from answerable.syntax.commands import command_words
from answerable.syntax.languages import Language, grammars_root
from answerable.syntax.parsing import grammar
from answerable.syntax.signatures import signature_facts
from answerable.syntax.stops import is_early_stop
from answerable.syntax.units import Unit

__all__ = ["facts_of"]

_PARTS: Final = frozenset({"key", "value", "owner", "object", "name", "exits", "asserts", "after"})
#: Kinds whose value is the whole node.
_WHOLE: Final = frozenset({"exit", "comment", "shortcut", "reraise", "error"})
_LEAVING: Final = frozenset({"bail", "bail-unless", "require"})
_LITERAL: Final = 4_000  # characters of a literal that are looked at


class _Definition(NamedTuple):
    start: int
    end: int
    path: str


class _Match(NamedTuple):
    kind: str
    node: tree_sitter.Node
    captures: dict[str, list[tree_sitter.Node]]

    def text(self, part: str) -> str:
        """The layout-free spelling of a captured part; empty when the pattern has none."""
        nodes = self.captures.get(part)
        return _text(nodes[0]) if nodes else ""

    def slot(self) -> str:
        """The key; a method's is dotted with its object where the grammar keeps the two apart."""
        return f"{self.text('object')}.{self.text('key')}" if "object" in self.captures else self.text("key")


@cache
def _query(language: Language) -> tree_sitter.Query:
    folder = grammars_root() / language.queries
    source = "".join((folder / name).read_text(encoding="utf-8") for name in ("definitions.scm", "facts.scm"))
    return tree_sitter.Query(grammar(language), source)


def facts_of(unit: Unit, language: Language) -> tuple[Fact, ...]:
    """The facts of `unit`; their lines count from the first line of the unit."""
    cursor = tree_sitter.QueryCursor(_query(language))
    if unit.defines:
        cursor.set_byte_range(unit.start, unit.end)
    found = [_match(captures) for _, captures in cursor.matches(unit.node)]
    definitions = list(_definitions(found, unit.container))
    prose = {match.node.start_byte for match in found if match.kind == "prose"}
    firm = {match.node.start_byte for match in found if match.kind == "guard"}
    guards = firm | {match.node.start_byte for match in found if match.kind in _LEAVING}
    facts: list[Fact] = []
    seen: set[tuple[str, int, int]] = set()
    for match in sorted(found, key=_preference):
        node = match.node
        place = (match.kind, node.start_byte, node.end_byte)
        if place in seen or match.kind == "prose" or (match.kind == "string" and _inside(node, prose, seen)):
            continue
        if _said_better(match, firm, guards) or _hides_nothing(match, language):
            continue
        seen.add(place)
        scope = _scope(node, definitions, unit.container)
        facts += _facts(match, scope, unit.line, language)
    return tuple(facts)


def _match(captures: dict[str, list[tree_sitter.Node]]) -> _Match:
    kind = next(name for name in captures if name not in _PARTS)
    return _Match(kind, captures[kind][0], captures)


def _preference(match: _Match) -> tuple[int, int, int]:
    """Outer before inner, and of two matches of one node the one that knows more of it first."""
    return match.node.start_byte, -len(match.captures), -match.node.end_byte


def _inside(node: tree_sitter.Node, prose: set[int], seen: set[tuple[str, int, int]]) -> bool:
    """Whether a literal is prose or a part of a literal that was already taken as a whole."""
    if node.start_byte in prose:
        return True
    parent = node.parent
    return (
        parent is not None
        and (("string", parent.start_byte, parent.end_byte) in seen or parent.start_byte in prose)
        and parent.type.endswith("string")
    )


def _said_better(match: _Match, firm: set[int], leaving: set[int]) -> bool:
    """Whether another fact of the same place tells more: that a condition leads out, and that it does so aloud."""
    start = match.node.start_byte
    return (match.kind in {"condition", "hindrance"} and start in leaving) or (
        match.kind == "bail" and start in firm
    )


def _hides_nothing(match: _Match, language: Language) -> bool:
    """Whether what stands behind a shortcut is no statement: a comment, or a definition that others may use."""
    return any(
        node.is_extra or node.type in language.functions | language.classes | language.wrappers
        for node in match.captures.get("after", ())
    )


def _definitions(found: list[_Match], container: str) -> Iterator[_Definition]:
    open_paths: list[_Definition] = []
    for match in sorted(
        (each for each in found if each.kind == "definition"),
        key=lambda each: (each.node.start_byte, -each.node.end_byte),
    ):
        node = match.node
        while open_paths and open_paths[-1].end <= node.start_byte:
            open_paths.pop()
        outer = open_paths[-1].path if open_paths else container
        name = match.text("name").strip('"')
        if "object" in match.captures:
            name = f"{match.text('object').lstrip('*&')}.{name}"
        if open_paths and open_paths[-1].end == node.end_byte and tail(outer) == name:
            continue  # the same definition without its decorators
        definition = _Definition(node.start_byte, node.end_byte, f"{outer}.{name}" if outer else name)
        open_paths.append(definition)
        yield definition


def _scope(node: tree_sitter.Node, definitions: list[_Definition], container: str) -> str:
    scope = container
    for start, end, path in definitions:
        if start > node.start_byte:
            break
        if node.end_byte <= end:
            scope = path
    return scope


def _facts(match: _Match, scope: str, base: int, language: Language) -> Iterator[Fact]:
    node, kind = match.node, match.kind
    line, end_line = node.start_point[0] - base, node.end_point[0] - base + 1
    end_line += kind == "within"  # what left a block stands below it
    key, value, owner = match.slot(), match.text("value"), match.text("owner")
    if kind == "definition":
        yield Fact(kind, scope, "", owner, scope, line, end_line)
        yield from signature_facts(node, scope, base)
        return
    if kind == "string":
        content = embedded.content(node)
        yield Fact(kind, "", content[:_LITERAL], "", scope, line, end_line)
        yield from embedded.sql_in_literal(node, content, scope, line)
        return
    if kind == "heredoc":
        yield from embedded.sql_in_heredoc(node, owner, scope, line)
        return
    if kind == "command":
        words = command_words(node)
        key, value = words[0] if words else key, " ".join(words)
        yield from embedded.sql_in_command(node, key, scope, line)
        if is_early_stop(node, node.text):
            yield Fact("shortcut", "", value, "", scope, line, end_line)
    elif kind == "condition":
        owner = "else" if node.child_by_field_name("alternative") else ""
        condition = match.captures["value"][0]
        line, end_line = condition.start_point[0] - base, condition.end_point[0] - base + 1
    elif kind in _WHOLE and not value:
        value = _text(node)
    elif kind in {"keyword", "assign", "default"}:
        key = key.strip("\"'`[]:.")
    yield Fact(kind, key, value, owner, scope, line, end_line)
    if kind == "call" and value:
        yield from embedded.shell_in_call(match.captures["value"][0], key, scope, base, language)


def _text(node: tree_sitter.Node) -> str:
    text = node.text
    return "" if text is None else normalise(text.decode("utf-8", "replace"))
