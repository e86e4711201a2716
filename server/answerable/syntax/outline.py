"""The outline of a text: what it defines, and where."""

from functools import cache
from typing import NamedTuple

import tree_sitter

from answerable.core.spelling import tail
from answerable.syntax.languages import Language, grammars_root, language_of
from answerable.syntax.parsing import grammar, parse, source_bytes

__all__ = ["Definition", "outline"]


class Definition(NamedTuple):
    """One definition. `name` is dotted, `kind` is class, method or function; lines are 0-based and half-open."""

    name: str
    kind: str
    start_line: int
    end_line: int


def outline(path: str, text: str, budget: float = 1.0) -> list[Definition]:
    """The definitions of a text in their order, outer before inner; empty where its language is not known.

    A text that takes longer than `budget` seconds to parse has no outline.
    """
    language = language_of(path, text)
    if language is None or not language.queries:
        return []
    tree = parse(source_bytes(text), language, budget=budget)
    if tree is None:
        return []
    matches = tree_sitter.QueryCursor(_query(language)).matches(tree.root_node)
    found = [(captures["definition"][0], captures["name"][0]) for _, captures in matches]
    found.sort(key=lambda each: (each[0].start_byte, -each[0].end_byte))
    return _nested(found, language)


def _nested(found: list[tuple[tree_sitter.Node, tree_sitter.Node]], language: Language) -> list[Definition]:
    open_ones: list[tuple[int, Definition]] = []
    definitions = []
    for node, named in found:
        while open_ones and open_ones[-1][0] <= node.start_byte:
            open_ones.pop()
        outer = open_ones[-1][1] if open_ones else None
        name = (named.text or b"").decode("utf-8", "replace").strip("\"'`")
        if outer is not None and open_ones[-1][0] == node.end_byte and tail(outer.name) == name:
            continue  # the same definition without its decorators
        definition = Definition(
            name if outer is None else f"{outer.name}.{name}",
            _kind(node, outer, language),
            node.start_point[0],
            node.end_point[0] + 1,
        )
        open_ones.append((node.end_byte, definition))
        definitions.append(definition)
    return definitions


def _kind(node: tree_sitter.Node, outer: Definition | None, language: Language) -> str:
    if node.type in language.classes:
        return "class"
    return "method" if outer is not None and outer.kind == "class" else "function"


@cache
def _query(language: Language) -> tree_sitter.Query:
    source = (grammars_root() / language.queries / "definitions.scm").read_text(encoding="utf-8")
    return tree_sitter.Query(grammar(language), source)
