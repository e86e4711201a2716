"""What the journal keeps, and for how long."""

import random
import sqlite3

import pytest

from answerable.core.evidence import Window, content_digest
from answerable.store.retention import KEPT_EVIDENCE, KEPT_PENDING, KEPT_SNAPSHOTS, KEPT_TAIL, KEPT_WINDOWS
from support.journal import file_of, make_evidence, make_snapshot, opened, texts


@pytest.fixture
def journal(tmp_path):
    opening = opened(tmp_path)
    yield opening
    opening.close()


def count(folder, table):
    """Rows of a table."""
    connection = sqlite3.connect(file_of(folder))
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a name of our own
    connection.close()
    return found


def save_texts(journal, path, numbers, source="editor"):
    """A snapshot for each number; their contents, newest first."""
    for number in numbers:
        journal.save(make_snapshot(path, f"{number}\n", source))
    return [f"{number}\n" for number in reversed(numbers)]


def test_the_newest_snapshots_of_each_path_are_kept(tmp_path, journal):
    first, second = (save_texts(journal, path, range(20)) for path in ("a", "b"))
    assert texts(journal, "a") == first[:KEPT_SNAPSHOTS]
    assert texts(journal, "b") == second[:KEPT_SNAPSHOTS]
    # The paths have the same contents, which are stored once.
    assert count(tmp_path, "contents") == KEPT_SNAPSHOTS


def test_a_busy_editor_does_not_push_out_what_an_agent_attested(journal):
    save_texts(journal, "a", [1000], "gemini-cli")
    save_texts(journal, "a", range(20))
    assert texts(journal, "a", limit=8) == [*(f"{number}\n" for number in range(19, 12, -1)), "1000\n"]
    assert texts(journal, "a", limit=1) == ["19\n"]
    save_texts(journal, "a", [1001], "gemini-cli")
    assert texts(journal, "a", limit=2) == ["1001\n", "19\n"]


def test_sources_without_end_are_bounded_too(tmp_path, journal):
    for number in range(100):
        save_texts(journal, "a", [number], f"source {number}")
    assert count(tmp_path, "snapshots") == count(tmp_path, "contents") == 64


#: Snapshots of the path before the commit, digest that was committed, what is left.
COMMITS = [
    (["1\n", "2\n"], "2\n", []),
    # Part of it was staged, or the editor went on: the newest has more.
    (["1\n", "2\n", "3\n"], "2\n", ["3\n", "2\n", "1\n"]),
    (["1\n", "2\n"], "never seen\n", ["2\n", "1\n"]),
    # An undone edit: the newest is what was committed, whatever lies between.
    (["1\n", "2\n", "1\n"], "1\n", []),
    ([""], "", []),
    ([], "1\n", []),
]


@pytest.mark.parametrize(("before", "committed", "after"), COMMITS)
def test_a_commit_forgets_what_it_made_superfluous(tmp_path, journal, before, committed, after):
    for text in before:
        journal.save(make_snapshot("a", text))
    journal.save(make_snapshot("b", "other\n"))
    journal.committed({"a": content_digest(committed), "unseen": content_digest("")})
    assert texts(journal, "a") == after
    assert texts(journal, "b") == ["other\n"]
    assert count(tmp_path, "contents") == len(set(after)) + 1


def test_content_that_another_path_needs_survives_a_commit(journal):
    for path in ("a", "b"):
        journal.save(make_snapshot(path, "same\n"))
    journal.committed({"a": content_digest("same\n")})
    assert (texts(journal, "a"), texts(journal, "b")) == ([], ["same\n"])


def test_a_deleted_path_is_forgotten(journal):
    journal.save(make_snapshot("a", "1\n"))
    journal.committed({"a": ""})
    assert texts(journal, "a") == []


def test_an_editor_that_goes_on_after_the_commit_saves_its_whole_state(journal):
    save_texts(journal, "a", range(3))
    journal.committed({"a": content_digest("2\n")})
    journal.save(make_snapshot("a", "2\n3\n"))
    assert texts(journal, "a") == ["2\n3\n"]


def test_evidence_stays_while_something_refers_to_it(journal):
    kept = make_snapshot("a", "kept\n")
    journal.save(kept, [make_evidence("a", after=kept.digest), make_evidence("a", before=kept.digest)])
    journal.save(kept, [make_evidence("a", "x", session="first"), make_evidence("a", "y", session="first")])
    journal.save(kept, [make_evidence("a", f"{number}") for number in range(200)])
    left = journal.evidence("a")
    assert [report.after for report in left[:3]] == [kept.digest, "", "y"]
    assert [report.after for report in left[3:]] == [
        f"{number}" for number in range(200 - KEPT_EVIDENCE, 200)
    ]


def test_evidence_of_what_was_committed_is_a_bounded_tail(tmp_path, journal):
    for path in ("a", "b"):
        reports = [make_evidence(path, f"{number}", f"{number}") for number in range(KEPT_TAIL)]
        journal.save(make_snapshot(path, "1\n"), reports)
    journal.committed({"a": content_digest("1\n")})
    assert (len(journal.evidence("a")), len(journal.evidence("b"))) == (0, KEPT_TAIL)
    journal.committed({"b": content_digest("1\n")})
    assert (count(tmp_path, "evidence"), len(journal.evidence("b"))) == (KEPT_TAIL, KEPT_TAIL)


def test_windows_and_stamps_that_nobody_takes_are_bounded(journal):
    for number in range(KEPT_WINDOWS + 10):
        journal.open_window(Window(f"{number}", "p", {}))
    for number in range(KEPT_PENDING + 10):
        journal.put_pending(f"{number}", b"record")
    assert [window.key for window in journal.windows()] == [
        f"{number}" for number in range(10, KEPT_WINDOWS + 10)
    ]
    assert [journal.take_pending(key) for key in ("9", "10")] == [None, b"record"]


def test_space_is_given_back(tmp_path, journal):
    large = random.Random(1).randbytes(2_000_000).hex()
    journal.save(make_snapshot("a", large))
    journal.committed({"a": content_digest(large)})
    journal.close()
    assert file_of(tmp_path).stat().st_size < 200_000
