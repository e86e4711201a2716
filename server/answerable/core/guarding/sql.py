"""What a text of SQL, or a call of a library for databases, would lose."""

import re
from typing import Final

__all__ = ["mongo_loss", "orm_loss", "sql_loss"]

_COMMENT: Final = re.compile(r"--[^\n]*|/\*.*?\*/|#[^\n]*(?=\n|$)", re.DOTALL)
_STRING: Final = re.compile(r"'(?:[^']|'')*'")
_DROP: Final = re.compile(
    r"\bDROP\s+(TABLE|DATABASE|SCHEMA|KEYSPACE|COLLECTION|TABLESPACE|OWNED|USER|ROLE|MATERIALIZED\s+VIEW)\b",
    re.IGNORECASE,
)
_DROP_COLUMN: Final = re.compile(
    r"\bALTER\s+TABLE\b.*\bDROP\s+(?:COLUMN\b|PARTITION\b|(?!CONSTRAINT|INDEX|KEY|PRIMARY|FOREIGN|DEFAULT|NOT|CHECK)\w)",
    re.IGNORECASE | re.DOTALL,
)
_TRUNCATE: Final = re.compile(r"^\s*TRUNCATE\b", re.IGNORECASE)
_CHANGES: Final = re.compile(
    r"\b(?:(DELETE)\s+FROM|(UPDATE)\s+[\w.\"`\[\]]+(?:\s+(?:AS\s+)?\w+)?\s+SET)\b", re.IGNORECASE
)
_WHERE: Final = re.compile(r"\bWHERE\b(.*)", re.IGNORECASE | re.DOTALL)
_ALWAYS: Final = re.compile(r"^\s*\(?\s*(?:(\d+)\s*=\s*\1|TRUE|1|''\s*=\s*'')\s*\)?\s*(?:;|$)", re.IGNORECASE)
_TEMPORARY: Final = re.compile(
    r"\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?[\"`]?(?:pg_temp\.|temp\.|#)?(?:te?mp_|#)", re.IGNORECASE
)
_MONGO: Final = re.compile(
    r"\.\s*(?:dropDatabase|drop)\s*\(|\.\s*(?:deleteMany|remove)\s*\(\s*(?:\{\s*\})?\s*\)|\.updateMany\s*\(\s*\{\s*\}"
)

_ORM: Final = re.compile(
    r"\.(?:delete_all|destroy_all)\b|\.objects\.all\(\)\.delete\(\)|\.(?:metadata\.)?drop_all\(|\.truncate\(\s*\)|"
    r"\.deleteMany\(\s*(?:\{\s*\})?\s*\)|\.dropDatabase\(|\.drop_database\(|\.flushall\(|\.flush(?:All|db)\("
)


def sql_loss(text: str) -> str:
    """What a text of SQL would lose, as the end of a sentence; empty when nothing."""
    for statement in _STRING.sub("''", _COMMENT.sub(" ", text)).split(";"):
        dropped = _DROP.search(statement)
        if (
            dropped is not None
            and not _TEMPORARY.search(statement)
            and not _mentions(statement, dropped.start())
        ):
            return f"drop a {dropped[1].lower()} with its data"
        if _TRUNCATE.match(statement):
            return "empty a table"
        if _DROP_COLUMN.search(statement):
            return "drop a column with its data"
        changed = _CHANGES.search(statement)
        where = _WHERE.search(statement, changed.end()) if changed else None
        if changed and (where is None or _ALWAYS.match(where[1])):
            return "delete every row of a table" if changed[1] else "change every row of a table"
    return ""


def _mentions(statement: str, at: int) -> bool:
    """Whether the words only stand in a statement about something else: `COMMENT ON … IS`, `SELECT …`."""
    first = statement.split(None, 1)[:1]
    return bool(first) and at > 0 and first[0].upper() in {"SELECT", "INSERT", "COMMENT", "EXPLAIN", "SHOW"}


def orm_loss(text: str) -> str:
    """What a program's text would delete through a library, as the end of a sentence; empty when nothing."""
    return "delete every row of a table" if _ORM.search(text) else ""


def mongo_loss(text: str) -> str:
    """What a text for MongoDB's shell would lose, as the end of a sentence; empty when nothing."""
    return "drop a database or every document of a collection" if _MONGO.search(text) else ""
