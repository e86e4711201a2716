"""Findings in the journal: by the change they are about."""

import sqlite3
from pathlib import Path

import pytest

from answerable.store import retention
from support.journal import file_of, opened

ONE = b'{"findings": [], "problems": []}'


def test_findings_are_found_again_in_every_worktree(tmp_path):
    journal = opened(tmp_path)
    journal.keep_findings("a", b"old")
    journal.keep_findings("a", ONE)
    journal.keep_findings("\udcff", b"")
    journal.close()
    other = opened(tmp_path, "linked")
    assert other.known_findings(["a", "\udcff", "b", "a"]) == {"a": ONE, "\udcff": b""}
    assert other.known_findings([]) == {}
    other.close()


def test_old_findings_are_dropped_and_those_kept_again_are_new(tmp_path, monkeypatch):
    monkeypatch.setattr(retention, "KEPT_FINDINGS", 3)
    journal = opened(tmp_path)
    names = [str(number) for number in range(6)]
    for name in (*names[:4], "1", *names[4:]):
        journal.keep_findings(name, ONE)
    assert sorted(journal.known_findings(names)) == ["1", "4", "5"]
    journal.close()


@pytest.mark.parametrize("damaged", [7, 1.5])
def test_a_damaged_row_is_not_known(tmp_path, damaged):
    journal = opened(tmp_path)
    journal.keep_findings("a", ONE)
    connection = sqlite3.connect(file_of(tmp_path))
    connection.execute("UPDATE findings SET data = ?", (damaged,))
    connection.commit()
    connection.close()
    assert journal.known_findings(["a"]) == {}
    journal.close()


def test_the_journal_of_the_first_version_with_findings_is_read(tmp_path):
    file_of(tmp_path).parent.mkdir()
    connection = sqlite3.connect(file_of(tmp_path))
    connection.executescript((Path(__file__).parents[1] / "data" / "journal" / "v3.sql").read_text("utf-8"))
    connection.close()
    journal = opened(tmp_path)
    (found,) = journal.known_findings(["ab" * 32]).values()
    assert b"sql.drop-table" in found
    journal.close()
