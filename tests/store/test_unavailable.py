"""Where no journal can be: one sentence, which says where and what to do."""

import contextlib
import os
import resource
import sqlite3
import tempfile
from pathlib import Path

import pytest

from answerable.core.errors import JournalUnavailable
from answerable.store import place
from support.journal import file_of, make_snapshot, opened, texts


def check_unavailable(folder, *words):
    """Opening, saving and reading in `folder` gives a sentence with these words, and no other error."""
    with pytest.raises(JournalUnavailable) as caught:
        opened(folder).save(make_snapshot("a", "1\n" * 1000))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for word in (str(folder), *words):
        assert word in sentence


def folder_instead(path):
    path.mkdir(parents=True)


def link_instead(path):
    path.parent.mkdir()
    path.symlink_to(path.parent.parent / "elsewhere")


def link_beside(path):
    path.parent.mkdir()
    path.with_name("journal.db-wal").symlink_to(path.parent.parent / "elsewhere")


def pipe_instead(path):
    path.parent.mkdir()
    os.mkfifo(path)


def linked_folder(path):
    (path.parent.parent / "other").mkdir()
    path.parent.symlink_to(path.parent.parent / "other")


def linked_lock(path):
    path.parent.mkdir()
    path.with_name("journal.db.lock").symlink_to(path.parent.parent / "elsewhere")


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (folder_instead, "not a plain file"),
        (link_instead, "not a plain file"),
        (link_beside, "not a plain file"),
        (pipe_instead, "not a plain file"),
        (linked_folder, "no folder"),
        (linked_lock, "cannot be reached"),
        (lambda path: path.parent.write_bytes(b""), "no folder"),
        (lambda path: path.parent.parent.rmdir(), "cannot be reached"),
    ],
)
def test_a_place_that_is_taken_is_refused(tmp_path, make, word):
    folder = tmp_path / "git"
    folder.mkdir()
    make(file_of(folder))
    check_unavailable(folder, word, "move away" if "plain" in word or "no folder" in word else "check")
    assert not (folder / "elsewhere").exists()


@contextlib.contextmanager
def as_anybody():
    """Without the rights of root, for whom nothing is read-only."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public():
    """A folder that everybody can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("filled", [False, True])
def test_a_read_only_repository(public, filled):
    if filled:
        journal = opened(public)
        journal.save(make_snapshot("a", "1\n"))
        journal.close()
        file_of(public).chmod(0o444)
        file_of(public).parent.chmod(0o555)
    public.chmod(0o555)
    with as_anybody():
        check_unavailable(public, "check")
    public.chmod(0o755)
    file_of(public).parent.exists() and file_of(public).parent.chmod(0o755)


@contextlib.contextmanager
def full_disk(size):
    """Files cannot grow over `size` bytes, which SQLite is told as it is told of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1000, 4096, 5000, 20_000, 33_000])
def test_a_full_disk_while_the_journal_is_made(tmp_path, size):
    with full_disk(size):
        check_unavailable(tmp_path, "free")
    journal = opened(tmp_path)
    journal.save(make_snapshot("a", "1\n"))
    assert texts(journal, "a") == ["1\n"]
    assert journal.notices == []
    journal.close()


def test_a_full_disk_takes_one_event_and_nothing_else(tmp_path):
    journal = opened(tmp_path)
    journal.save(make_snapshot("a", "1\n"))
    large = os.urandom(300_000).hex()
    with full_disk(200_000), pytest.raises(JournalUnavailable):
        journal.save(make_snapshot("a", large))
    assert texts(journal, "a") == ["1\n"]
    journal.save(make_snapshot("a", large))
    assert texts(journal, "a") == [large, "1\n"]
    journal.close()


def test_another_process_that_never_ends_its_transaction(tmp_path, monkeypatch):
    monkeypatch.setattr("answerable.store.database.PATIENCE_S", 0.01)
    journal = opened(tmp_path)
    holder = sqlite3.connect(file_of(tmp_path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalUnavailable, match="held by another process"):
        journal.save(make_snapshot("a", "1\n"))
    holder.rollback()
    holder.close()
    journal.save(make_snapshot("a", "1\n"))
    assert texts(journal, "a") == ["1\n"]
    journal.close()


def test_another_process_that_never_ends_setting_aside(tmp_path, monkeypatch):
    opened(tmp_path).close()
    monkeypatch.setattr(place, "PATIENCE_S", 0.01)
    with place.Hold(str(file_of(tmp_path)), alone=True):
        check_unavailable(tmp_path, "held by another process")


def test_a_damaged_file_that_cannot_be_set_aside(public):
    file_of(public).parent.mkdir()
    file_of(public).write_bytes(b"damage" * 1000)
    file_of(public).chmod(0o666)
    file_of(public).with_name("journal.db.lock").touch(0o666)
    file_of(public).with_name("journal.db.lock").chmod(0o666)
    file_of(public).parent.chmod(0o555)
    with as_anybody():
        check_unavailable(public, "cannot be set aside", "remove it")
    file_of(public).parent.chmod(0o755)


def test_a_repository_that_goes_away_and_comes_back(tmp_path):
    folder = tmp_path / "git"
    folder.mkdir()
    journal = opened(folder)
    journal.save(make_snapshot("a", "1\n"))
    folder.rename(tmp_path / "away")
    with pytest.raises(JournalUnavailable):
        journal.latest("a")
    (tmp_path / "away").rename(folder)
    assert texts(journal, "a") == ["1\n"]
    journal.close()
