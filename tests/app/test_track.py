"""Open documents without an editor: versions, hints, edits before and after the origins are known, names."""

import random

import pytest

from answerable.app.track import LARGEST, Copied, Session, declared, hint_of, informed, may_be_declared
from answerable.core.origin import (
    COMMITTED,
    TYPED,
    UNKNOWN,
    Author,
    Grade,
    Mechanism,
    Origin,
)
from answerable.core.positions import Place, Span
from answerable.core.text import Attributed, content, uniform

URI = "file:///r/a.py"
AI = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "claude-code")
BASE = "def f(x):\n    return x\n"


def opened(text: str = BASE, uri: str = URI):
    return Session().open(uri, "python", 1, text)


def insert(tracked, line: int, column: int, text: str, version: int = 2) -> None:
    place = Place(line, column)
    tracked.edit(Span(place, place), text, version)
    tracked.moved_on(version)


def origins(tracked) -> str:
    """Whose each character is: c(ommit), h(uman), a(i), t(ool), u(nknown); a line ending is a slash."""
    letters = {Author.HUMAN: "h", Author.AI: "a", Author.TOOL: "t", Author.UNKNOWN: "u"}
    said = []
    for line, runs in zip(*tracked.snapshot(), strict=True):
        row = "".join(
            ("c" if origin == COMMITTED else letters[origin.author]) * length for length, origin in runs
        )
        said.append(row[: len(line.rstrip("\n"))])
    return "/".join(said)


def test_typing_before_and_after_the_origins_are_known_comes_to_the_same():
    generator = random.Random(4711)
    for _ in range(50):
        early, late = opened(), opened()
        edits = [
            (generator.randrange(2), generator.randrange(9), generator.choice("xyz_ (\n")) for _ in range(6)
        ]
        known = informed(uniform(BASE, UNKNOWN), BASE, [])
        late.settle(known)
        for edit in edits:
            insert(early, *edit)
            insert(late, *edit)
        early.settle(known)
        assert early.snapshot() == late.snapshot()


def test_a_hint_is_for_one_version_only():
    tracked = opened("")
    tracked.expect(3, hint_of("agent-edit", "cline", "", ""))
    insert(tracked, 0, 0, "first = compute(1)\n", version=2)
    assert origins(tracked) == "u" * 18
    tracked.expect(3, hint_of("agent-edit", "cline", "", ""))
    insert(tracked, 1, 0, "second = compute(2)\n", version=3)
    insert(tracked, 2, 0, "third = compute(3)\n", version=4)
    assert origins(tracked) == "/".join(["u" * 18, "a" * 19, "u" * 18])


@pytest.mark.parametrize(
    ("mechanism", "producer", "author"),
    [
        ("typed", "", Author.HUMAN),
        ("pasted", "", Author.UNKNOWN),
        ("pasted", "chat", Author.AI),
        ("completion", "", Author.TOOL),
        ("completion", "copilot", Author.AI),
        ("snippet", "", Author.TOOL),
        ("format", "black", Author.TOOL),
        ("agent-edit", "", Author.AI),
        ("agent-shell", "codex", Author.AI),
        ("disk", "", Author.UNKNOWN),
        ("unknown", "", Author.UNKNOWN),
    ],
)
def test_whose_text_a_hint_makes_it(mechanism, producer, author):
    assert hint_of(mechanism, producer, "", "").origin().author is author


COPY = [Copied(2, "ai", "cline"), Copied(3, "human"), Copied(1, "unknown")]


@pytest.mark.parametrize(
    ("before", "pasted", "copied", "expected"),
    [
        ("", "ab cde\n  f\n", COPY, "aaahhh/uuu"),
        # The editor indents what it pastes anew.
        ("", "\tab\n\tcde f\n", COPY, "aaa/hhhhhu"),
        # What the paste replaces it shares its beginning and end with: only the middle is new.
        ("ab 1 f\n", "ab cde f\n", COPY, "uuuhhhhu"),
        # Another text, and counts that are none.
        ("", "ab cde fg\n", COPY, "uuuuuuuuu"),
        ("", "ab\n", [Copied(3, "ai"), Copied(-1, "human")], "uu"),
        ("", "ab\n", [Copied(2, "nobody")], "uu"),
        ("", "\n", COPY, ""),
    ],
)
def test_a_copy_keeps_the_origins_of_its_parts(before, pasted, copied, expected):
    tracked = opened(before)
    tracked.expect(2, hint_of("pasted", "", "", "", copied))
    tracked.edit(Span(Place(0, 0), tracked.document.end()), pasted, 2)
    assert origins(tracked) == expected


def test_an_unknown_mechanism_is_no_hint():
    assert hint_of("telepathy", "x", "", "") is None


def test_the_commit_gets_what_nobody_claims_and_takes_nothing_from_anybody():
    text = BASE + "new = 1\n"
    with_ai = informed(uniform(BASE, UNKNOWN), None, [uniform(BASE, AI)])
    assert informed(with_ai, BASE, []) == with_ai
    found = informed(uniform(text, UNKNOWN), BASE, [])
    assert found.runs == (*uniform(BASE, COMMITTED).runs, *uniform("new = 1\n", UNKNOWN).runs)
    human = informed(uniform(text, TYPED), BASE, [uniform(text, AI)])
    assert human == uniform(text, TYPED)


