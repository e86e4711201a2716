"""What the journal remembers, method by method."""

import sqlite3
import threading

import pytest

from answerable.core.evidence import Window, content_digest
from answerable.core.text import content
from support.journal import AI, make_evidence, make_snapshot, opened, texts

#: Names that git allows and that are not nice.
PATHS = [
    "a.py",
    "dir/ä b.py",
    "new\nline",
    "bytes-\udcff\udc80.txt",
    "lone-\ud800",
    "nul-\0",
    "'; --",
    "x" * 4096,
    "%?#",
]


@pytest.fixture
def journal(tmp_path):
    opening = opened(tmp_path)
    yield opening
    opening.close()


@pytest.fixture
def other(tmp_path):
    opening = opened(tmp_path)
    yield opening
    opening.close()


@pytest.mark.parametrize("path", PATHS)
def test_every_path_finds_its_own(journal, other, path):
    saved = make_snapshot(path, "text\n")
    evidence = make_evidence(path, saved.digest)
    journal.save(saved, [evidence])
    journal.save(make_snapshot(path + "2", "other\n"))
    assert other.latest(path) == saved
    assert other.evidence(path) == [evidence]
    assert other.snapshot_with(path, saved.digest) == saved


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "no end",
        "a\r\nb\rc\n",
        "é\u2028\f",
        "nul\0\n",
        "not UTF-8 \udcff\udcfe",
        "UTF-8 once it is bytes \udcc3\udca9",
        "x" * 300_000,
    ],
)
def test_every_text_comes_back(journal, other, text):
    saved = make_snapshot("a", text, "gemini-cli", AI)
    journal.save(saved)
    assert other.latest("a") == saved


def test_origins_come_back(journal, other):
    origin = AI._replace(session="ü \udc80", reviewed_by=("one@example.org", "two@example.org"))
    saved = make_snapshot("a", "one\ntwo\n", origin=origin)
    journal.save(saved)
    assert other.latest("a").attributed == saved.attributed


def test_what_is_unknown_is_not_found(journal):
    assert journal.latest("a") is None
    assert journal.snapshots("a") == []
    assert journal.latest_all() == []
    assert journal.snapshot_with("a", content_digest("")) is None
    assert journal.digest_anywhere(content_digest("")) is None
    assert journal.evidence("a") == []
    assert journal.windows() == []
    assert journal.close_window("k") is None
    assert journal.take_pending("k") is None
    assert journal.records_with_blob("b") == []
    assert journal.indexed() == set()


def test_snapshots_come_newest_first(journal):
    for text in ("1\n", "2\n", "3\n", "1\n"):
        journal.save(make_snapshot("a", text))
    assert texts(journal, "a") == ["1\n", "3\n", "2\n", "1\n"]
    assert texts(journal, "a", limit=2) == ["1\n", "3\n"]
    assert texts(journal, "a", limit=0) == []


def test_order_is_the_order_of_saving_whatever_the_clock_says(journal):
    for at_ms in (5, 9, 1, -(10**30), 10**30, 0):
        journal.save(make_snapshot("a", f"{at_ms}\n")._replace(at_ms=at_ms))
    assert content(journal.latest("a").attributed) == "0\n"
    assert [snapshot.at_ms for snapshot in journal.snapshots("a")][-3:] == [1, 9, 5]


def test_the_same_again_adds_nothing_but_its_evidence(journal):
    for _ in range(3):
        journal.save(make_snapshot("a", "1\n"), [make_evidence("a")])
    journal.save(make_snapshot("a", "1\n", origin=AI))
    assert texts(journal, "a") == ["1\n", "1\n"]
    assert len(journal.evidence("a")) == 3


def test_latest_all_has_each_path_once(journal):
    for path, text in [("b", "1\n"), ("a", "2\n"), ("b", "3\n")]:
        journal.save(make_snapshot(path, text))
    assert [(found.path, content(found.attributed)) for found in journal.latest_all()] == [
        ("a", "2\n"),
        ("b", "3\n"),
    ]


def test_content_is_found_under_any_path(journal):
    journal.save(make_snapshot("old", "same\n", origin=AI))
    found = journal.digest_anywhere(content_digest("same\n"))
    assert found.path == "old"
    assert journal.snapshot_with("new", content_digest("same\n")) is None


def test_evidence_of_several_paths_may_come_with_one_snapshot(journal):
    journal.save(
        make_snapshot("a", "1\n"), [make_evidence("b", "x"), make_evidence("a", "y"), make_evidence("b", "z")]
    )
    assert [report.after for report in journal.evidence("b")] == ["x", "z"]


