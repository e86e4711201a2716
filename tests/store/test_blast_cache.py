"""Outlines in the user's cache: found again, in other processes too; damage and other editions cost nothing but time."""

import sqlite3
import threading
from pathlib import Path

import pytest

from answerable.core.blast.outline import Definition, Import, Outline
from answerable.store.symbol_cache import SymbolCache

OUTLINE = Outline(
    "py", "", (Definition("f", "function", 1, 2, True),), (Import("m", "n", "", 3),), {"a.b": (1, 2)}, {"a": ("B",)},
    ("",), {"k": "v"},
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "cache" / "deep")


def files(folder: str) -> list[str]:
    """The databases that are there."""
    return sorted(path.name for path in Path(folder).glob("*.db"))


def test_what_was_put_is_found(folder: str) -> None:
    cache = SymbolCache(folder, "one")
    assert cache.get(["a"]) == {}
    assert not Path(folder).exists()
    cache.put({"a": OUTLINE, "b": Outline("")})
    assert SymbolCache(folder, "one").get(["a", "c", "b", "a"]) == {"a": OUTLINE, "b": Outline("")}


def test_thousands_at_once(folder: str) -> None:
    cache = SymbolCache(folder, "one")
    cache.put({f"key{number}": OUTLINE for number in range(2500)})
    assert len(cache.get(f"key{number}" for number in range(3000))) == 2500


def test_another_edition_finds_nothing_and_removes_the_old_one(folder: str) -> None:
    SymbolCache(folder, "one").put({"a": OUTLINE})
    other = SymbolCache(folder, "two")
    assert other.get(["a"]) == {}
    other.put({"b": OUTLINE})
    assert files(folder) == ["symbols-two.db"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_begun_anew(folder: str, content: bytes) -> None:
    Path(folder).mkdir(parents=True)
    Path(folder, "symbols-one.db").write_bytes(content)
    cache = SymbolCache(folder, "one")
    assert cache.get(["a"]) == {}
    cache.put({"a": OUTLINE})
    cache.put({"a": OUTLINE})
    assert cache.get(["a"]) == {"a": OUTLINE}


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x90", b"\x93\x01\x02\x03"])
def test_a_damaged_row_is_no_answer(folder: str, data: bytes) -> None:
    cache = SymbolCache(folder, "one")
    cache.put({"a": OUTLINE, "b": OUTLINE})
    with sqlite3.connect(Path(folder, "symbols-one.db")) as connection:
        connection.execute("UPDATE outline SET data = ? WHERE key = 'a'", (data,))
    connection.close()
    assert cache.get(["a", "b"]) == {"b": OUTLINE}


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = SymbolCache(str(tmp_path / "file" / "cache"), "one")
    cache.put({"a": OUTLINE})
    assert cache.get(["a"]) == {}


def test_several_at_once(folder: str) -> None:
    def fill(part: int) -> None:
        cache = SymbolCache(folder, "one")
        for number in range(20):
            cache.put({f"{part}-{number}": OUTLINE})

    threads = [threading.Thread(target=fill, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = SymbolCache(folder, "one").get(f"{part}-{number}" for part in range(4) for number in range(20))
    assert len(found) == 80
