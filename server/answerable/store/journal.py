"""The journal: snapshots and evidence of one repository, shared by every server, hook and command line at once.

Every event is one transaction; what has returned is found again, also after the process was killed. Rows that are
damaged are skipped with a notice, a damaged file is set aside with a notice, and only a journal that can be
neither opened nor set aside raises (`JournalUnavailable`). An object belongs to the thread that opened it.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from answerable.core.decided import Decided
from answerable.core.evidence import Evidence, Snapshot, Window
from answerable.store import retention
from answerable.store.codec import (
    integer,
    is_packed,
    pack_content,
    pack_decision,
    pack_evidence,
    pack_runs,
    pack_window,
    stored,
    text_of,
    unpack_decision,
    unpack_evidence,
    unpack_snapshot,
    unpack_window,
)
from answerable.store.database import Database
from answerable.store.locations import journal_path

__all__ = ["SqliteJournal", "open_journal"]

_SNAPSHOT = (
    "SELECT s.path, s.digest, s.runs, s.source, s.at_ms, c.data"
    " FROM snapshots AS s LEFT JOIN contents AS c ON c.digest = s.digest WHERE "
)
_OF_PATH = _SNAPSHOT + "s.worktree = ? AND s.path = ? ORDER BY s.id DESC"
_OF_PATH_WITH = _SNAPSHOT + "s.digest = ? AND s.worktree = ? AND s.path = ? ORDER BY s.id DESC"
_BY_ID = _SNAPSHOT + "s.id = ?"
_WITH = _SNAPSHOT + "s.digest = ? ORDER BY s.id DESC"
_SOURCES_FIRST = (
    "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY source ORDER BY id DESC) AS age"
    " FROM snapshots WHERE worktree = ? AND path = ?) ORDER BY age > 1, id DESC"
)
_CONTENT = "SELECT data FROM contents WHERE digest = ?"
#: Writes nothing when the same is there, mends what is damaged, and brings back what another process dropped.
_NEW_CONTENT = (
    "INSERT INTO contents (digest, data) VALUES (?, ?)"
    " ON CONFLICT (digest) DO UPDATE SET data = excluded.data WHERE data IS NOT excluded.data"
)
_NEWEST = (
    "SELECT digest, runs, source FROM snapshots WHERE worktree = ? AND path = ? ORDER BY id DESC LIMIT 1"
)
_NEW_SNAPSHOT = (
    "INSERT INTO snapshots (worktree, path, digest, runs, source, at_ms) VALUES (?, ?, ?, ?, ?, ?)"
)
_COPY_SNAPSHOTS = (
    "INSERT INTO snapshots (worktree, path, digest, runs, source, at_ms)"
    " SELECT worktree, ?, digest, runs, source, at_ms FROM snapshots"
    " WHERE worktree = ? AND path = ? ORDER BY id"
)
_NEW_EVIDENCE = (
    "INSERT INTO evidence (worktree, path, session, before, after, data) VALUES (?, ?, ?, ?, ?, ?)"
)
_WINDOWS = "SELECT key, producer, before, at_ms FROM windows WHERE worktree = ? "
_NEW_WINDOW = "INSERT OR REPLACE INTO windows (worktree, key, producer, before, at_ms) VALUES (?, ?, ?, ?, ?)"

_Value = TypeVar("_Value")


def open_journal(common_dir: str, clock: Callable[[], int], worktree: str = "") -> "SqliteJournal":
    """Open, make, migrate or replace the journal of the repository with this common git directory.

    `worktree` keeps the paths of linked worktrees apart (any text that names the worktree, such as its git
    directory relative to the common one); content is found across all of them.
    """
    return SqliteJournal(Database(journal_path(os.path.abspath(common_dir))), clock, worktree)  # noqa: PTH100 - pathlib costs the hooks 4 ms


class SqliteJournal:
    """The `core.ports.Journal` of one worktree, and the small tables that the commit hooks keep beside it."""

    def __init__(self, database: Database, clock: Callable[[], int], worktree: str = "") -> None:
        self._database = database
        self._clock = clock
        self._worktree = stored(worktree)

    @property
    def notices(self) -> list[str]:
        """What the user should know, in sentences; whoever shows them may empty the list."""
        return self._database.notices

    def latest(self, path: str) -> Snapshot | None:
        """The newest snapshot of `path`."""
        return self._first(_OF_PATH, self._worktree, stored(path))

    def snapshots(self, path: str, limit: int = 8) -> Sequence[Snapshot]:
        """The newest snapshots of `path`, newest first.

        The newest of every source is among them before the second newest of any: an editor that saves at every
        pause does not hide what an agent attested.
        """
        where = (self._worktree, stored(path))

        def operation(connection: sqlite3.Connection) -> dict[int, Snapshot]:
            found: dict[int, Snapshot] = {}
            for (number,) in connection.execute(_SOURCES_FIRST, where).fetchall():
                if len(found) < limit and (one := self._readable(connection, _BY_ID, (number,))) is not None:
                    found[number] = one
            return found

        found = self._database.read(operation)
        return [found[number] for number in sorted(found, reverse=True)]

    def latest_all(self) -> Sequence[Snapshot]:
        """The newest snapshot of every path that has one, by path."""
        question = "SELECT DISTINCT path FROM snapshots WHERE worktree = ? ORDER BY path"

        def operation(connection: sqlite3.Connection) -> list[Snapshot]:
            paths = connection.execute(question, (self._worktree,)).fetchall()
            found = (self._readable(connection, _OF_PATH, (self._worktree, path)) for (path,) in paths)
            return [snapshot for snapshot in found if snapshot is not None]

        return self._database.read(operation)

    def snapshot_with(self, path: str, digest: str) -> Snapshot | None:
        """The newest snapshot of `path` with that content."""
        return self._first(_OF_PATH_WITH, stored(digest), self._worktree, stored(path))

    def digest_anywhere(self, digest: str) -> Snapshot | None:
        """The newest snapshot of any path, in any worktree, with that content."""
        return self._first(_WITH, stored(digest))

    def save(self, snapshot: Snapshot, evidence: Iterable[Evidence] = ()) -> None:
        """Store a snapshot and the evidence that led to it. A snapshot equal to the newest adds no row."""
        reports = [_evidence_row(self._worktree, report) for report in evidence]
        # Compressed before the transaction begins: others wait while it lasts.
        data, runs = self._content(snapshot), pack_runs(snapshot.attributed)
        if data is None or runs is None:
            self._database.note(f"{snapshot.path!r} is too large for the journal: its lines stay unknown.")

        def operation(connection: sqlite3.Connection) -> None:
            if data is not None and runs is not None:
                connection.execute(_NEW_CONTENT, (stored(snapshot.digest), data))
                _insert_snapshot(connection, self._worktree, snapshot, runs)
            connection.executemany(_NEW_EVIDENCE, reports)
            for path in {stored(snapshot.path), *(report[1] for report in reports)}:
                retention.trim(connection, self._worktree, path)

        self._database.write(operation)

    def evidence(self, path: str) -> Sequence[Evidence]:
        """All evidence about `path`, oldest first."""
        question = "SELECT data FROM evidence WHERE worktree = ? AND path = ? ORDER BY id"
        rows = self._rows(question, self._worktree, stored(path))
        return self._intact("evidence", [unpack_evidence(path, data) for (data,) in rows])

    def rename(self, old_path: str, path: str) -> None:
        """Let everything known of `old_path` be known of `path`, as the newest of what is known there."""
        if old_path == path:
            return
        old, new = (self._worktree, stored(old_path)), (self._worktree, stored(path))

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute(_COPY_SNAPSHOTS, (new[1], *old))
            connection.execute("DELETE FROM snapshots WHERE worktree = ? AND path = ?", old)
            connection.execute("UPDATE evidence SET path = ? WHERE worktree = ? AND path = ?", (new[1], *old))
            retention.trim(connection, *new)

        self._database.write(operation)

    def open_window(self, window: Window) -> None:
        """Remember the before half of a tool call, replacing one with the same key."""
        before = pack_window(window)
        if before is None:
            self._database.note("A tool call saw too much text for the journal: its edits stay unknown.")
            return
        key, at_ms = stored(window.key), integer(window.at_ms)
        row = (self._worktree, key, stored(window.producer), before, at_ms)

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute(_NEW_WINDOW, row)
            retention.trim_windows(connection)

        self._database.write(operation)

    def close_window(self, key: str) -> Window | None:
        """Take the before half of a tool call, or `None` when there is none."""
        where = (self._worktree, stored(key))

        def operation(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
            rows = connection.execute(_WINDOWS + "AND key = ?", where).fetchall()
            connection.execute("DELETE FROM windows WHERE worktree = ? AND key = ?", where)
            return rows

        rows = self._database.write(operation)
        return next(iter(self._intact("window", map(unpack_window, rows))), None)

    def windows(self) -> Sequence[Window]:
        """The windows still open, oldest first."""
        rows = self._rows(_WINDOWS + "ORDER BY id", self._worktree)
        return self._intact("window", map(unpack_window, rows))

    def at_work(self) -> Sequence[str]:
        """The producers that have windows open here, in order of their names."""
        question = "SELECT DISTINCT producer FROM windows WHERE worktree = ?"
        rows = self._database.read(
            lambda connection: connection.execute(question, (self._worktree,)).fetchall()
        )
        return sorted(name for (value,) in rows if (name := text_of(value)) is not None)

    def committed(self, blobs: dict[str, str]) -> None:
        """Forget what a commit has made superfluous; `blobs` gives the content digest of each path.

        A path whose newest snapshot was committed is done: its origins are in the record now. Any other newest
        snapshot holds more than was committed (partial staging, an editor that went on) and stays, with the older
        ones. An editor with unsaved text on top of a path that is done saves its whole state at the next change.
        An empty digest says that the path was deleted.
        """

        def operation(connection: sqlite3.Connection) -> None:
            for path, digest in blobs.items():
                where = (self._worktree, stored(path))
                newest = connection.execute(_NEWEST, where).fetchone()
                if newest is not None and (not digest or newest[0] == stored(digest)):
                    retention.forget(connection, *where)
            retention.sweep(connection)

        self._database.write(operation)
        self._database.shrink()

    def put_pending(self, key: str, record: bytes) -> None:
        """Keep the record of a commit that is being made, replacing one with the same key."""
        row = (stored(key), record, integer(self._clock()))

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO pending (key, record, at_ms) VALUES (?, ?, ?)", row)
            retention.trim_pending(connection)

        self._database.write(operation)

    def take_pending(self, key: str) -> bytes | None:
        """Take the record kept under `key`."""

        def operation(connection: sqlite3.Connection) -> object:
            row = connection.execute("SELECT record FROM pending WHERE key = ?", (stored(key),)).fetchone()
            connection.execute("DELETE FROM pending WHERE key = ?", (stored(key),))
            return None if row is None else row[0]

        record = self._database.write(operation)
        return record if isinstance(record, bytes) else None

    def pending(self, key: str) -> bytes | None:
        """The record kept under `key`, which stays there."""
        row = self._database.read(
            lambda connection: connection.execute(
                "SELECT record FROM pending WHERE key = ?", (stored(key),)
            ).fetchone()
        )
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    def add_decision(self, decision: Decided) -> None:
        """Remember what the guard decided."""
        row = (self._worktree, pack_decision(decision), integer(decision.at_ms))

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO decisions (worktree, data, at_ms) VALUES (?, ?, ?)", row)
            retention.trim_decisions(connection)

        self._database.write(operation)

    def decisions(self, limit: int = 100) -> Sequence[Decided]:
        """The newest decisions of the guard in this worktree, newest first."""
        question = "SELECT data FROM decisions WHERE worktree = ? ORDER BY id DESC LIMIT ?"
        rows = self._database.read(
            lambda connection: connection.execute(question, (self._worktree, limit)).fetchall()
        )
        return self._intact("decision", [unpack_decision(data) for (data,) in rows])

    def keep_findings(self, change: str, findings: bytes) -> None:
        """Keep what was found in a change; see `core.remembered`."""
        row = (stored(change), findings)

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO findings (change, data) VALUES (?, ?)", row)
            retention.trim_findings(connection)

        self._database.write(operation)

    def known_findings(self, changes: Iterable[str]) -> dict[str, bytes]:
        """What is kept about each of these changes."""
        question = "SELECT data FROM findings WHERE change = ?"
        wanted = list(changes)

        def operation(connection: sqlite3.Connection) -> dict[str, bytes]:
            rows = ((change, connection.execute(question, (stored(change),)).fetchone()) for change in wanted)
            return {change: row[0] for change, row in rows if row is not None and isinstance(row[0], bytes)}

        return self._database.read(operation)

    def reindex(self, record_id: str, blobs: Iterable[str]) -> None:
        """Let `record_id` be found by each of these blob ids, and by no other."""
        record, names = stored(record_id), [stored(blob) for blob in blobs]

        def operation(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT OR IGNORE INTO records (record) VALUES (?)", (record,))
            number = connection.execute("SELECT id FROM records WHERE record = ?", (record,)).fetchone()[0]
            connection.execute("DELETE FROM record_blobs WHERE record = ?", (number,))
            connection.executemany(
                "INSERT OR IGNORE INTO record_blobs (blob, record) VALUES (?, ?)",
                [(name, number) for name in names],
            )

        self._database.write(operation)

    def records_with_blob(self, blob: str) -> list[str]:
        """The ids of the records that speak about this blob, the one indexed last first."""
        question = (
            "SELECT r.record FROM record_blobs AS b JOIN records AS r ON r.id = b.record"
            " WHERE b.blob = ? ORDER BY r.id DESC"
        )
        return self._intact(
            "index entry", [text_of(record) for (record,) in self._rows(question, stored(blob))]
        )

    def indexed(self) -> set[str]:
        """The ids of all records in the index."""
        rows = self._rows("SELECT record FROM records")
        return set(self._intact("index entry", [text_of(record) for (record,) in rows]))

    def changes(self) -> int:
        """A number that differs whenever another connection has written. Cheap: no table is read."""
        return self._database.version()

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def _content(self, snapshot: Snapshot) -> bytes | None:
        """The compressed content of `snapshot`: as it is stored, unless it is not, or is damaged."""
        for (held,) in self._rows(_CONTENT, stored(snapshot.digest)):
            if isinstance(held, bytes) and is_packed(held, snapshot.attributed):
                return held
        return pack_content(snapshot.attributed)

    def _first(self, question: str, *values: bytes) -> Snapshot | None:
        return self._database.read(lambda connection: self._readable(connection, question, values))

    def _readable(
        self, connection: sqlite3.Connection, question: str, values: tuple[bytes | int, ...]
    ) -> Snapshot | None:
        """The first snapshot that can be read. Rows are fetched one by one: contents are large."""
        cursor = connection.execute(question, values)
        try:
            for row in cursor:
                for snapshot in self._intact("snapshot", [unpack_snapshot(row)]):
                    return snapshot
            return None
        finally:
            cursor.close()

    def _rows(self, question: str, *values: bytes) -> list[tuple[object, ...]]:
        return self._database.read(lambda connection: connection.execute(question, values).fetchall())

    def _intact(self, what: str, values: Iterable[_Value | None]) -> list[_Value]:
        """The values that could be read; a notice for those that could not."""
        kept: list[_Value] = []
        for value in values:
            if value is None:
                self._database.note(
                    f"A damaged {what} in the journal {self._database.path} was skipped: what only it told is unknown."
                )
            else:
                kept.append(value)
        return kept


def _insert_snapshot(
    connection: sqlite3.Connection, worktree: bytes, snapshot: Snapshot, runs: bytes
) -> None:
    where = (worktree, stored(snapshot.path))
    said = (stored(snapshot.digest), runs, stored(snapshot.source))
    if connection.execute(_NEWEST, where).fetchone() != said:
        connection.execute(_NEW_SNAPSHOT, (*where, *said, integer(snapshot.at_ms)))


def _evidence_row(worktree: bytes, evidence: Evidence) -> tuple[bytes, ...]:
    texts = (evidence.path, evidence.session, evidence.before, evidence.after)
    return (worktree, *map(stored, texts), pack_evidence(evidence))
