"""The words that editors show: rows."""

import pytest

from answerable.core.blast.radius import Overall
from answerable.core.finding import Finding, Level
from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, LineClass, Mechanism, Origin
from answerable.core.views import (
    AiBlock,
    Paragraph,
    Severity,
    blast_title,
    diagnostic,
    explanation,
    hint_label,
    hover_text,
    lens_title,
    markdown,
    plain_text,
    region_class,
    unreviewed,
)

CLAUDE = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "claude-code", "2.1", "opus", "s-1")
TAB = Origin(Author.AI, Mechanism.COMPLETION, Grade.LABELLED)
GUESS = Origin(Author.AI, Mechanism.UNKNOWN, Grade.INFERRED, "codex")
SAID = Origin(Author.HUMAN, Mechanism.DECLARED, Grade.LABELLED)
BLACK = Origin(Author.TOOL, Mechanism.FORMAT, Grade.LABELLED, "black")
FINDING = Finding(
    "GRD001",
    "guard.removed",
    Level.REVIEW,
    "a.py",
    3,
    4,
    "f no longer checks",
    "Put it back",
    "if x:\n",
    "",
    "0" * 16,
)


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (
            CLAUDE,
            (
                "Written by claude-code 2.1 (model opus, session s-1). It was reported where it was made, and the"
                " content matches the report. Nobody has reviewed it yet."
            ),
        ),
        (
            CLAUDE._replace(version="", model="", session="", reviewed_by=("a@x", "b@x")),
            (
                "Written by claude-code. It was reported where it was made, and the content matches the report."
                " Reviewed by a@x, b@x."
            ),
        ),
        (
            TAB,
            "Written by an AI tool. The editor named the source when the text arrived. Nobody has reviewed it yet.",
        ),
        (GUESS, "Possibly written by codex. Only its shape suggests that. A guess never counts as AI."),
        (TYPED, "Written by a human in the editor. It was seen as it was typed."),
        (SAID, "Written by a human, by declaration. Somebody declared it; nothing observed says otherwise."),
        (BLACK, "Made by a tool (format). The editor named the source when the text arrived."),
        (COMMITTED, "Committed before: nobody's in this change."),
        (UNKNOWN, "Nobody knows who wrote this: nothing was observed."),
    ],
)
def test_who_wrote_it_and_how_that_is_known(origin, said):
    assert " ".join(explanation(origin)) == said


@pytest.mark.parametrize(
    ("origin", "line_class"),
    [
        (CLAUDE, LineClass.AI),
        (TAB, LineClass.AI),
        (GUESS, LineClass.UNKNOWN),
        (TYPED, LineClass.HUMAN),
        (BLACK, LineClass.TOOL),
        (COMMITTED, LineClass.UNKNOWN),
    ],
)
def test_a_guess_is_no_class(origin, line_class):
    assert region_class(origin) is line_class


@pytest.mark.parametrize(
    ("block", "title", "mark"),
    [
        (AiBlock(0, 3, 3, 0, CLAUDE, ()), "AI (claude-code) · 3 lines · unreviewed", "AI: claude-code"),
        (AiBlock(0, 1, 1, 1, TAB, ()), "AI · 1 line, 1 mixed · unreviewed", "AI: unnamed tool"),
        (
            AiBlock(0, 2, 2, 0, CLAUDE, ("a@x", "b@x")),
            "AI (claude-code) · 2 lines · reviewed by a@x, b@x",
            "AI: claude-code ✓",
        ),
    ],
)
def test_lenses_and_marks(block, title, mark):
    assert (lens_title(block), hint_label(block)) == (title, mark)


def test_names_from_outside_stay_on_their_line_and_hide_nothing():
    hostile = CLAUDE._replace(
        agent="x\u202e\n\x1b[31m  y" * 50, model="[a](http://b)", reviewed_by=("<b>@x",)
    )
    block = AiBlock(0, 1, 1, 0, hostile, hostile.reviewed_by)
    for text in [lens_title(block), hint_label(block), *explanation(hostile)]:
        assert not {"\n", "\x1b", "\u202e"} & set(text)
        assert len(text) < 300
    shown = markdown(hover_text(hostile, LineClass.AI, ()))
    assert r"\[a\](http\://b)" in shown
    assert r"\<b\>@x" in shown


def test_a_finding_as_a_diagnostic_with_and_without_related_information():
    shown = diagnostic(FINDING, old_in_message=False)
    assert shown[:6] == (
        2,
        4,
        Severity.WARNING,
        "GRD001",
        "f no longer checks.\nRemedy: Put it back.",
        "if x:",
    )
    shown = diagnostic(FINDING._replace(line_class=LineClass.AI), old_in_message=True)
    assert shown.message == ("f no longer checks. (Written by an AI.)\nBefore: if x:\nRemedy: Put it back.")
    assert len(diagnostic(FINDING._replace(old_text="x" * 5000), old_in_message=True).message) < 400
    shown = diagnostic(FINDING._replace(blast="direct 3, tier low"), old_in_message=False)
    assert shown.message.endswith("\nBlast radius: direct 3, tier low.")
    assert unreviewed(AiBlock(1, 3, 2, 0, TAB, ())).message == "AI · 2 lines · unreviewed."


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (Level.BLOCK, Severity.ERROR),
        (Level.REVIEW, Severity.WARNING),
        (Level.WARN, Severity.INFORMATION),
        (Level.INFO, Severity.HINT),
    ],
)
def test_levels_as_severities(level, severity):
    assert diagnostic(FINDING._replace(level=level), old_in_message=False).severity is severity


def test_a_hover_with_a_finding_in_both_markups():
    paragraphs = hover_text(
        CLAUDE, LineClass.MIXED, [FINDING._replace(old_text="a ``` b\n", blast="3 callers")]
    )
    assert [one.text for one in paragraphs[1:]] == [
        "This line is mixed: not all of it is an AI's.",
        "GRD001 guard.removed: f no longer checks.",
        "Before:",
        "a ``` b",
        "Remedy: Put it back.",
        "Blast radius: 3 callers.",
    ]
    assert "\n\n````\na ``` b\n````\n\n" in markdown(paragraphs)
    assert "\n\na ``` b\n\n" in plain_text(paragraphs)
    blast = Overall("high", 9, 40, ("@a", "@b"), ("9 places refer to it directly.", "It <is>."), "a.py:f")
    [_, last] = hover_text(TYPED, LineClass.HUMAN, [], blast)
    assert last.text == (
        "Blast radius of a.py:f: direct 9, transitive at most 40, owners @a @b, tier high. "
        "9 places refer to it directly. It <is>."
    )
    assert blast_title(blast) == "direct 9, transitive at most 40, owners 2, tier high"
    assert blast_title(Overall("low", 0, 0, (), ())) == "direct 0, transitive at most 0, tier low"
    assert r"It \<is\>" in markdown([last])
    hostile = Overall("low", 0, 0, ("@\u202ex",), ("a\nb\x1b.py: c" * 999,), "d\n")
    assert not {"\n", "\x1b", "\u202e"} & set(hover_text(TYPED, LineClass.HUMAN, [], hostile)[1].text)
    assert markdown([Paragraph("my_agent *and* `x`")]) == r"my_agent \*and\* \`x\`"
