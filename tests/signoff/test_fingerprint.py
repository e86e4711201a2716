"""The fingerprint of a net change: what leaves it alone, and that nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.core.ports import Change
from answerable.core.signoff.fingerprint import Content, NetPrint, fingerprint, in_order

FILE = "100644"
ABSENT = "000000"


def changed(old: bytes | None, new: bytes | None, path: str = "a", **fields: str) -> Content:
    """One file from `old` to `new`; `None` for a side that does not exist."""
    change = Change(
        status=fields.get("status", "M"),
        old_path=fields.get("old_path", path),
        path=path,
        old_blob="" if old is None else fields.get("old_blob", "1" * 40),
        blob="" if new is None else fields.get("blob", "2" * 40),
        old_mode=fields.get("old_mode", ABSENT if old is None else FILE),
        mode=fields.get("mode", ABSENT if new is None else FILE),
    )
    return Content(change, b"" if old is None else old, b"" if new is None else new)


def net(*contents: Content) -> NetPrint:
    return fingerprint(contents)


def anchored(old: str, new: str) -> str:
    return net(changed(old.encode(), new.encode())).anchored


#: Lines that are unlike each other, and some that are not.
LINES = st.lists(st.sampled_from(["a\n", "b\n", "  b\n", "\n", "if x:\n", "}\n", "c\r\n", "d"]), max_size=14)
EXTRA = st.lists(
    st.integers(0, 10**6).map(lambda number: f"unique {number}\n"), min_size=4, max_size=8, unique=True
)
#: So many lines that the surroundings of an edit do not reach across.
GAP = "".join(f"gap {number}\n" for number in range(4))


@settings(deadline=None)
@given(LINES, LINES, EXTRA)
def test_a_change_elsewhere_leaves_it_alone(old: list[str], new: list[str], extra: list[str]) -> None:
    """Both sides get the same other lines, above and below."""
    above, below = "".join(extra), "".join(reversed(extra))
    one, two = (f"{GAP}{''.join(side)}\n{GAP}" for side in (old, new))
    assert anchored(one, two) == anchored(f"{above}{one}", f"{above}{two}")
    assert anchored(one, two) == anchored(f"{one}{below}", f"{two}{below}")


@settings(deadline=None)
@given(LINES, LINES, st.data())
def test_every_byte_counts(old: list[str], new: list[str], data: st.DataObject) -> None:
    """One byte put in, taken away or exchanged anywhere in the new file is another change."""
    before, after = "".join(old).encode(), "".join(new).encode()
    place = data.draw(st.integers(0, len(after)))
    byte = data.draw(st.sampled_from([b" ", b"\n", b"\t", b"x", b"\r", b"\xff"]))
    gone = data.draw(st.integers(0, 1))
    other = after[:place] + byte + after[place + gone :]
    one, two = net(changed(before, after)), net(changed(before, other))
    assert (one.anchored == two.anchored) == (after == other)
    assert (one.loose == two.loose) == (after == other)


@settings(deadline=None)
@given(LINES, LINES, LINES)
def test_the_same_prints_only_for_the_same_edit(old: list[str], one: list[str], two: list[str]) -> None:
    """Against one base, equal fingerprints mean equal results."""
    base, first, second = ("".join(side) for side in (old, one, two))
    assert (anchored(base, first) == anchored(base, second)) == (first == second)


TWIN = "start\n  a\n  b\n  c\n  d\n  e\n  f\n  g\nend\n"
EDITED = TWIN.replace("  d\n", "  D\n")


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        (TWIN + TWIN, EDITED + TWIN, True),
        (TWIN + TWIN, TWIN + EDITED, False),  # the identical twin
        (TWIN + TWIN + TWIN, EDITED + TWIN + TWIN, False),  # a twin appeared behind it
        ("x\n" + TWIN + TWIN, "x\n" + EDITED + TWIN, True),  # everything moved down a line
        (
            TWIN + TWIN.replace("  b\n", "  b \n"),
            EDITED + TWIN.replace("  b\n", "  b \n"),
            False,
        ),  # no twin any more
        (TWIN + TWIN.replace("end", "END"), EDITED + TWIN.replace("end", "END"), True),
    ],
)
def test_twins_are_told_apart(old: str, new: str, is_same: bool) -> None:  # noqa: FBT001 - a row
    signed = net(changed((TWIN + TWIN).encode(), (EDITED + TWIN).encode()))
    found = net(changed(old.encode(), new.encode()))
    assert (signed.anchored == found.anchored) is is_same
    assert signed.loose == found.loose


def test_whitespace_counts() -> None:
    old = "def f(x):\n    if x:\n        log(x)\n"
    assert anchored(old, old + "    return x\n") != anchored(old, old + "        return x\n")
    assert anchored(old, old + "    return x\n") != anchored(old, old + "    return x")


LINK = {"old_mode": "120000", "mode": "120000"}
MODULE = {"old_mode": "160000", "mode": "160000"}
BINARY = b"\0\1\2"
SIGNED = {
    "text": changed(b"one\n", b"two\n"),
    "new": changed(None, b"two\n"),
    "deleted": changed(b"one\n", None),
    "empty": changed(None, b""),
    "binary": changed(BINARY, BINARY + b"3"),
    "link": changed(b"", b"", **LINK),
    "submodule": changed(b"", b"", **MODULE),
    "mode": changed(b"one\n", b"one\n", mode="100755"),
    "rename": changed(b"one\n", b"one\n", old_path="b", status="R"),
}
OTHERS = {
    "path": changed(b"one\n", b"two\n", path="b"),
    "executable": changed(b"one\n", b"two\n", mode="100755"),
    "was executable": changed(b"one\n", b"two\n", old_mode="100755"),
    "new executable": changed(None, b"two\n", mode="100755"),
    "renamed from elsewhere": changed(b"one\n", b"one\n", old_path="c", status="R"),
    "other binary": changed(BINARY, BINARY + b"3", blob="3" * 40),
    "other binary before": changed(BINARY, BINARY + b"3", old_blob="3" * 40),
    "other link": changed(b"", b"", blob="3" * 40, **LINK),
    "other submodule": changed(b"", b"", blob="3" * 40, **MODULE),
    "text became a link": changed(b"one\n", b"", mode="120000"),
    "not UTF-8": changed(b"one\n", b"two\xff\n"),
    "other bytes that are not UTF-8": changed(b"one\n", b"two\xfe\n"),
}


def test_every_kind_of_change_is_another() -> None:
    prints = [net(one).anchored for one in (*SIGNED.values(), *OTHERS.values())]
    assert len(set(prints)) == len(prints)


def test_a_file_more_or_less_is_another_change() -> None:
    one, two = changed(b"1\n", b"2\n"), changed(b"1\n", b"2\n", path="b")
    assert len({net().anchored, net(one).anchored, net(two).anchored, net(one, two).anchored}) == 4
    assert [each.path for each in in_order([two.change, one.change])] == ["a", "b"]


def test_text_is_counted_and_objects_are_bound_where_text_is_not_read() -> None:
    change = changed(b"1\n2\n3\n", b"1\nx\ny\n3\n", path="b", old_path="a", status="R")
    found = net(change)
    assert found[2:] == (1, 2, 1, ("a", "b"), ())
    large = change._replace(new=None)
    assert net(large)[2:] == (1, 0, 0, ("a", "b"), ("b",))
    assert net(large).anchored != net(large._replace(change=change.change._replace(blob="3" * 40))).anchored


def test_a_file_of_equal_lines_takes_no_time() -> None:
    """Places are told by line number once comparing costs too much; shifting such a file voids its sign-off."""
    old = "\n" * 30_000
    lines = old.splitlines(keepends=True)
    for at in range(0, 30_000, 100):
        lines[at] = "x\n"
    new = "".join(lines)
    assert anchored(old, new) == anchored(old, new)
    assert anchored(old, new) != anchored("\n" + old, "\n" + new)
