"""Facts of SQL: what statements drop, and which rows they touch.

sqlglot reads a statement; what it cannot read is looked at as text. Importing it costs as much as everything
else, so only statements that can matter reach it.

Kinds of fact: `sql-drop` (key what, value its name), `sql-dml` (key the verb and table, value the conjuncts of
WHERE), `sql-alter` (key the action), `sql-fresh` (key an object that this text makes or replaces), `sql-condition`
(key what is restricted, value the condition), `sql-limit` (key what is limited). The owner is the object that
existed before. `sqlrights` has the kinds about privileges and settings.
"""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.contracts.declared import routine_offers
from answerable.core.facts import Fact
from answerable.syntax import sqltext
from answerable.syntax.sqlrights import rights
from answerable.syntax.statements import Statement, bare, statements

__all__ = ["sql_facts", "statement_facts"]

_VERB: Final = re.compile(
    r"^\s*(?:explain\s+(?:analy[sz]e\s+)?)?(drop|truncate|delete|update|alter|create|with|rename|do|begin|if|merge|replace|execute|exec|select)\b",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"^\s*(?:create|alter)\s+(?:or\s+\w+\s+)?(?:definer\s*=\s*\S+\s+)?(?:constraint\s+)?(?:trigger|procedure|proc|function|event)\b|^\s*do\b|^\s*begin\b(?!\s+(?:tran|work|isolation|read|immediate|exclusive|deferred))|^\s*if\b",
    re.IGNORECASE,
)
_DOLLAR: Final = re.compile(r"\$(\w*)\$(.*?)(?:\$\1\$|\Z)", re.DOTALL)
_BEGIN: Final = re.compile(r"\b(?:begin|then|as|declare)\b", re.IGNORECASE)
_IF: Final = re.compile(r"\s*if\b", re.IGNORECASE)
_PLAIN_DROP: Final = re.compile(r"^\s*(?:drop|truncate)\b", re.IGNORECASE)
_PASSWORD: Final = re.compile(
    r"^\s*(?:create|alter|grant|set)\b[^;]*?\b(?:password|identified\s+by(?:\s+password)?)\s*=?\s*'(?P<password>[^'\s%§]{4,})'",
    re.IGNORECASE,
)
_HOLES: Final = re.compile(r"§+")


def sql_facts(text: str, *, embedded: bool = False, open_end: bool = False) -> list[Fact]:
    """The facts of a script, lines counted from its first. With `open_end` the last statement goes on unseen."""
    if embedded:
        text = _HOLES.sub("hole_", text)
    found: list[Fact] = []
    parts = list(statements(text))
    for number, statement in enumerate(parts, 1):
        facts = statement_facts(statement)
        if open_end and number == len(parts):
            facts = [fact for fact in facts if fact.kind != "sql-dml"]
        found += [
            fact._replace(line=fact.line + statement.line, end_line=fact.end_line + statement.line)
            for fact in facts
        ]
    return found


def statement_facts(statement: Statement) -> list[Fact]:
    """The facts of one statement, lines counted from its first."""
    text = statement.text
    scope = "down" if statement.down else ""
    lines = statement.end_line - statement.line
    credentials = [
        Fact("sql-credential", "", match["password"], "", scope, 0, lines)
        for match in _PASSWORD.finditer(text)
    ]
    has_body = _BODY.match(text) is not None
    said = bare(_without_body(text) if has_body else text)
    facts = [
        Fact(kind, key, value, owner, scope, 0, lines)
        for kind, key, value, owner in (*rights(said), *routine_offers(said))
    ]
    if has_body:
        return [*facts, *(fact._replace(scope=scope) for fact in _body_facts(text))]
    facts += credentials
    if not _VERB.match(text):
        return facts
    found = None
    if not _PLAIN_DROP.match(text):
        found = _parsed(text)
    if found is None:
        found = sqltext.facts(bare(text))
    return facts + [Fact(kind, key, value, owner, scope, 0, lines) for kind, key, value, owner in found]


def _without_body(text: str) -> str:
    """What stands around the body; a condition keeps what it leads to."""
    place = _body(text)
    return text if place is None or _IF.match(text) else text[: place[0]] + text[place[1] :]


def _body(text: str) -> tuple[int, int] | None:
    """Where the body of a routine, trigger or block starts and ends."""
    match, begin = _DOLLAR.search(text), _BEGIN.search(text)
    if match is not None:
        return match.start(2), match.end(2)
    return None if begin is None else (begin.end(), len(text))


def _body_facts(text: str) -> Iterator[Fact]:
    """The statements inside the body of a routine, trigger or block."""
    place = _body(text)
    if place is None:
        return
    start, body = place[0], text[place[0] : place[1]]
    base = text.count("\n", 0, start)
    inner = re.sub(
        r"(?i)^\s*(?:declare\b.*?)?\bbegin\b",
        lambda found: _blanked(found.group()),
        body,
        count=1,
        flags=re.DOTALL,
    )
    for fact in sql_facts(inner) if len(inner) < len(text) else []:
        yield fact._replace(line=fact.line + base, end_line=fact.end_line + base)


def _blanked(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _parsed(text: str) -> list[tuple[str, str, str, str]] | None:
    from answerable.syntax import sqltree  # noqa: PLC0415 - sqlglot is imported only when SQL is really there

    return sqltree.facts(text)