@pytest.mark.parametrize("waiting", [[], ["stale\n"]])
def test_a_renamed_file_brings_all_that_is_known(journal, waiting):
    for text in ("1\n", "2\n"):
        journal.save(make_snapshot("old", text), [make_evidence("old", text)])
    for text in waiting:
        journal.save(make_snapshot("new", text))
    journal.rename("old", "new")
    assert texts(journal, "new") == ["2\n", "1\n", *waiting]
    assert [report.path for report in journal.evidence("new")] == ["new", "new"]
    assert (texts(journal, "old"), journal.evidence("old")) == ([], [])


def test_renaming_to_itself_or_from_nothing_changes_nothing(journal):
    journal.save(make_snapshot("a", "1\n"), [make_evidence("a")])
    journal.rename("a", "a")
    journal.rename("b", "a")
    assert texts(journal, "a") == ["1\n"]
    assert len(journal.evidence("a")) == 1


def test_a_window_is_taken_once(journal, other):
    window = Window("s1 t1", "gemini-cli", {"a": "old\n", "new": None, "b\udcff": "\udc80\0"}, 5)
    journal.open_window(window._replace(before={}))
    journal.open_window(window)
    journal.open_window(window._replace(key="s1 t2"))
    assert [found.key for found in other.windows()] == ["s1 t1", "s1 t2"]
    assert other.close_window("s1 t1") == window
    assert journal.close_window("s1 t1") is None
    assert [found.key for found in journal.windows()] == ["s1 t2"]


def test_a_pending_stamp_is_taken_once(journal, other):
    journal.put_pending("tree\udcff", b"old")
    journal.put_pending("tree\udcff", b"record\0\xff")
    assert other.take_pending("tree") is None
    assert other.take_pending("tree\udcff") == b"record\0\xff"
    assert journal.take_pending("tree\udcff") is None


def test_records_are_found_by_blob(journal, other):
    journal.reindex("r1", ["b1", "b2", "b2"])
    journal.reindex("r2", iter(["b2"]))
    journal.reindex("r3", [])
    assert other.indexed() == {"r1", "r2", "r3"}
    assert [other.records_with_blob(blob) for blob in ("b1", "b2", "b3")] == [["r1"], ["r2", "r1"], []]
    journal.reindex("r1", ["b3"])
    assert [other.records_with_blob(blob) for blob in ("b1", "b2", "b3")] == [[], ["r2"], ["r1"]]


def test_what_is_too_large_is_said_and_left_out(journal, monkeypatch):
    monkeypatch.setattr("answerable.store.codec.LARGEST_TEXT", 1000)
    journal.save(make_snapshot("a", "x" * 1001), [make_evidence("a")])
    journal.open_window(Window("k", "p", {"a": "x" * 1001}))
    assert journal.latest("a") is None
    assert len(journal.evidence("a")) == 1
    assert journal.windows() == []
    assert ["too large" in notice or "too much" in notice for notice in journal.notices] == [True, True]


def test_content_that_another_process_dropped_is_stored_again(journal, other, monkeypatch):
    journal.save(make_snapshot("a", "same\n"))
    looked = journal._content

    def content_then_commit(snapshot):
        found = looked(snapshot)
        other.committed({"a": content_digest("same\n")})
        return found

    monkeypatch.setattr(journal, "_content", content_then_commit)
    journal.save(make_snapshot("b", "same\n"))
    assert (texts(other, "a"), texts(other, "b")) == ([], ["same\n"])


def test_linked_worktrees_keep_their_paths_apart_and_share_content(tmp_path, journal):
    linked = opened(tmp_path, "worktrees/linked")
    journal.save(make_snapshot("a", "main\n"), [make_evidence("a")])
    linked.save(make_snapshot("a", "linked\n"))
    journal.open_window(Window("k", "p", {"a": "main\n"}))
    assert (texts(journal, "a"), texts(linked, "a")) == (["main\n"], ["linked\n"])
    assert (linked.evidence("a"), linked.close_window("k")) == ([], None)
    assert linked.digest_anywhere(content_digest("main\n")).path == "a"
    linked.committed({"a": content_digest("linked\n")})
    assert (texts(journal, "a"), texts(linked, "a")) == (["main\n"], [])
    linked.close()


def test_a_journal_belongs_to_its_thread(journal):
    failures = []

    def run():
        try:
            journal.latest("a")
        except sqlite3.ProgrammingError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert len(failures) == 1
    assert journal.latest("a") is None
