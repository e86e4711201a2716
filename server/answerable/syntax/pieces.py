"""A text as pieces with lazily found facts, whatever reads its language."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from answerable.core.facts import Fact
from answerable.syntax.languages import Language
from answerable.syntax.statements import statements
from answerable.syntax.stops import is_early_stop

if TYPE_CHECKING:
    from answerable.syntax.units import Unit

__all__ = ["Piece", "code_piece", "pieces_of"]

_DOWN_PATH: Final = re.compile(
    r"(?i)(?:^|[/._-])(?:down|undo|rollback|revert)(?:[/._-]|$)|(?:^|/)U\d[\w.]*__"
)

_SILENCED: Final = re.compile(
    r"(?i)(?:--|/\*|#)[ \t]*(?:.*\b)?(?:noqa\b|squawk-ignore|sqlfluff:\s*(?:off|exclude|noqa)|nosemgrep|nosonar|gitleaks:allow|"
    r"sqlcheck:ignore|tsqllint-disable|sqlvet:\s*disable|pgspot-ignore|strong_migrations|disable-lint|lint:ignore)[^\n]*"
)


class Piece(NamedTuple):
    """A unit of a text: equal `scope` and `text` mean equal facts. Lines are 0-based and half-open."""

    scope: str
    text: bytes
    line: int
    end_line: int
    facts: Callable[[], tuple[Fact, ...]]


def pieces_of(path: str, text: str, language: Language, budget: float) -> list[Piece] | None:
    """The pieces of `text`, or `None` when parsing it exceeds the budget in seconds."""
    if language.reader:
        from answerable.syntax.documents import document_pieces  # noqa: PLC0415 - needed for structured documents only

        return document_pieces(path, text, language, budget)
    if not language.module:
        return _sql(path, text)
    return _code(text, language, budget)


def _code(text: str, language: Language, budget: float) -> list[Piece] | None:
    from answerable.syntax.parsing import parse, source_bytes  # noqa: PLC0415 - tree-sitter is loaded for code only
    from answerable.syntax.units import split  # noqa: PLC0415 - the same

    source = source_bytes(text)
    tree = parse(source, language, budget=budget)
    if tree is None:
        return None
    return [code_piece(unit, source, language) for unit in split(tree.root_node, language)]


def code_piece(unit: "Unit", source: bytes, language: Language) -> Piece:
    """A unit of parsed code as a piece."""
    from answerable.syntax.extract import facts_of  # noqa: PLC0415 - tree-sitter is loaded for code only

    # A header and the whole of what it opens may begin alike: the scope tells them apart.
    scope = f"{unit.container}\0{unit.defines}" if unit.defines else unit.container
    text = source[unit.start : unit.end]
    if is_early_stop(unit.node, text):
        scope += "\0early"
    return Piece(scope, text, unit.line, unit.end_line, lambda: facts_of(unit, language))


def _sql(path: str, text: str) -> list[Piece]:
    from answerable.syntax.sql import statement_facts  # noqa: PLC0415 - needed for SQL only

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    undone = _DOWN_PATH.search(path) is not None
    found = []
    for each in statements(text):
        statement = each._replace(down=each.down or undone)
        scope = "down" if statement.down else ""
        found.append(
            Piece(
                scope,
                statement.text.encode("utf-8", "replace"),
                statement.line,
                statement.end_line,
                lambda statement=statement: tuple(statement_facts(statement)),  # type: ignore[misc]
            )
        )
    return [*found, *_silenced(text)]


def _silenced(text: str) -> Iterator[Piece]:
    """Comments that tell a checker of SQL to look away."""
    for match in _SILENCED.finditer(text):
        said = " ".join(match.group().split())
        line = text.count("\n", 0, match.start())
        yield Piece(
            "\0comment",
            said.encode("utf-8", "replace"),
            line,
            line + 1,
            lambda said=said: (Fact("comment", "", said, "", "", 0, 1),),  # type: ignore[misc]
        )
