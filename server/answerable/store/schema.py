"""The journal's tables, their version, and the way from every earlier version to this one.

A file says what it is in its header: `PRAGMA application_id` that it is a journal, `PRAGMA user_version` of which
version. A new journal is made by taking every step from version 0, so that the path of an old file is walked by
every new one. A step, once released, never changes: append another.
"""

import sqlite3
from collections.abc import Sequence
from enum import Enum
from typing import Final

__all__ = ["APPLICATION_ID", "STEPS", "Standing", "intact", "migrate", "standing"]

#: "Answ", big-endian: what `file` and other programs see in the header.
APPLICATION_ID: Final = 0x416E7377

Steps = Sequence[Sequence[str]]

#: Step n leads from version n to version n + 1. Text is stored as UTF-8 blobs that may hold surrogates, because
#: paths and foreign session names need not be valid Unicode; order is the order of ids, never of clocks.
STEPS: Final[Steps] = (
    (
        # Compressed, once per content, for as long as a snapshot refers to it.
        """CREATE TABLE contents (
            digest BLOB PRIMARY KEY,
            data BLOB NOT NULL)""",
        """CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY,
            worktree BLOB NOT NULL,
            path BLOB NOT NULL,
            digest BLOB NOT NULL,
            runs BLOB NOT NULL,
            source BLOB NOT NULL,
            at_ms INTEGER NOT NULL)""",
        "CREATE INDEX snapshots_by_path ON snapshots (worktree, path)",
        "CREATE INDEX snapshots_by_digest ON snapshots (digest)",
        """CREATE TABLE evidence (
            id INTEGER PRIMARY KEY,
            worktree BLOB NOT NULL,
            path BLOB NOT NULL,
            session BLOB NOT NULL,
            before BLOB NOT NULL,
            after BLOB NOT NULL,
            data BLOB NOT NULL)""",
        "CREATE INDEX evidence_by_path ON evidence (worktree, path)",
        """CREATE TABLE windows (
            id INTEGER PRIMARY KEY,
            worktree BLOB NOT NULL,
            key BLOB NOT NULL,
            producer BLOB NOT NULL,
            before BLOB NOT NULL,
            at_ms INTEGER NOT NULL,
            UNIQUE (worktree, key))""",
        """CREATE TABLE pending (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            record BLOB NOT NULL,
            at_ms INTEGER NOT NULL)""",
        # Which records speak about which blobs: derived from the record ref, and rebuilt from it at will.
        """CREATE TABLE records (
            id INTEGER PRIMARY KEY,
            record BLOB NOT NULL UNIQUE)""",
        """CREATE TABLE record_blobs (
            blob BLOB NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (blob, record)) WITHOUT ROWID""",
    ),
    (
        # What the guard decided about tool calls that had not happened yet; never a command itself.
        """CREATE TABLE decisions (
            id INTEGER PRIMARY KEY,
            worktree BLOB NOT NULL,
            data BLOB NOT NULL,
            at_ms INTEGER NOT NULL)""",
    ),
    (
        # What the analysis found in changes, by a name of the change; never any of its text.
        """CREATE TABLE findings (
            id INTEGER PRIMARY KEY,
            change BLOB NOT NULL UNIQUE,
            data BLOB NOT NULL)""",
    ),
)


class Standing(Enum):
    """What a database file is to this version of Answerable."""

    FRESH = "fresh"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"


def standing(connection: sqlite3.Connection, steps: Steps = STEPS) -> Standing:
    """What the file behind `connection` is. Reads its header only; inside a transaction, or the answer may mix two."""
    application = _pragma(connection, "PRAGMA application_id")
    version = _pragma(connection, "PRAGMA user_version")
    if application != APPLICATION_ID:
        empty = application == version == _pragma(connection, "PRAGMA schema_version") == 0
        return Standing.FRESH if empty else Standing.FOREIGN
    if version > len(steps):
        return Standing.NEWER
    if version < 1:
        return Standing.FOREIGN
    return Standing.CURRENT if version == len(steps) else Standing.OLDER


def migrate(connection: sqlite3.Connection, steps: Steps = STEPS) -> None:
    """Take every step that is missing, all of them or none. Another process may have been faster."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if standing(connection, steps) in {Standing.FRESH, Standing.OLDER}:
            for step in steps[_pragma(connection, "PRAGMA user_version") :]:
                for statement in step:
                    connection.execute(statement)
            # A pragma takes no parameters; both are numbers of our own.
            connection.execute(f"PRAGMA user_version = {len(steps)}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def intact(connection: sqlite3.Connection, steps: Steps = STEPS) -> bool:
    """Whether the tables are exactly those that the steps make."""
    model = sqlite3.connect(":memory:", isolation_level=None)
    model.text_factory = bytes
    try:
        migrate(model, steps)
        return _declared(model) == _declared(connection)
    finally:
        model.close()


def _declared(connection: sqlite3.Connection) -> list[object]:
    return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()


def _pragma(connection: sqlite3.Connection, question: str) -> int:
    value: int = connection.execute(question).fetchone()[0]
    return value
