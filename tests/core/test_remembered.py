"""Findings as they are remembered: names of changes, and the way into bytes and back."""

import json

import pytest

from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level
from answerable.core.remembered import change_key, decode_findings, encode_findings

ONE = FilePair("a.py", "old", "new")
TWO = FilePair("b.py", "", "\udcff")
FOUND = Finding("SCH001", "sql.drop-table", Level.BLOCK, "a.py", 3, 5, "said", "do", "was", "is", "0f" * 8)


def test_a_change_has_one_name_in_any_order() -> None:
    assert change_key("1", [ONE, TWO]) == change_key("1", [TWO, ONE])


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [ONE],
        [ONE, TWO, TWO],
        [ONE._replace(path="c.py"), TWO],
        [ONE._replace(old="new"), TWO],
        [ONE._replace(old="oldn", new="ew"), TWO],
        [ONE._replace(path="a.pyo", old="ld"), TWO],
    ],
)
def test_what_differs_has_another_name(pairs: list[FilePair]) -> None:
    assert change_key("1", pairs) != change_key("1", [ONE, TWO])


def test_editions_are_told_apart() -> None:
    assert change_key("1", [ONE]) != change_key("2", [ONE])


def test_findings_come_back_without_texts() -> None:
    data = encode_findings([FOUND, FOUND._replace(tier="high", blast="direct 9")], ["a problem"])
    bare = FOUND._replace(end_line=3, message="", remedy="", old_text="", new_text="")
    assert decode_findings(data) == ([bare, bare._replace(tier="high")], ["a problem"])
    assert not any(text in data for text in (b"said", b"was", b'is"', b"do"))


@pytest.mark.parametrize(
    "said",
    [
        None,
        7,
        [],
        {},
        {"findings": []},
        {"findings": 7, "problems": []},
        {"findings": [[]], "problems": []},
        {"findings": [["R", "n", "dire", "p", 1, "f", None]], "problems": []},
        {"findings": [["R", "n", "block", "p", "1", "f", None]], "problems": []},
        {"findings": [["R", "n", "block", 7, 1, "f", None]], "problems": []},
        {"findings": [["R", ["n"], "block", "p", 1, "f", None]], "problems": []},
        {"findings": [["R", "n", "block", "p", 1, "f"]], "problems": []},
        {"findings": [["R", "n", "block", "p", 1, "f", "huge"]], "problems": []},
        {"findings": [["R", "n", "block", "p", 1, "f", []]], "problems": []},
        {"findings": [], "problems": [7]},
        {"findings": [], "problems": None},
    ],
)
def test_anything_else_is_none(said: object) -> None:
    assert decode_findings(json.dumps(said).encode()) is None


@pytest.mark.parametrize("data", [b"", b"\xff", b"{", b"[" * 100_000])
def test_what_is_no_json_is_none(data: bytes) -> None:
    assert decode_findings(data) is None
