"""Decoded TOML is kept beside its source: never stale, never trusted blindly, never in the way."""

import sys

import pytest

from answerable.syntax.decoded import decoded

SOURCE = '[[rule]]\nid = "ä"\nwhen = [1, 2.5, true]\n'
TABLES = {"rule": [{"id": "ä", "when": [1, 2.5, True]}]}


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file whose outcome may be kept, whatever the environment of the tests says."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "rules.toml").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "rules.toml"


def kept(file):
    return list(file.parent.glob("__pycache__/*"))


def test_the_second_time_comes_from_what_was_kept(file):
    assert decoded(file) == TABLES
    (entry,) = kept(file)
    entry.write_text(entry.read_text("utf-8").replace("2.5", "3.5"), encoding="utf-8")
    assert decoded(file) == {"rule": [{"id": "ä", "when": [1, 3.5, True]}]}


def test_a_changed_source_is_decoded_anew(file):
    decoded(file)
    file.write_text("x = 1\n", encoding="utf-8")
    assert decoded(file) == decoded(file) == {"x": 1}


@pytest.mark.parametrize("damage", [b"", b"\xff", b"[]", b"{}", b'{"digest": 1, "tables": {}}', b"[" * 9])
def test_damage_is_decoded_anew(file, damage):
    decoded(file)
    (entry,) = kept(file)
    entry.write_bytes(damage)
    assert decoded(file) == TABLES
    assert len(kept(file)) == 1


def test_nothing_is_kept_where_python_keeps_nothing(file, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert decoded(file) == TABLES
    assert kept(file) == []


def test_a_folder_that_cannot_be_written(file):
    file.with_name("__pycache__").write_text("in the way")
    assert decoded(file) == decoded(file) == TABLES


def test_dates_are_not_kept(file):
    file.write_text("day = 2026-03-01\n")
    assert str(decoded(file)["day"]) == str(decoded(file)["day"]) == "2026-03-01"
    assert kept(file) == []


@pytest.mark.parametrize("source", [b"x = ", b"\xff"])
def test_what_is_no_toml(file, source):
    file.write_bytes(source)
    with pytest.raises(ValueError, match=r".+"):
        decoded(file)
