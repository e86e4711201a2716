"""Joining what is known about a text, and the way through a record and back."""

import random
from collections.abc import Sequence

import pytest

from answerable.core.attribution import Accounts, attribute, earlier_text, is_open, source_from_record
from answerable.core.origin import (
    COMMITTED,
    TYPED,
    UNKNOWN,
    Author,
    Grade,
    LineClass,
    Mechanism,
    Origin,
    intern_origin,
)
from answerable.core.record import FileEntry, SessionEntry, record_path, well_formed
from answerable.core.recording import Sessions, regions_of
from answerable.core.regions import line_class
from answerable.core.text import Attributed, content, split_lines

AI = intern_origin(Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "agent", "1", "model", "talk"))
REVIEWED = intern_origin(AI._replace(reviewed_by=("senior@example.org",)))
GUESS = intern_origin(AI._replace(grade=Grade.INFERRED))
TOOL = intern_origin(Origin(Author.TOOL, Mechanism.FORMAT, Grade.LABELLED))
PASTED = intern_origin(Origin(Author.UNKNOWN, Mechanism.PASTED, Grade.LABELLED))
ORIGINS = {
    "A": AI,
    "R": REVIEWED,
    "G": GUESS,
    "H": TYPED,
    "T": TOOL,
    "C": COMMITTED,
    "P": PASTED,
    "?": UNKNOWN,
}


def text(marked: str) -> Attributed:
    """Attributed text from lines of `MARK:text` parts separated by `|`, lines by `/`."""
    lines, runs = [], []
    for line in filter(None, marked.split("/")):
        parts = [part.split(":", 1) for part in line.split("|")]
        lines.append("".join(part for _, part in parts) + "\n")
        sizes = [[len(part), ORIGINS[mark]] for mark, part in parts]
        sizes[-1][0] += 1
        runs.append(tuple((size, origin) for size, origin in sizes))
    return Attributed(tuple(lines), tuple(runs))


def classes(attributed: Attributed) -> str:
    """The classes of the lines as one commit's work, one letter each."""
    letters = {LineClass.NEUTRAL: ".", LineClass.UNKNOWN: "?"}
    return "".join(
        letters.get(found, found.value[0].upper())
        for line, runs in zip(attributed.lines, attributed.runs, strict=True)
        for found in [line_class(line, runs)]
    )


def check_attribute(
    target: str,
    expected: str,
    *,
    snapshots: Sequence[str] = (),
    records: Sequence[str] = (),
    parents: Sequence[str] = (),
) -> None:
    """What the accounts, given as marked texts, make of the lines of a text."""
    wanted = text(target)
    known = [source_from_record(entry, sessions, wanted.lines) for entry, sessions in map(recorded, records)]
    accounts = Accounts(
        map(text, snapshots), known, [earlier_text(content(text(one)), COMMITTED) for one in parents]
    )
    found = attribute(content(wanted), range(len(wanted.lines)), accounts)
    assert found.lines == wanted.lines
    assert classes(found) == expected


def recorded(marked: str) -> tuple[FileEntry, dict[str, SessionEntry]]:
    """The record entry of a text all of whose lines were added."""
    attributed = text(marked)
    sessions = Sessions("dev@example.org")
    regions = regions_of(attributed, range(len(attributed.lines)), sessions)
    return FileEntry(path="a", blob="0", regions=regions), sessions.used


@pytest.mark.parametrize(
    ("target", "snapshots", "records", "parents", "expected"),
    [
        ("?:one/?:two", [], [], [], "??"),
        ("?:one/?:two", ["A:one/H:two"], [], [], "AH"),
        ("?:one/?:two", ["A:one/?:two", "?:one/H:two"], [], [], "AH"),
        # The newest snapshot wins where it knows something.
        ("?:one", ["H:one", "A:one"], [], [], "H"),
        # A paste that nobody vouched for is refined by an older snapshot with the same text.
        ("?:one two three", ["P:one two three", "A:one two three"], [], [], "A"),
        # Snapshots of other states of the text.
        ("?:first line/?:new/?:last line", ["A:first line/H:last line"], [], [], "A?H"),
        # Whole lines from records, at other places.
        ("?:new/?:one two three/?:more", [], ["A:one two three"], [], "?A?"),
        ("?:  one two   three", [], ["A:one two three"], [], "A"),
        ("?:one two four", [], ["A:one two three"], [], "?"),
        # A record's mixed line stays mixed whatever else is known about its words.
        ("?:one two three", [], ["A:one two |?:three", "A:one two three"], [], "M"),
        # Snapshots go before records.
        ("?:one two three", ["H:one two three"], ["A:one two three"], [], "H"),
        # A line of which a snapshot knows a part is not overruled by a record.
        ("?:one two three", ["H:one |?:two three"], ["A:one two three"], [], "?"),
        # What the parent had decides nothing beside a person's work, and makes an agent's mixed.
        ("?:alpha beta gamma", ["C:alpha beta |H:gamma"], [], ["?:alpha beta delta"], "H"),
        ("?:alpha beta gamma", ["C:alpha beta |A:gamma"], [], ["?:alpha beta delta"], "M"),
        ("?:alpha beta gamma", ["C:alpha beta |T:gamma"], [], ["?:alpha beta delta"], "T"),
        ("?:alpha beta gamma", [], [], ["?:alpha beta delta"], "?"),
        # Committed, but not by the parent: in an amended commit nobody knows who wrote it.
        ("?:alpha beta gamma", ["C:alpha beta |H:gamma"], [], [], "?"),
        # A guess is no AI.
        ("?:one", ["G:one"], [], [], "?"),
        ("?:one/?: /?:two", ["A:one/?: /A:two"], [], [], "A.A"),
    ],
)
def test_accounts_are_joined(target, snapshots, records, parents, expected) -> None:
    check_attribute(target, expected, snapshots=snapshots, records=records, parents=parents)


