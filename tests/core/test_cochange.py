"""Files that usually change together: rows, a count done by hand as the oracle, and a real history."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.cochange import CoChange, Partner
from answerable.core.errors import BadRevision
from answerable.wiring.workspace import open_workspace
from support.git import EMAIL, make_repo

#: Enough commits of something else that nothing changes all the time.
ELSEWHERE = [{f"other{number}"} for number in range(30)]
BOTH = {"a.py", "test_a.py"}
EXISTING = {"a.py", "test_a.py", "b.py", "log"}

ROWS = [
    ("both always", [BOTH] * 5, {"a.py"}, ["test_a.py 5/5"]),
    ("too seldom", [BOTH] * 4, {"a.py"}, []),
    ("nine of ten", [*[BOTH] * 9, {"a.py"}], {"a.py"}, ["test_a.py 9/10"]),
    ("eight of nine", [*[BOTH] * 8, {"a.py"}], {"a.py"}, []),
    ("one way only", [*[BOTH] * 5, *[{"test_a.py"}] * 5], {"test_a.py"}, []),
    ("present", [BOTH] * 5, BOTH, []),
    ("gone", [{"a.py", "gone.py"}] * 5, {"a.py"}, []),
    ("large commits", [{*BOTH, *map(str, range(40))}] * 5, {"a.py"}, []),
    ("changes all the time", [*[{"a.py", "log"}] * 5, *[{one, "log"} for one in map(str, range(40))]], {"a.py"}, []),
    ("the surest first", [{"a.py", "b.py", "test_a.py"}] * 9 + [BOTH], {"a.py"}, ["test_a.py 10/10", "b.py 9/10"]),
    ("told once", [{"a.py", "b.py", "test_a.py"}] * 5, {"a.py", "b.py"}, ["test_a.py 5/5"]),
    ("nothing known", [], {"a.py"}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("commits", "changed", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_rows(commits, changed, expected):
    found = CoChange([*commits, *ELSEWHERE]).missing(changed, EXISTING.__contains__)
    assert [f"{one.partner} {one.together}/{one.changes}" for one in found] == expected


@given(st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=60), st.sampled_from("abcdefgh"))
def test_partners_are_those_that_counting_by_hand_finds(commits, path):
    told = [one for one in commits if one]
    mine = [one for one in told if path in one]
    expected = set()
    for other in set("abcdefgh") - {path}:
        together, alone = sum(other in one for one in mine), sum(other in one for one in told)
        if together >= 5 and together / len(mine) >= 0.9 and together / len(mine) >= 2 * alone / len(told):
            expected.add(Partner(path, other, together, len(mine)))
    assert set(CoChange(commits).partners(path)) == expected


def test_the_history_of_a_repository(tmp_path):
    repo = make_repo(tmp_path)
    names = ["a.py", "b c.py", "ü.py", ":odd\n.py"]
    for number in range(3):
        for name in names[: number + 1]:
            repo.write(name, f"{number}\n")
        repo.git("add", "-A")
        repo.git("commit", "-qm", str(number))
    repo.git("mv", "a.py", "moved.py")
    repo.git("commit", "-qm", "move")
    repo.git("checkout", "-qb", "side", "HEAD~2")
    repo.write(names[3], "x\n")
    repo.git("add", "-A")
    repo.git("commit", "-qm", "side")
    repo.git("checkout", "-q", "-")
    repo.git("merge", "-q", "--no-edit", "side")
    history = open_workspace(str(repo.top), repo.environ).history
    found = list(history.path_sets("HEAD", 10))
    assert sorted(map(sorted, found)) == sorted(
        map(sorted, [{"a.py"}, set(names[:2]), set(names[:3]), {"a.py", "moved.py"}, {names[3]}])
    )
    assert list(history.path_sets("HEAD", 2)) == found[:2]
    past = list(history.past("HEAD", 10))
    assert [one.paths for one in past] == found
    assert {one.author for one in past} == {EMAIL}
    assert {str(one.at) for one in past} <= set(repo.git("log", "--format=%at").split())
    for nothing in ("nothing", "--all"):
        with pytest.raises(BadRevision):
            list(history.path_sets(nothing, 10))
