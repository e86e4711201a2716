"""The review order: what decides first, what the score is, and what is told of a place in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.familiar import Familiar
from answerable.core.finding import Finding, Level
from answerable.core.history import PastCommit
from answerable.core.order import (
    COEFFICIENTS,
    HunkToRead,
    Measures,
    Told,
    ToRead,
    entropy_of,
    in_order,
    scaled,
    score,
    why,
)

USUAL = Measures(lines=10, files=4, entropy=0.5, age=30.0, known=3)
NOTHING = Told()
DAY = 24 * 60 * 60


def found(*levels: str) -> list[Finding]:
    """A finding of each level."""
    return [
        Finding("R", "name", Level(one), "a.py", 1, 1, "", "", "", "", f"{at:016x}")
        for at, one in enumerate(levels)
    ]


def read(path: str = "a.py", told: Told = NOTHING, **measures: float) -> ToRead:
    """A file that is usual but for what is said."""
    return ToRead(path, told, USUAL._replace(**measures))


#: What comes first, and what after it.
FIRST = [
    ("a block finding before many of review", Told(found("block")), Told(found("review", "review"), "critical", 9)),
    ("two block findings before one", Told(found("block", "block")), Told(found("block", "review"), "critical")),
    ("a review finding before a tier", Told(found("review")), Told(found("warn"), "critical", 9)),
    ("a warning before a tier", Told(found("warn")), Told((), "critical", 9)),
    ("a tier before AI lines", Told((), "high"), Told((), "medium", 9)),
    ("a tier before none", Told((), "low"), Told((), None, 9)),
    ("AI lines before a note", Told((), "low", 1), Told(found("info"), "low")),
]  # fmt: skip


@pytest.mark.parametrize(("first", "then"), [row[1:] for row in FIRST], ids=[row[0] for row in FIRST])
def test_what_is_told_decides_before_any_score(first: Told, then: Told) -> None:
    files = [read("a.py", then, lines=10_000), read("b.py", first, lines=1)]
    assert [one.path for one in in_order(files)] == ["b.py", "a.py"]
    hunks = [HunkToRead(1, 90, 90, 0, then), HunkToRead(99, 99, 1, 0, first)]
    (file,) = in_order([read()._replace(hunks=hunks)])
    assert [one.start for one in file.hunks] == [99, 1]


ALIKE = [
    ("the larger", {"lines": 40}, {"lines": 4}),
    ("what changed lately", {"age": 1.0}, {"age": 400.0}),
    ("as the path says", {}, {}),
]


@pytest.mark.parametrize(("first", "then"), [row[1:] for row in ALIKE], ids=[row[0] for row in ALIKE])
def test_the_score_decides_among_what_is_alike(first: dict[str, float], then: dict[str, float]) -> None:
    # How many lines of AI is no matter of more or less: the score knows the size.
    files = [read("b.py", Told((), "low", 9), **then), read("a.py", Told((), "low", 1), **first)]
    assert [one.path for one in in_order(files)] == ["a.py", "b.py"]


def test_hunks_that_are_alike_stand_by_size_and_place() -> None:
    hunks = [HunkToRead(9, 9, 1, 0), HunkToRead(1, 1, 1, 0), HunkToRead(20, 20, 0, 5)]
    (file,) = in_order([read()._replace(hunks=hunks)])
    assert [one.start for one in file.hunks] == [20, 1, 9]


WHY = [
    (Told(), []),
    (Told(found("info"), "low"), ["tier low"]),
    (Told(found("block", "review", "review", "warn"), "high", 12),
     ["1 block finding", "2 review findings", "1 warn finding", "tier high", "12 AI lines"]),
    (Told((), None, 1), ["1 AI line"]),
]  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), WHY)
def test_why(told: Told, expected: list[str]) -> None:
    assert why(told) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [([], 0), ([0], 0), ([7], 0), ([7, 0], 0), ([5, 5], 1), ([3, 3, 3, 3], 1), ([7, 1], 0.5436)],
)
def test_entropy(lines: list[int], expected: float) -> None:
    assert entropy_of(lines) == pytest.approx(expected, abs=0.0001)


@given(
    st.integers(0, 10**7), st.integers(1, 10**5), st.floats(0, 1), st.floats(0, 10**5), st.none() | st.integers(0, 10**5)
)  # fmt: skip
def test_every_change_has_a_score(
    lines: int, files: int, entropy: float, age: float, known: int | None
) -> None:
    measures = Measures(lines, files, entropy, age, known)
    assert 0 < score(measures) < 1
    assert scaled(measures).keys() == COEFFICIENTS.keys()
    assert score(measures) <= score(measures._replace(lines=lines + 1))


PAST = [
    PastCommit("ann@x", 90 * DAY, {"a.py", "b.py"}),
    PastCommit("bob@x", 80 * DAY, {"a.py"}),
    PastCommit("ann@x", 40 * DAY, {"c.py"}),
]


@pytest.mark.parametrize(
    ("path", "authors", "age", "known"),
    [
        ("a.py", {"ann@x"}, 10, 1),
        ("a.py", {"ann@x", "bob@x"}, 10, 2),
        ("c.py", {"bob@x"}, 60, 0),
        ("older than what is known.py", {"ann@x"}, 60, 0),
    ],
)
def test_the_past_of_a_file(path: str, authors: set[str], age: float, known: int) -> None:
    familiar = Familiar(PAST, 100 * DAY)
    assert (familiar.age(path), familiar.known(path, authors)) == (age, known)


def test_no_past_and_clocks_that_go_wrong() -> None:
    assert Familiar([], 5).age("a.py") == 0
    assert Familiar(PAST, 0).age("a.py") == 0