def test_accounts_are_asked_no_further_than_needed() -> None:
    def never():
        yield text("A:one")
        raise AssertionError

    def forbidden():
        raise AssertionError
        yield

    found = attribute("one\n", [0], Accounts(never(), forbidden(), forbidden()))
    assert classes(found) == "A"
    found = attribute("one\n\n", [1], Accounts(forbidden(), forbidden(), forbidden()))
    assert not is_open(found, [1])


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("A:one/A:two", [(1, 2, "ai", 0)]),
        ("A:one/R:two", [(1, 1, "ai", 0), (2, 2, "ai", 1)]),
        ("A:one/?: /A:two", [(1, 1, "ai", 0), (3, 3, "ai", 0)]),
        ("A:one|H:two", [(1, 1, "mixed", 0)]),
        ("R:one|H:two", [(1, 1, "mixed", 1)]),
        ("H:one|T:two/H:three", [(1, 2, "human", 0)]),
        ("G:one/?:two", [(1, 1, "unknown", 0), (2, 2, "unknown", 0)]),
        ("C:one |H:two", [(1, 1, "human", 0)]),
        ("?: /?:\t", []),
        ("", []),
    ],
)
def test_regions(marked, expected) -> None:
    entry, sessions = recorded(marked)
    regions = entry["regions"]
    found = [(one["start"], one["end"], one["class"], len(one.get("reviewers", ()))) for one in regions]
    assert found == expected
    assert all(len(one["hashes"]) == one["end"] - one["start"] + 1 for one in regions)
    assert {one["session"] for one in regions if "session" in one} == set(sessions)


def test_a_record_gives_back_what_went_into_it() -> None:
    rng = random.Random(11)
    for _ in range(300):
        lines = [
            "|".join(
                f"{rng.choice('ARHT?P')}:word{rng.randrange(10**9)} " for _ in range(rng.randrange(1, 4))
            )
            for _ in range(rng.randrange(12))
        ]
        attributed = text("/".join(lines))
        entry, sessions = recorded("/".join(lines))
        # Lines before, between and after must not disturb the others.
        places: list[int] = []
        now: list[str] = []
        for line in attributed.lines:
            now += [f"noise {rng.randrange(10**9)}\n"] * rng.randrange(3)
            places.append(len(now))
            now.append("  " * rng.randrange(3) + line)
        found = source_from_record(entry, sessions, now)
        for line, runs, place in zip(attributed.lines, attributed.runs, places, strict=True):
            before, after = line_class(line, runs), line_class(now[place], found.runs[place])
            assert before == after or (after, before) == (LineClass.UNKNOWN, LineClass.UNKNOWN)
        noise = set(range(len(now))).difference(places)
        assert all(line_class(now[place], found.runs[place]) is LineClass.UNKNOWN for place in noise)


def test_who_drove_a_session_survives_the_next_committer() -> None:
    entry, sessions = recorded("A:one two three")
    again = Sessions("other@example.org")
    again.learn(sessions)
    source = source_from_record(entry, sessions, ["one two three\n"])
    regions_of(source, [0], again)
    assert [session["human"] for session in again.used.values()] == ["dev@example.org"]
    assert again.used.keys() == sessions.keys()


def test_foreign_names_are_made_safe_for_json_readers() -> None:
    origin = AI._replace(agent="a\ud800", session="\udcff")
    sessions = Sessions("x\udc00@y")
    sessions.key_of(origin)
    (session,) = sessions.used.values()
    assert (session["agent"], session["conversation"], session["human"]) == ("a?", "?", "x?@y")
    assert well_formed("ä\udcff") == "ä?"


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/b", "a/b"), ("ä", "ä"), ("caf\udce9", "caf%E9"), ("100%", "100%"), ("\udcff\udc80", "%FF%80")],
)
def test_paths_in_records(path: str, expected: str) -> None:
    assert record_path(path) == expected


def test_a_later_versions_mechanism_is_read_as_unknown() -> None:
    entry, sessions = recorded("A:one two three")
    entry["regions"][0]["mechanism"] = "telepathy"
    found = source_from_record(entry, sessions, split_lines("one two three\n"))
    assert found.runs[0][0][1].mechanism is Mechanism.UNKNOWN
    assert classes(found) == "A"
