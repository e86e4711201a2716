"""Decisions of the guard in the journal."""

import sqlite3
from pathlib import Path

from answerable.core.decided import Decided
from answerable.store import retention
from support.journal import file_of, opened

ONE = Decided(7, "codex", "s", "t", "shell", "ask", "deny", ("publish", "hidden"), "npm", "d" * 64)


def test_decisions_are_found_again_newest_first_and_by_worktree(tmp_path):
    journal = opened(tmp_path)
    journal.add_decision(ONE)
    journal.add_decision(ONE._replace(at_ms=1 << 80, session="\udcff", kinds=()))
    other = opened(tmp_path, "linked")
    assert other.decisions() == []
    other.close()
    journal.close()
    journal = opened(tmp_path)
    assert journal.decisions() == [ONE._replace(at_ms=1 << 80, session="\udcff", kinds=()), ONE]
    assert journal.decisions(1) == [ONE._replace(at_ms=1 << 80, session="\udcff", kinds=())]
    assert journal.notices == []
    journal.close()


def test_old_decisions_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(retention, "KEPT_DECISIONS", 3)
    journal = opened(tmp_path)
    for number in range(6):
        journal.add_decision(ONE._replace(at_ms=number))
    assert [one.at_ms for one in journal.decisions()] == [5, 4, 3]
    journal.close()


def test_damaged_decisions_are_skipped_with_a_notice(tmp_path):
    journal = opened(tmp_path)
    journal.add_decision(ONE)
    damaged = (b"", b"\xff", b"[]", b"{}", b'{"at_ms": "x"}', b'{"kinds": [1]}')
    connection = sqlite3.connect(file_of(tmp_path))
    connection.executemany(
        "INSERT INTO decisions (worktree, data, at_ms) VALUES (x'', ?, 1)", [(one,) for one in damaged]
    )
    connection.commit()
    connection.close()
    assert journal.decisions() == [ONE]
    (notice,) = journal.notices
    assert "A damaged decision in the journal" in notice
    journal.close()


def test_the_journal_of_the_first_version_with_decisions_is_read(tmp_path):
    file_of(tmp_path).parent.mkdir()
    connection = sqlite3.connect(file_of(tmp_path))
    connection.executescript((Path(__file__).parents[1] / "data" / "journal" / "v2.sql").read_text("utf-8"))
    connection.close()
    journal = opened(tmp_path)
    assert journal.decisions() == [
        Decided(9, "codex", "s1", "t1", "shell", "ask", "deny", ("publish",), "npm", "d")
    ]
    journal.close()
