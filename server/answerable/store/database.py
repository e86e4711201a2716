"""One connection to the journal's file, followed when the file under it is damaged, moved or deleted.

Durability: WAL with `synchronous=NORMAL`. A committed transaction is in the kernel when `COMMIT` returns, so it
survives the death of the process at any instruction. It is synced to the disk at checkpoints only: a power cut
may take back the last events, never corrupt the file. That is enough, because the sources that the events
describe are not synced by editors either, and text whose event is gone becomes `unknown`, never something
wrong; `FULL` would add one fsync (1 to 20 ms) to every event on the path of typing.
"""

import os
import sqlite3
import time
from collections.abc import Callable
from typing import Final, TypeVar

from answerable.core.errors import JournalUnavailable
from answerable.store.place import (
    PATIENCE_S,
    Hold,
    Identity,
    check_place,
    identity,
    make,
    set_aside,
    unavailable,
)
from answerable.store.schema import Standing, intact, migrate, standing

__all__ = ["Database", "patiently"]

_Result = TypeVar("_Result")
_Operation = Callable[[sqlite3.Connection], _Result]

#: How often one operation may find the file replaced or damaged before it gives up.
_ATTEMPTS: Final = 4

#: Equal to no file: what a connection that was let go belongs to.
_NO_FILE: Final = Identity(-1, -1)

#: Bytes at which a WAL that one large event has blown up is cut back.
_WAL_LIMIT: Final = 4 * 1024 * 1024

#: Free pages (4 KiB each) that may wait for the next events; all are given back when there are more.
_FREE_PAGES: Final = 256

