"""Keystrokes, hints, and the bounds of what is remembered. What edits do to lines is in `tests/data/regions`."""

import pytest

from answerable.core.classify import Hint, Tombstones, apply_edit, classify, is_keystroke
from answerable.core.document import Document
from answerable.core.edits import Edit
from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, Mechanism, Origin
from answerable.core.positions import Place, Span
from answerable.core.text import content

AI = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "agent")
START = Place(0, 0)


@pytest.mark.parametrize(
    "text",
    ["", "a", "identifier_1", "()", "{}", '""""', "\n", "\n        ", "\n    \n", "\n    // ", " = x", "é", "数える",
     "👩‍👩‍👧‍👦", " " * 500, "\r\n\t"],
    ids=ascii,
)  # fmt: skip
def test_keystrokes(text: str) -> None:
    assert is_keystroke(Edit(START, "", text))


@pytest.mark.parametrize(
    "text",
    ["ab + cd", "call(x)", "x" * 33, "one two", "a\nb\nc\nd\ne", "=====", " " * 500 + "return x"],
    ids=ascii,
)
def test_more_than_a_keystroke(text: str) -> None:
    assert not is_keystroke(Edit(START, "", text))


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (Hint(Mechanism.TYPED), TYPED),
        (Hint(Mechanism.VCS), COMMITTED),
        (Hint(Mechanism.UNKNOWN), UNKNOWN),
        (Hint(Mechanism.PASTED), Origin(Author.UNKNOWN, Mechanism.PASTED, Grade.LABELLED)),
        (Hint(Mechanism.DISK), Origin(Author.UNKNOWN, Mechanism.DISK, Grade.LABELLED)),
        (Hint(Mechanism.UNDO), Origin(Author.UNKNOWN, Mechanism.UNDO, Grade.LABELLED)),
        (Hint(Mechanism.COMPLETION), Origin(Author.UNKNOWN, Mechanism.COMPLETION, Grade.LABELLED)),
        (
            Hint(Mechanism.COMPLETION, producer="copilot", model="m"),
            Origin(Author.AI, Mechanism.COMPLETION, Grade.LABELLED, "copilot", "", "m"),
        ),
        (
            Hint(Mechanism.AGENT_EDIT, agent="bot", producer="ext", version="1", session="s"),
            Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.LABELLED, "bot", "1", "", "s"),
        ),
        (Hint(Mechanism.REFACTOR), Origin(Author.TOOL, Mechanism.REFACTOR, Grade.LABELLED)),
        (
            Hint(Mechanism.PASTED, author=Author.AI, agent="chat"),
            Origin(Author.AI, Mechanism.PASTED, Grade.LABELLED, "chat"),
        ),
    ],
)
def test_hints(hint: Hint, expected: Origin) -> None:
    assert hint.origin() == expected
    text = "some(new, text, here)"
    assert classify(Edit(START, "", text), [], hint, Tombstones()) == [(len(text), expected)]


def test_classify_carries_what_survives() -> None:
    edit = Edit(START, "load(path)", "load(path, mode)")
    assert classify(edit, [(10, AI)], Hint(Mechanism.PASTED, author=Author.HUMAN), Tombstones()) == [
        (9, AI),
        (6, Origin(Author.HUMAN, Mechanism.PASTED, Grade.LABELLED)),
        (1, AI),
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(Place(-1, -1), Place(0, 1)), "x234\n"),
        (Span(Place(9, 9), Place(9, 9)), "1234\nx"),
        (Span(Place(0, 99), Place(0, 99)), "1234x\n"),
        (Span(Place(0, 3), Place(0, 1)), "1x4\n"),
    ],
)
def test_places_outside_the_document(span: Span, expected: str) -> None:
    document = Document("1234\n", UNKNOWN)
    apply_edit(document, span, "x", None, Tombstones())
    assert content(document.snapshot()) == expected


def test_an_edit_that_changes_nothing() -> None:
    document = Document("load(path)\n", AI)
    edit = apply_edit(document, Span(Place(0, 0), Place(0, 4)), "load", None, Tombstones())
    assert (edit.removed, edit.inserted) == ("", "")
    assert document.snapshot() == Document("load(path)\n", AI).snapshot()


def test_tombstones_forget_the_oldest() -> None:
    tombstones = Tombstones(capacity=3)
    edits = [Edit(Place(n, 0), f"text {n} of some length", "") for n in range(5)]
    for edit in edits:
        tombstones.bury(edit, [(len(edit.removed), AI)])
    back = [tombstones.exhume(Edit(edit.start, "", edit.removed)) for edit in edits]
    assert [bool(pieces) for pieces in back] == [False, False, True, True, True]


def test_removed_text_is_known_in_another_document_and_in_other_whitespace() -> None:
    tombstones = Tombstones()
    tombstones.bury(Edit(START, "alpha(one, two)", ""), [(6, AI), (9, TYPED)])
    back = tombstones.exhume(Edit(Place(7, 7), "", "    alpha(\n        one, two)\n", "before", "after"))
    assert back == [(19, AI), (10, TYPED)]
    assert tombstones.exhume(Edit(Place(7, 7), "", "alpha(one, two, three)")) is None


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "x, " * 333_333, " " * 1_000_000], ids=["word", "list", "blank"]
)
def test_a_million_characters_on_one_line(text: str) -> None:
    """Nothing on the keystroke path is quadratic in the line: a quadratic step would take minutes."""
    document, tombstones = Document(text, AI), Tombstones()
    for column in range(0, len(text), 100_000):
        place = Place(0, column)
        apply_edit(document, Span(place, place), "y", None, tombstones)
        apply_edit(document, Span(place, Place(0, column + 1)), "", None, tombstones)
    whole = Span(place, Place(0, 2_000_000))
    apply_edit(document, whole, text.replace("x", "z")[column:], None, tombstones)
    assert len(document.lines[0]) == len(text)
