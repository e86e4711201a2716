"""Versions of the journal's file: older ones are brought up, newer ones are left alone."""

import functools
import sqlite3
from pathlib import Path

import pytest

from answerable.core.evidence import Window, content_digest
from answerable.core.text import content
from answerable.store import database
from answerable.store.schema import APPLICATION_ID, STEPS, Standing, intact, migrate, standing
from support.journal import AI, file_of, make_evidence, make_snapshot, opened, texts

DATA = Path(__file__).parents[1] / "data" / "journal"

#: What later versions might do: add a column, fill it, add a table.
LATER = (
    ("ALTER TABLE snapshots ADD COLUMN reader BLOB", "UPDATE snapshots SET reader = source"),
    ("CREATE TABLE notes (id INTEGER PRIMARY KEY, note BLOB)",),
)


def connect(path=":memory:"):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = bytes
    return connection


def header(path):
    connection = connect(path)
    found = tuple(
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    connection.close()
    return found


def restored(folder, version):
    """A journal as an earlier version wrote it."""
    file_of(folder).parent.mkdir()
    connection = connect(file_of(folder))
    connection.executescript((DATA / f"v{version}.sql").read_text("utf-8"))
    connection.close()
    return file_of(folder)


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_the_journal_of_every_earlier_version_is_read(tmp_path, version):
    path = restored(tmp_path, version)
    journal = opened(tmp_path)
    assert texts(journal, "src/ä.py") == ["def f():\n    return 1\n"]
    origin = AI._replace(reviewed_by=("senior@example.org",))
    text = "def f():\n    return 1\n"
    assert journal.latest("src/ä.py") == make_snapshot("src/ä.py", text, "gemini-cli", origin)
    assert journal.evidence("src/ä.py") == [make_evidence("src/ä.py", "after", "s1", "before")]
    assert texts(journal, "bytes-\udcff") == ["typed\r\n"]
    assert journal.close_window("s1 t1") == Window(
        "s1 t1", "gemini-cli", {"a.py": "old\n", "new.py": None}, 5
    )
    assert journal.take_pending("tree") == b"{}\n"
    assert journal.records_with_blob("cd" * 20) == ["ab" * 32]
    assert journal.notices == []
    journal.close()
    assert header(path) == (APPLICATION_ID, len(STEPS))


def test_every_version_has_its_file():
    assert {path.name for path in DATA.iterdir()} == {
        f"v{version}.sql" for version in range(1, len(STEPS) + 1)
    }


@pytest.mark.parametrize("start", range(len(STEPS) + len(LATER) + 1))
def test_steps_lead_from_any_version_to_the_last(start):
    steps = (*STEPS, *LATER)
    connection = connect()
    if start:
        migrate(connection, steps[:start])
        connection.execute(
            "INSERT INTO snapshots (worktree, path, digest, runs, source, at_ms) VALUES ('', 'p', 'd', 'r', 's', 1)"
        )
        assert standing(connection, steps) is (Standing.OLDER if start < len(steps) else Standing.CURRENT)
    migrate(connection, steps)
    migrate(connection, steps)
    assert standing(connection, steps) is Standing.CURRENT
    assert intact(connection, steps)
    assert standing(connection, steps[:-1]) is Standing.NEWER
    assert connection.execute("SELECT path FROM snapshots").fetchall() == ([(b"p",)] if start else [])
    connection.close()


def test_a_journal_is_brought_up_when_it_is_opened(tmp_path, monkeypatch):
    path = restored(tmp_path, 1)
    steps = (*STEPS, *LATER)
    monkeypatch.setattr(database, "standing", functools.partial(standing, steps=steps))
    monkeypatch.setattr(database, "migrate", functools.partial(migrate, steps=steps))
    journal = opened(tmp_path)
    assert texts(journal, "src/ä.py") == ["def f():\n    return 1\n"]
    assert journal.notices == []
    journal.close()
    assert header(path) == (APPLICATION_ID, len(steps))


def test_steps_are_taken_all_or_none():
    connection = connect()
    migrate(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*STEPS, LATER[0], ("CREATE TABLE broken",)))
    assert standing(connection) is Standing.CURRENT
    assert intact(connection)
    connection.close()


def test_a_newer_journal_is_left_alone(tmp_path):
    old = opened(tmp_path)
    old.save(make_snapshot("a", "1\n"))
    old.close()
    connection = connect(file_of(tmp_path))
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    before = file_of(tmp_path).read_bytes()
    journal = opened(tmp_path)
    (notice,) = journal.notices
    assert "newer Answerable" in notice
    # The session itself works, and is gone with it.
    assert journal.latest("a") is None
    journal.save(make_snapshot("a", "2\n"))
    assert content(journal.digest_anywhere(content_digest("2\n")).attributed) == "2\n"
    assert journal.changes() == journal.changes()
    journal.close()
    assert file_of(tmp_path).read_bytes() == before
