"""A damaged file, a damaged row, a foreign file: each is said in one sentence, and work goes on."""

import random
import sqlite3

import pytest

from answerable.core.evidence import Window
from support.journal import AI, file_of, make_evidence, make_snapshot, opened, texts


def fill(folder):
    """A journal of some pages, closed, so that everything is in the one file."""
    journal = opened(folder)
    for number in range(30):
        text = random.Random(number).randbytes(300).hex() + "\n"
        journal.save(
            make_snapshot(f"p{number % 4}", text, origin=AI), [make_evidence(f"p{number % 4}", text)]
        )
        journal.reindex(f"r{number}", [f"b{number}", "b"])
    journal.open_window(Window("k", "p", {"a": "old\n"}))
    journal.put_pending("tree", b"record")
    assert journal.notices == []
    journal.close()
    return file_of(folder)


def use(journal):
    """Everything a journal can do; what it answers does not matter, that it answers does."""
    journal.latest_all()
    for number in range(4):
        journal.snapshots(f"p{number}")
        journal.evidence(f"p{number}")
    journal.digest_anywhere("d")
    journal.windows()
    journal.close_window("k")
    journal.take_pending("tree")
    journal.records_with_blob("b")
    journal.indexed()
    journal.reindex("r1", ["b1"])
    journal.changes()
    journal.rename("p0", "p1")
    journal.save(make_snapshot("new", "1\n"), [make_evidence("new")])
    journal.committed({"p2": "d", "p3": ""})


def check_goes_on(folder):
    """Whatever the file is: a journal opens, does everything, keeps what it is told now; its notices."""
    journal = opened(folder)
    use(journal)
    # Damage may have been found late: what was saved before went with it.
    journal.save(make_snapshot("new", "1\n"))
    assert texts(journal, "new") == ["1\n"]
    notices = list(journal.notices)
    journal.close()
    again = opened(folder)
    assert texts(again, "new") == ["1\n"]
    again.close()
    for notice in notices:
        assert notice.endswith(".")
        assert "\n" not in notice
    return notices


def foreign_database(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()


def change_schema(statement):
    """Turns a journal into one whose tables are not what they should be."""

    def change(path):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.commit()
        connection.close()

    return change


#: What became of the file, and what the notice says of it.
SET_ASIDE = {
    "text": (
        lambda path: path.write_bytes(b"# Not a database, and longer than a header.\n" * 200),
        "is damaged",
    ),
    "random": (lambda path: path.write_bytes(random.Random(1).randbytes(50_000)), "is damaged"),
    "foreign": (lambda path: (path.unlink(), foreign_database(path)), "is not a journal"),
    "version 0": (change_schema("PRAGMA user_version = 0"), "is not a journal"),
    "version -1": (change_schema("PRAGMA user_version = -1"), "is not a journal"),
    "no table": (change_schema("DROP TABLE snapshots"), "is damaged"),
    "no column": (change_schema("ALTER TABLE evidence RENAME COLUMN data TO theirs"), "is damaged"),
    "stubborn trigger": (
        change_schema("CREATE TRIGGER no BEFORE INSERT ON snapshots BEGIN SELECT RAISE(ABORT, 'no'); END"),
        "is damaged",
    ),
}


@pytest.mark.parametrize("kind", SET_ASIDE)
def test_a_file_that_is_no_journal_is_set_aside(tmp_path, kind):
    damage, expected = SET_ASIDE[kind]
    path = fill(tmp_path)
    damage(path)
    (notice,) = check_goes_on(tmp_path)
    assert expected in notice
    assert "journal.db.damaged-1" in notice
    assert path.with_name("journal.db.damaged-1").stat().st_size > 0


def test_a_file_is_set_aside_byte_by_byte(tmp_path):
    path = fill(tmp_path)
    path.write_bytes(b"precious" * 1000)
    check_goes_on(tmp_path)
    assert path.with_name("journal.db.damaged-1").read_bytes() == b"precious" * 1000


@pytest.mark.parametrize("rest", [b"", b"?"])
def test_a_file_shorter_than_a_header_becomes_a_journal(tmp_path, rest):
    fill(tmp_path).write_bytes(rest)
    assert check_goes_on(tmp_path) == []


def test_every_damaged_file_is_kept(tmp_path):
    for number in (1, 2, 3):
        path = fill(tmp_path)
        path.write_bytes(b"damage" * 100)
        check_goes_on(tmp_path)
        assert len(list(path.parent.glob("journal.db.damaged-?"))) == number


def test_a_file_damaged_under_an_open_journal_is_set_aside(tmp_path):
    journal, other = opened(tmp_path), opened(tmp_path)
    for number in range(50):
        journal.save(make_snapshot(f"{number}", f"{number}\n" * 500))
    first = other.changes()
    connection = sqlite3.connect(file_of(tmp_path))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with file_of(tmp_path).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 20)
    journal.save(make_snapshot("new", "1\n"))
    assert len(journal.notices) == 1
    # The other one still holds the file that was set aside, and follows to the new one.
    assert other.changes() != first
    assert texts(other, "new") == ["1\n"]
    other.save(make_snapshot("new", "2\n"))
    assert texts(journal, "new") == ["2\n", "1\n"]
    other.close()
    journal.save(make_snapshot("new", "3\n"))
    journal.close()
    reader = opened(tmp_path)
    assert texts(reader, "new") == ["3\n", "2\n", "1\n"]
    reader.close()


