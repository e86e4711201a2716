"""What comes back from records: only what the content proves, and no guess as AI."""

import random

import pytest

from answerable.core.anchors import line_hash
from answerable.core.blame import BlamedRun, BlameParser
from answerable.core.ledger import Entry, Stretch, WantedLine
from answerable.core.origin import (
    COMMITTED,
    TYPED,
    UNKNOWN,
    Author,
    Grade,
    LineClass,
    Mechanism,
    Origin,
)
from answerable.core.readback import BLANK, NOTHING, Fact, fact_of_runs, read_back, region_fact

SESSIONS = {
    "s": {"agent": "bot", "version": "1", "model": "m", "conversation": "talk", "human": "h@example.org"}
}
AI = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "bot", "1", "m", "talk", ("r@example.org",))


def region(start, lines, line_class="ai", grade="attested", session="s", **more):
    found = {
        "start": start,
        "end": start + len(lines) - 1,
        "hashes": [line_hash(line) for line in lines],
        "class": line_class,
        "author": "ai",
        "mechanism": "agent-edit",
        "grade": grade,
        **more,
    }
    return found | ({"session": session} if session else {})


def entry(*regions):
    whole = {"sessions": SESSIONS}
    return Entry("ab" * 32, {"path": "a.py", "blob": "b1", "regions": list(regions)}, whole)


def stretch(lines, first=1):
    wanted = (WantedLine("a.py", first + at, first + at, line) for at, line in enumerate(lines))
    return Stretch("c1", "a.py", "", tuple(wanted))


def check_classes(lines, entries, expected, first=1):
    """The classes of the lines as letters, `.` for a line that nobody knows."""
    facts, rest = read_back(stretch(lines, first), entries)
    letters = {"ai": "A", "human": "H", "mixed": "M", "unknown": "?"}
    known = (letters[facts[at].line_class] if at in facts else "." for at in range(first, first + len(lines)))
    assert "".join(known) == expected
    assert {line.line for line in rest} == {
        at for at, line in enumerate(lines, first) if line.strip() and at not in facts
    }


CODE = ["first = compute(1)", "second = compute(2)", "", "third = compute(3)", "}", "return None", "}"]

ROWS = {
    "at their numbers": (CODE[:2], [entry(region(1, CODE[:2]))], "AA"),
    "whatever the white space": (["\tfirst=compute( 1 )\r"], [entry(region(1, CODE[:1]))], "A"),
    "moved down": (["new()", *CODE[:2]], [entry(region(1, CODE[:2]))], ".AA"),
    "other content": (["other"], [entry(region(1, CODE[:1]))], "."),
    "blank lines": (
        CODE[:4],
        [entry(region(1, CODE[:2]), region(4, CODE[3:4], "human", "labelled"))],
        "AA.H",
    ),
    "the first entry wins": (
        CODE[:1],
        [entry(region(1, CODE[:1], "human")), entry(region(1, CODE[:1]))],
        "H",
    ),
    "the second fills": (CODE[:2], [entry(region(1, CODE[:1])), entry(region(2, CODE[1:2], "human"))], "AH"),
    "a guess": (CODE[:1], [entry(region(1, CODE[:1], grade="inferred"))], "?"),
    "a mixed guess": (CODE[:1], [entry(region(1, CODE[:1], "mixed", grade="none"))], "?"),
    "nothing recorded": (CODE[:2], [entry()], ".."),
    "no record": (CODE[:1], [], "."),
    "equal lines, one recorded": (["}", "x()", "}"], [entry(region(3, ["}"]))], "..A"),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name):
    check_classes(*ROWS[name])


def test_a_fact_says_all_that_the_record_says():
    facts, _ = read_back(stretch(CODE[:1]), [entry(region(1, CODE[:1], reviewers=["r@example.org"]))])
    assert facts[1] == Fact(LineClass.AI, Grade.ATTESTED, "bot", "m", "talk", ("r@example.org",), "ab" * 32)
    assert region_fact(region(1, CODE[:1], "human", "labelled", ""), {}, "r").agent == ""


@pytest.mark.parametrize("seed", range(20))
def test_moved_lines_keep_their_class(seed):
    """Every line is unique, so that the answer is known: its class goes where it goes, in order."""
    rng = random.Random(seed)
    lines = [f"call_{seed}_{at}(first, second)" for at in range(40)]
    classes = [rng.choice(["ai", "human", "mixed"]) for _ in lines]
    recorded = entry(
        *(region(at + 1, [line], kind) for at, (line, kind) in enumerate(zip(lines, classes, strict=True)))
    )
    now = [(line, kind) for line, kind in zip(lines, classes, strict=True) if rng.random() < 0.8]
    for at in range(6):
        now.insert(rng.randint(0, len(now)), (f"new_{at}(x, y)", ""))
    letters = {"ai": "A", "human": "H", "mixed": "M", "": "."}
    check_classes([line for line, _ in now], [recorded], "".join(letters[kind] for _, kind in now), first=5)


RUNS = {
    "an agent's": (
        "x = 1\n",
        ((6, AI),),
        Fact(LineClass.AI, Grade.ATTESTED, "bot", "m", "talk", ("r@example.org",)),
    ),
    "a person's": ("x = 1\n", ((6, TYPED),), Fact(LineClass.HUMAN, Grade.LABELLED)),
    "nobody's": ("x = 1\n", ((6, UNKNOWN),), NOTHING),
    "committed": ("x = 1\n", ((6, COMMITTED),), NOTHING),
    "blank": (" \n", ((2, AI),), BLANK),
    "both": (
        "x = 12\n",
        ((4, TYPED), (3, AI)),
        Fact(LineClass.MIXED, Grade.ATTESTED, "bot", "m", "talk", ("r@example.org",)),
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_lines_that_are_not_committed(name):
    line, runs, expected = RUNS[name]
    assert fact_of_runs(line, runs) == expected


STREAM = (
    b"aa 1 1 2\nauthor A\nsummary filename no\nprevious bb a.py\nfilename a.py\n"
    b'bb 7 3 1\nboundary\nfilename "t\\tab\\303\\274.py"\naa 9 4 1\nfilename old name.py\n'
)
BLAMED = [
    BlamedRun("aa", "a.py", 1, 1, 2),
    BlamedRun("bb", "t\tabü.py", 7, 3, 1),
    BlamedRun("aa", "old name.py", 9, 4, 1),
]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_the_stream_of_blame_in_pieces(size):
    parser = BlameParser()
    pieces = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    assert [run for piece in pieces for run in parser.feed(piece)] == BLAMED
