"""Outlines of files by their contents, for every repository of the user: a second clone or another branch finds them.

Nothing in it is needed: what cannot be read is made again, and what cannot be written is not kept.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from typing import Final

import msgspec

from answerable.core.blast.outline import Outline
from answerable.store.database import patiently

__all__ = ["SymbolCache"]

#: Bytes after which the file is begun anew; a million lines take about 60 MB.
LARGEST: Final = 512 * 1024 * 1024

_AT_ONCE: Final = 500  # keys in one statement
_PATIENCE_S: Final = 2.0
_TABLE: Final = "CREATE TABLE IF NOT EXISTS outline (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID"
#: A file that is busy, a disk that is full, a folder that cannot be written: nothing is wrong with what is kept there.
_PASSING: Final = (sqlite3.OperationalError, OSError, UnicodeError)


class SymbolCache:
    """The file `symbols-EDITION.db` in a folder. Safe for several processes; not to be used across a fork."""

    def __init__(self, folder: str, edition: str) -> None:
        self._folder = folder
        self._path = os.path.join(folder, f"symbols-{edition[:16]}.db")  # noqa: PTH118 - a text, as in `locations`
        self._decoder = msgspec.msgpack.Decoder(Outline)
        self._encoder = msgspec.msgpack.Encoder()

    def get(self, keys: Iterable[str]) -> dict[str, Outline]:
        """The outlines that are known, by their keys."""
        found: dict[str, Outline] = {}
        if not os.path.exists(self._path):  # noqa: PTH110 - a text, as in `locations`
            return found
        try:
            with self._open() as connection:
                waiting = iter(dict.fromkeys(keys))
                while chunk := list(islice(waiting, _AT_ONCE)):
                    marks = ",".join("?" * len(chunk))
                    rows = connection.execute(f"SELECT key, data FROM outline WHERE key IN ({marks})", chunk)  # noqa: S608 - marks only
                    for key, data in rows:
                        with suppress(msgspec.MsgspecError, TypeError):
                            found[key] = self._decoder.decode(data)
        except _PASSING:
            pass
        except sqlite3.Error:
            self._forget()
        return found

    def put(self, outlines: Mapping[str, Outline]) -> None:
        """Keep outlines by their keys."""
        rows = [(key, self._encoder.encode(outline)) for key, outline in outlines.items()]
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - a text, as in `locations`
            self._make_room()
            with self._open() as connection:
                connection.execute(_TABLE)
                connection.executemany("INSERT OR REPLACE INTO outline VALUES (?, ?)", rows)
        except _PASSING:
            pass
        except sqlite3.Error:
            self._forget()

    def _open(self) -> "_Closing":
        connection = sqlite3.connect(self._path, timeout=_PATIENCE_S)
        try:
            patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
            connection.execute("PRAGMA synchronous = OFF")
        except sqlite3.Error:
            connection.close()
            raise
        return _Closing(connection)

    def _make_room(self) -> None:
        """Remove what other editions have left, and a file that has grown too large."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                is_ours = entry.name.startswith(os.path.basename(self._path))  # noqa: PTH119 - a text, as in `locations`
                # Another process may have closed its database since, and so removed its log.
                with suppress(FileNotFoundError):
                    if entry.name.startswith("symbols-") and (not is_ours or entry.stat().st_size > LARGEST):
                        os.unlink(entry.path)  # noqa: PTH108 - the same

    def _forget(self) -> None:
        """Remove a file that is damaged."""
        for end in ("", "-wal", "-shm"):
            with suppress(OSError):
                os.unlink(self._path + end)  # noqa: PTH108 - a text, as in `locations`


class _Closing:
    """A connection as one transaction that is closed at its end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._connection.commit()
        finally:
            self._connection.close()