def test_a_journal_deleted_under_a_session_begins_anew(tmp_path):
    journal = opened(tmp_path)
    journal.save(make_snapshot("a", "1\n"))
    for file in file_of(tmp_path).parent.iterdir():
        file.unlink()
    file_of(tmp_path).parent.rmdir()
    journal.save(make_snapshot("a", "2\n"))
    assert texts(journal, "a") == ["2\n"]
    journal.close()


#: A statement that damages rows, and what is said to be damaged.
ROWS = [
    ("UPDATE snapshots SET runs = x'00'", "snapshot"),
    ("UPDATE snapshots SET runs = substr(runs, 1, length(runs) - 1)", "snapshot"),
    ("UPDATE snapshots SET runs = (SELECT data FROM contents LIMIT 1)", "snapshot"),
    ("UPDATE snapshots SET runs = 'text'", "snapshot"),
    ("UPDATE snapshots SET at_ms = 'noon'", "snapshot"),
    ("UPDATE snapshots SET source = x'ff'", "snapshot"),
    ("UPDATE contents SET data = zeroblob(100)", "snapshot"),
    ("UPDATE contents SET data = 5", "snapshot"),
    ("DELETE FROM contents", "snapshot"),
    ("UPDATE evidence SET data = 'text'", "evidence"),
    ("UPDATE evidence SET data = x'ff'", "evidence"),
    ("UPDATE evidence SET data = CAST('[]' AS BLOB)", "evidence"),
    ("UPDATE evidence SET data = CAST('{}' AS BLOB)", "evidence"),
    ("UPDATE evidence SET data = CAST(replace(data, '\"ai\"', '\"god\"') AS BLOB)", "evidence"),
    ("UPDATE evidence SET data = CAST(replace(data, '\"ai\"', '[[[[[') AS BLOB)", "evidence"),
    ('UPDATE evidence SET data = CAST(replace(data, \'"at_ms":0\', \'"at_ms":"0"\') AS BLOB)', "evidence"),
    ("UPDATE windows SET before = x'ffff'", "window"),
    ("UPDATE windows SET producer = 5", "window"),
    ("UPDATE windows SET before = (SELECT data FROM contents LIMIT 1)", "window"),
    ("UPDATE records SET record = 5.5 WHERE id = 3", "index entry"),
    ("UPDATE records SET record = x'ff' WHERE id = 3", "index entry"),
]


@pytest.mark.parametrize(("statement", "what"), ROWS)
def test_a_damaged_row_is_skipped_and_said(tmp_path, statement, what):
    change_schema(statement)(fill(tmp_path))
    notices = check_goes_on(tmp_path)
    assert [notice for notice in notices if f"A damaged {what} " in notice]
    assert len(notices) == 1


def test_the_newest_whole_snapshot_stands_in_for_a_damaged_one(tmp_path):
    journal = opened(tmp_path)
    for number in range(3):
        journal.save(make_snapshot("a", f"{number}\n"))
    change_schema("UPDATE snapshots SET runs = x'00' WHERE id = 3")(file_of(tmp_path))
    assert texts(journal, "a", limit=1) == ["1\n"]
    assert len(journal.latest_all()) == 1
    assert len(journal.notices) == 1
    journal.notices.clear()
    journal.latest("a")
    assert journal.notices == []
    journal.close()


def damaged(whole, chance):
    """`whole` with bytes changed, zeroed or cut off somewhere."""
    data, position = bytearray(whole), chance.randrange(len(whole))
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randrange(1, 40)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        case 1:
            data[position : position + 200] = chance.randbytes(200)
        case 2:
            data[position - position % 4096 : position - position % 4096 + 4096] = bytes(4096)
        case _:
            del data[position:]
    return bytes(data)


def check_damaged_at_random(folder, seeds):
    path = fill(folder)
    whole = path.read_bytes()
    for seed in seeds:
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(damaged(whole, random.Random(seed)))
        check_goes_on(folder)


def test_damage_anywhere_leaves_a_journal_that_works(tmp_path):
    check_damaged_at_random(tmp_path, range(60))


@pytest.mark.long
def test_much_damage_anywhere_leaves_a_journal_that_works(tmp_path):
    check_damaged_at_random(tmp_path, range(100, 3000))


@pytest.mark.parametrize("companion", ["-wal", "-shm", "-journal"])
def test_a_companion_of_random_bytes_harms_nothing(tmp_path, companion):
    path = fill(tmp_path)
    path.with_name(path.name + companion).write_bytes(random.Random(2).randbytes(20_000))
    assert check_goes_on(tmp_path) == []
