"""A writer killed at any instruction loses nothing that it has acknowledged."""

import os
import random
import select
import sqlite3

import pytest

from answerable.core.text import content
from support.journal import file_of, opened, spawn
from support.journal_writer import path_of, text_of

#: Events that a writer would save if nobody killed it.
ENDLESS = 10_000


def kill_at_random(process, chance):
    """Kill a writer after a random number of acknowledgements and a random while; how many events it acknowledged."""
    process.stdin.write(b"go\n")
    process.stdin.flush()
    lines = 1 if chance.random() < 0.2 else chance.randrange(1, 25)
    for _ in range(lines):
        process.stdout.readline()
    # Somewhere within the next events: one look takes a microsecond, one event some hundred.
    poll = select.poll()
    poll.register(process.stdout, select.POLLPRI)
    for _ in range(chance.randrange(600)):
        poll.poll(0)
    process.kill()
    rest = process.stdout.read()
    process.stdin.close()
    process.stdout.close()
    assert process.wait() == -9
    # The first line says that it is ready.
    return lines - 1 + rest.count(b"\n")


def check_found(journal, name, acknowledged):
    """Every acknowledged event is there, and the one that was under way is there as a whole or not at all."""
    for event in range(acknowledged):
        snapshot = journal.latest(path_of(name, event))
        assert snapshot is not None, (name, event, acknowledged)
        assert content(snapshot.attributed) == text_of(name, event)
        assert len(journal.evidence(path_of(name, event))) == 1
    under_way = path_of(name, acknowledged)
    assert (journal.latest(under_way) is None) == (not journal.evidence(under_way))


def check_integrity(folder):
    connection = sqlite3.connect(file_of(folder))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def check_kills(tmp_path, kills, seed):
    """Kill `kills` writers, one after the other, in a journal that now and then begins anew."""
    chance = random.Random(seed)
    folder, total = tmp_path, 0
    for turn in range(kills):
        if turn % 10 == 0:
            folder = tmp_path / f"{turn}"
            folder.mkdir()
        bystander = opened(folder) if chance.random() < 0.3 else None
        acknowledged = kill_at_random(spawn(folder, f"w{turn}", ENDLESS), chance)
        journal = opened(folder)
        check_found(journal, f"w{turn}", acknowledged)
        assert journal.notices == []
        journal.close()
        if bystander is not None:
            check_found(bystander, f"w{turn}", acknowledged)
            bystander.close()
        check_integrity(folder)
        total += acknowledged
    assert total > kills


def test_a_killed_writer_loses_nothing_acknowledged(tmp_path):
    check_kills(tmp_path, 210 if os.environ.get("CI") else 25, seed=1)


@pytest.mark.long
def test_a_writer_killed_again_and_again_loses_nothing_acknowledged(tmp_path):
    check_kills(tmp_path, 600, seed=2)