def test_what_was_reported_as_an_ais_is_not_declared_away():
    said = Origin(Author.HUMAN, Mechanism.DECLARED, Grade.LABELLED)
    for own, stays in [
        (AI, True),
        (AI._replace(grade=Grade.CORROBORATED), True),
        (AI._replace(grade=Grade.INFERRED), False),
        (AI._replace(mechanism=Mechanism.DECLARED, grade=Grade.LABELLED), False),
        (UNKNOWN, False),
        (COMMITTED, False),
        (TYPED, False),
    ]:
        before = uniform("x = 1\n\ny = 2\n", own)
        after = declared(before, 0, 2, said)
        assert after.runs[0] == (before.runs[0] if stays else ((6, said),))
        assert after.runs[1:] == before.runs[1:]
        assert may_be_declared(own) is not stays


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], "aa/aa/aa/aa"),
        ([(1, 2, "x")], "aa/uuh/aa/aa"),
        ([(0, 0, "x"), (3, 2, "x")], "huu/uu/uu/uuh"),
        ([(1, 0, "\n")], "aa//aa/aa/aa"),
        ([(0, 0, "\n")], "/aa/aa/aa/aa"),
        ([(4, 0, "x")], "aa/aa/aa/aa/h"),
    ],
)
def test_an_account_of_an_older_state_leaves_what_was_edited_since(edits, after):
    text = "a1\nb2\nc3\nd4\n"
    tracked = opened(text)
    tracked.settle(uniform(text, UNKNOWN))
    start = tracked.snapshot()
    for edit in edits:
        insert(tracked, *edit)
    assert tracked.adopt(uniform(text, AI), start) is ("a" in after)
    assert origins(tracked) == after
    assert not tracked.adopt(tracked.snapshot(), tracked.snapshot())


def test_a_review_given_meanwhile_stays():
    tracked = opened("a1\nb2\n")
    tracked.settle(uniform("a1\nb2\n", AI))
    start = tracked.snapshot()
    assert tracked.review(0, 1, "a@b")
    tracked.adopt(uniform("a1\nb2\n", AI), start)
    assert tracked.snapshot().runs[0][0][1].reviewed_by == ("a@b",)


def test_reviews_and_declarations_are_to_be_saved_and_evidence_is_not():
    tracked = opened("x = 1\n")
    tracked.settle(uniform("x = 1\n", AI))
    assert not tracked.unsaved
    assert tracked.review(0, 1, "a@b")
    assert tracked.unsaved
    tracked.unsaved = False
    assert not tracked.review(0, 1, "a@b")
    assert not tracked.unsaved


def test_a_closed_document_comes_back_with_its_origins_and_what_changed_meanwhile_is_unknown():
    session = Session()
    tracked = session.open(URI, "python", 1, "one = 1\n")
    tracked.settle(uniform("one = 1\n", TYPED))
    session.close(URI)
    again = session.open(URI, "python", 1, "one = 1\ntwo = something(2)\n")
    assert origins(again) == "hhhhhhh/" + "u" * 18
    assert session.close("file:///r/unknown") is None


def test_only_so_many_closed_documents_are_remembered():
    session = Session()
    for number in range(80):
        session.open(f"{URI}{number}", "python", 1, "x").settle(uniform("x", TYPED))
        session.close(f"{URI}{number}")
    assert origins(session.open(f"{URI}0", "python", 1, "x")) == "u"
    assert origins(session.open(f"{URI}79", "python", 1, "x")) == "h"


@pytest.mark.parametrize("is_open", [True, False])
def test_names_of_files_and_folders_change(is_open):
    session = Session()
    session.open("file:///r/old/a.py", "python", 1, "x").settle(uniform("x", TYPED))
    if not is_open:
        session.close("file:///r/old/a.py")
    session.rename("file:///r/old", "file:///r/new")
    session.rename("file:///r/ol", "file:///r/wrong")
    assert origins(session.open("file:///r/new/a.py", "python", 1, "x")) == "h"


def test_a_large_text_is_given_up_when_it_is_opened_or_becomes_large():
    assert opened("x" * (LARGEST + 1)).note
    tracked = opened("x\n")
    insert(tracked, 0, 0, "y" * LARGEST)
    assert tracked.note
    insert(tracked, 0, 0, "z")
    tracked.settle(uniform("x\n", COMMITTED))
    assert tracked.snapshot() == Attributed((), ())


@pytest.mark.parametrize(
    ("uri", "language", "is_message"),
    [
        ("file:///r/.git/COMMIT_EDITMSG", "plaintext", True),
        ("file:///r/.git/MERGE_MSG", "", True),
        ("untitled:1", "gitcommit", True),
        ("untitled:1", "git-commit", True),
        ("file:///r/a.py", "python", False),
    ],
)
def test_commit_messages_are_known_by_language_or_name(uri, language, is_message):
    assert Session().open(uri, language, 1, "").is_message is is_message


def test_the_agents_of_a_session_are_those_whose_text_is_open():
    session = Session()
    for number, agent in enumerate(["codex", "", "amp"]):
        session.open(f"{URI}{number}", "python", 1, "x").settle(uniform("x", AI._replace(agent=agent)))
    assert session.agents() == ["amp", "codex"]
    session.close(f"{URI}0")
    assert session.agents() == ["amp"]
    assert content(session.documents[f"{URI}2"].snapshot()) == "x"
