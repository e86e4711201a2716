"""Many processes on one journal at once."""

import sqlite3
import threading

import pytest

from answerable.core.text import content
from support.journal import file_of, make_snapshot, opened, spawn, texts
from support.journal_writer import path_of, text_of


def check_writers(folder, writers, events):
    """All writers begin at the same moment, in a repository without a journal, and every event of each is found."""
    processes = {f"w{number}": spawn(folder, f"w{number}", events) for number in range(writers)}
    for process in processes.values():
        assert process.stdout.readline() == b"ready\n"
    for process in processes.values():
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes.values():
        assert process.communicate()[0].count(b"\n") == events
        assert process.returncode == 0
    journal = opened(folder)
    for name in processes:
        for event in range(events):
            snapshot = journal.latest(path_of(name, event))
            assert snapshot is not None
            assert content(snapshot.attributed) == text_of(name, event)
    assert journal.notices == []
    journal.close()


@pytest.mark.parametrize(("writers", "events"), [(2, 0), (2, 1), (8, 1), (4, 30)])
def test_every_event_of_every_process_is_found(tmp_path, writers, events):
    check_writers(tmp_path, writers, events)


@pytest.mark.long
@pytest.mark.parametrize("turn", range(20))
def test_openers_race_again_and_again(tmp_path, turn):
    check_writers(tmp_path, 8, 3 + turn)


def check_race(folder, names):
    """Threads stand for processes here: each has its own connection, and SQLite tells them apart as it does processes."""
    barrier, failures = threading.Barrier(len(names)), []

    def run(name):
        barrier.wait()
        try:
            journal = opened(folder)
            journal.save(make_snapshot(name, f"{name}\n"))
            journal.close()
        except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    journal = opened(folder)
    for name in names:
        assert texts(journal, name) == [f"{name}\n"]
    journal.close()


@pytest.mark.parametrize("damage", [None, b"", b"not a database, and longer than its header would be " * 40])
def test_openers_race_to_make_or_to_replace_the_file(tmp_path, damage):
    if damage is not None:
        file_of(tmp_path).parent.mkdir()
        file_of(tmp_path).write_bytes(damage)
    check_race(tmp_path, [f"t{number}" for number in range(8)])
    assert len(list(tmp_path.glob("answerable/*.damaged-*"))) == bool(damage)


def test_changes_tells_of_other_connections_only(tmp_path):
    mine, other = opened(tmp_path), opened(tmp_path)
    first = mine.changes()
    mine.save(make_snapshot("a", "1\n"))
    assert mine.changes() == first
    other.save(make_snapshot("a", "2\n"))
    second = mine.changes()
    assert second != first
    other.latest("a")
    assert mine.changes() == second
    mine.close()
    other.close()


def test_an_event_waits_for_another_process(tmp_path):
    journal = opened(tmp_path)
    journal.save(make_snapshot("a", "1\n"))
    holder = sqlite3.connect(file_of(tmp_path), isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    # Reading never waits for a writer.
    assert texts(journal, "a") == ["1\n"]
    release = threading.Timer(0.05, holder.rollback)
    release.start()
    journal.save(make_snapshot("a", "2\n"))
    release.join()
    assert texts(journal, "a") == ["2\n", "1\n"]
    holder.close()
    journal.close()
