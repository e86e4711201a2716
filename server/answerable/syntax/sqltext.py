"""Facts of one SQL statement by its text: for DROP and TRUNCATE, and for what sqlglot cannot read."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.lattice import CONJUNCTION

__all__ = ["facts"]

_NAME: Final = (
    r"(?:[\w$#.§:]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$#§:]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*"
)
_DROP: Final = re.compile(
    rf"^drop\s+(?P<temp>temp(?:orary)?\s+)?(?P<kind>table|schema|database|(?:unique\s+)?index|constraint|column|keyspace|tablespace)\s+"
    rf"(?:concurrently\s+)?(?:if\s+exists\s+)?(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)",
    re.IGNORECASE,
)
_TRUNCATE: Final = re.compile(
    rf"^truncate\s+(?:table\s+)?(?:only\s+)?(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)", re.IGNORECASE
)
_ALTER: Final = re.compile(
    rf"^alter\s+table\s+(?:only\s+)?(?:if\s+exists\s+)?(?:only\s+)?(?P<table>{_NAME})\s+(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ALTER_DROP: Final = re.compile(
    rf"(?:^|,)\s*drop\s+(?:(?P<kind>column|constraint|foreign\s+key|primary\s+key|check|index|key|partition)\b)?\s*(?:if\s+exists\s+)?(?P<name>{_NAME})?",
    re.IGNORECASE,
)
_DELETE: Final = re.compile(
    rf"^delete\s+from\s+(?:only\s+)?(?P<table>{_NAME})(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
_UPDATE: Final = re.compile(
    rf"^update\s+(?:only\s+)?(?P<table>{_NAME})\s+(?:(?:as\s+)?\w+\s+)?set\s+(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WHERE: Final = re.compile(
    r"\bwhere\b(?P<where>.*?)(?:\breturning\b|\border\s+by\b|\blimit\b|$)", re.IGNORECASE | re.DOTALL
)
_NOT_COLUMNS: Final = frozenset({"default", "not", "identity", "expression", "partition"})


def facts(text: str) -> list[tuple[str, str, str, str]]:
    """(kind, key, value, owner) of a statement without comments; empty for one that is of no interest."""
    if match := _DROP.match(text):
        kind = match["kind"].lower().split()[-1]
        return [] if match["temp"] else [("sql-drop", kind, name, name) for name in _names(match["names"])]
    if match := _TRUNCATE.match(text):
        return [("sql-drop", "truncate", name, name) for name in _names(match["names"])]
    if match := _ALTER.match(text):
        return list(_alter(_plain(match["table"]), match["rest"]))
    if match := _DELETE.match(text):
        return list(_dml("delete", _plain(match["table"]), match["rest"]))
    if match := _UPDATE.match(text):
        return list(_dml("update", _plain(match["table"]), match["rest"]))
    return []


def _alter(table: str, rest: str) -> Iterator[tuple[str, str, str, str]]:
    for match in _ALTER_DROP.finditer(rest):
        kind = " ".join((match["kind"] or "column").lower().split())
        name = _plain(match["name"] or "")
        if kind == "column" and name in _NOT_COLUMNS:
            continue
        if kind in {"foreign key", "primary key", "check"}:
            kind, name = "constraint", name if kind == "foreign key" else kind
        full = f"{table}.{name}"
        yield "sql-drop", "index" if kind == "key" else kind, full, full if kind == "column" else name


def _dml(verb: str, table: str, rest: str) -> Iterator[tuple[str, str, str, str]]:
    match = _WHERE.search(rest)
    if match is None and re.search(r"\b(?:limit|join|using|where)\b", rest, re.IGNORECASE):
        return
    where = "" if match is None else match["where"].strip()
    conjuncts = [part.strip() for part in re.split(r"\s+and\s+", where, flags=re.IGNORECASE)]
    column = re.match(r"[\w\"`]+", rest) if verb == "update" else None
    owner = f"{table}.{_plain(column.group())}" if column else table
    yield "sql-dml", f"{verb} {table}", CONJUNCTION.join(sorted(part for part in conjuncts if part)), owner


def _names(text: str) -> list[str]:
    return [_plain(part.strip()) for part in text.split(",")]


def _plain(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).lower()