#: SQLite's own error messages quote what they stumble over: damaged names make Python fail to decode them.
_FAILURES: Final = (sqlite3.DatabaseError, UnicodeDecodeError)

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DAMAGE: Final = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_MISMATCH,
    # No statement of ours violates a constraint of ours: an index or a table is not what it says.
    sqlite3.SQLITE_CONSTRAINT,
}
_REASONS: Final = {
    sqlite3.SQLITE_FULL: ("cannot be written because the disk is full", "free some space"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "check the free space and the health of the disk"),
    sqlite3.SQLITE_READONLY: ("is read-only", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_TOOBIG: ("cannot hold a text as large as this", "leave the file to git alone"),
}


class Database:
    """The file at `path`, in transactions. To be used by the thread that made it, and not across a fork.

    `notices` collects, in sentences, what its user should know; its reader may empty it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.notices: list[str] = []
        self._said: set[str] = set()
        self._generation = 0
        self._connection, self._file = self._open()

    def read(self, operation: _Operation[_Result]) -> _Result:
        """What `operation` finds, in one consistent state of the journal."""
        return self._guarded("BEGIN", operation)

    def write(self, operation: _Operation[_Result]) -> _Result:
        """Do `operation` in one transaction, durable when this returns. It may run more than once."""
        return self._guarded("BEGIN IMMEDIATE", operation)

    def version(self) -> int:
        """A number that differs whenever another connection has written or the file is another one."""
        count = self._guarded("", lambda connection: _number(connection, "PRAGMA data_version"))
        return (self._generation << 32) + count

    def shrink(self) -> None:
        """Give free pages back to the system, if they are many."""
        self._guarded("", _shrink)

    def note(self, sentence: str) -> None:
        """Put a sentence among the notices, once."""
        if sentence not in self._said:
            self._said.add(sentence)
            self.notices.append(sentence)

    def close(self) -> None:
        """Release the file."""
        try:
            # SQLite removes its companions by name here: not while another process makes new ones.
            with Hold(self.path):
                self._connection.close()
        except JournalUnavailable:
            self._connection.close()

    def _guarded(self, begin: str, operation: _Operation[_Result]) -> _Result:
        for _ in range(_ATTEMPTS):
            if self._moved():
                self._let_go()
                self._connection, self._file = self._open()
            try:
                result = _transaction(self._connection, begin, operation)
            except sqlite3.ProgrammingError:
                raise
            except _FAILURES as error:
                file = self._file
                if file is None or not _is_damage(error, self._connection):
                    raise self._unavailable(error) from error
                self._let_go()
                self._set_aside(file, "is damaged")
                continue
            # A journal that was set aside meanwhile has taken the event along: repeat it in the new one.
            if not self._moved():
                return result
        raise self._hopeless()

    def _moved(self) -> bool:
        return self._file is not None and identity(self.path) != self._file

    def _let_go(self) -> None:
        self.close()
        self._file = _NO_FILE

    def _open(self) -> tuple[sqlite3.Connection, Identity | None]:
        self._generation += 1
        for _ in range(_ATTEMPTS):
            check_place(self.path)
            try:
                with Hold(self.path):
                    file = identity(self.path)
                    opened = None if file is None else _opened(self.path)
            except _FAILURES as error:
                raise self._unavailable(error) from error
            if isinstance(opened, sqlite3.Connection):
                return opened, file
            if opened is Standing.NEWER:
                return self._stand_in(), None
            if file is None:
                make(self.path)
            else:
                foreign = opened is Standing.FOREIGN
                self._set_aside(file, "is not a journal of Answerable" if foreign else "is damaged")
        raise self._hopeless()

    def _stand_in(self) -> sqlite3.Connection:
        self.note(
            f"The journal {self.path} was written by a newer Answerable and is left untouched: nothing is read "
            "from it and nothing of this session is kept; update Answerable."
        )
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.text_factory = bytes
        migrate(connection)
        return connection

    def _set_aside(self, file: Identity, what: str) -> None:
        aside = set_aside(self.path, file)
        if aside is not None:
            self.note(
                f"The journal {self.path} {what} and was set aside as {os.path.basename(aside)}: "  # noqa: PTH119 - pathlib costs the hooks 4 ms
                "what it knew about uncommitted lines is unknown now."
            )

    def _unavailable(self, error: Exception) -> JournalUnavailable:
        code = _code(error)
        if code in _BUSY:
            return unavailable(self.path, "is held by another process", "end that process, then try again")
        reason, remedy = _REASONS.get(code, ("cannot be used", "see whether a newer Answerable helps"))
        return unavailable(self.path, f"{reason} ({error})", remedy)

    def _hopeless(self) -> JournalUnavailable:
        return unavailable(self.path, "is damaged again and again", "check the health of the disk")


def _opened(path: str) -> sqlite3.Connection | Standing | None:
    """A connection to the journal at `path`, or what else the file there is; `None` when it is damaged."""
    connection = _connect(path)
    try:
        found = patiently(lambda: _prepare(connection))
    except _FAILURES as error:
        damaged = _is_damage(error, connection)
        connection.close()
        if damaged:
            return None
        raise
    if found is not Standing.CURRENT:
        connection.close()
        return found
    return connection


def _connect(path: str) -> sqlite3.Connection:
    # `rw`, not `rwc`: a missing journal is made by `place.make`. Three slashes: a path that begins with two would
    # otherwise name a host.
    name = os.fsencode(path).replace(b"%", b"%25").replace(b"?", b"%3f").replace(b"#", b"%23")
    uri = b"file://" + name + b"?mode=rw"
    connection = sqlite3.connect(uri, timeout=PATIENCE_S, isolation_level=None, uri=True)
    connection.text_factory = bytes
    return connection


def _prepare(connection: sqlite3.Connection) -> Standing:
    """Bring a journal to this version; what the file is now."""
    found = _transaction(connection, "BEGIN", standing)
    if found in {Standing.NEWER, Standing.FOREIGN}:
        return found
    if found is Standing.FRESH:
        # Only an empty file can still be told so; lets `shrink` give space back.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
    # A journal that came with somebody's archive may hold triggers: they may call nothing.
    connection.execute("PRAGMA trusted_schema = OFF")
    if found is not Standing.CURRENT:
        migrate(connection)
    return Standing.CURRENT


def patiently(action: Callable[[], _Result]) -> _Result:
    """Repeat `action` while the file is busy: switching to WAL does not wait by itself as other statements do."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if _code(error) not in _BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.005)


def _transaction(connection: sqlite3.Connection, begin: str, operation: _Operation[_Result]) -> _Result:
    """Run `operation` in a transaction; outside of one when `begin` is empty."""
    if not begin:
        return operation(connection)
    try:
        connection.execute(begin)
        result = operation(connection)
        connection.execute("COMMIT")
    finally:
        # Left open only by an error, which a full disk may already have turned into a rollback.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return result


def _shrink(connection: sqlite3.Connection) -> None:
    if _number(connection, "PRAGMA freelist_count") > _FREE_PAGES:
        # Not `execute`, which takes a statement without columns for done when it has given back one page.
        connection.executescript("PRAGMA incremental_vacuum")


def _number(connection: sqlite3.Connection, question: str) -> int:
    value: int = connection.execute(question).fetchone()[0]
    return value


def _is_damage(error: Exception, connection: sqlite3.Connection) -> bool:
    code = _code(error)
    if code == sqlite3.SQLITE_ERROR:
        # "No such table" and the like: damage if the tables are not ours, otherwise a statement of ours is wrong.
        try:
            return not intact(connection)
        except _FAILURES:
            return True
    return code in _DAMAGE


def _code(error: Exception) -> int:
    """SQLite's primary result code."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN)
    return code & 0xFF
