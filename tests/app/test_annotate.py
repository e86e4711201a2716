"""What is shown for a text: one letter per character says whose it is.

`a` and `A` are two AI sessions, `r` is the first one's text reviewed, `h` a human's, `c` the commit's, `g` a guess.
"""

import pytest

from answerable.app.annotate import (
    Offer,
    ai_blocks,
    diagnostics,
    explain,
    offers,
    with_classes,
)
from answerable.core.finding import Finding, Level
from answerable.core.origin import COMMITTED, TYPED, Author, Grade, LineClass, Mechanism, Origin
from answerable.core.positions import Place
from answerable.core.runs import grouped
from answerable.core.settings import Settings
from answerable.core.text import Attributed

AI = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "claude-code", session="1")
ORIGINS = {
    "a": AI,
    "A": AI._replace(session="2"),
    "r": AI._replace(reviewed_by=("x@y",)),
    "h": TYPED,
    "c": COMMITTED,
    "g": AI._replace(grade=Grade.INFERRED),
    "d": Origin(Author.AI, Mechanism.DECLARED, Grade.LABELLED),
}


def text_of(*lines: str) -> Attributed:
    """Lines whose characters are their origins' letters; a dot is a blank."""
    runs = tuple(tuple(grouped([ORIGINS.get(letter, COMMITTED) for letter in f"{line}c"])) for line in lines)
    return Attributed(tuple(f"{line.replace('.', ' ')}\n" for line in lines), runs)


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        (("ccc", "aaa", "aaa", "ccc"), [(1, 3, 2, 0)]),
        (("aaa", "", "..", "aaa"), [(0, 4, 2, 0)]),
        (("aaa", "ccc", "aaa"), [(0, 1, 1, 0), (2, 3, 1, 0)]),
        (("aaa", "AAA"), [(0, 1, 1, 0), (1, 2, 1, 0)]),
        (("aaa", "rrr"), [(0, 1, 1, 0), (1, 2, 1, 0)]),
        (("aha", "aaa"), [(0, 2, 2, 1)]),
        (("ggg", "hhh", ""), []),
        ((), []),
    ],
)
def test_blocks_of_ai_lines(lines, blocks):
    assert [block[:4] for block in ai_blocks(text_of(*lines))] == blocks


@pytest.mark.parametrize(
    ("lines", "offer"),
    [
        (("ccc",), Offer(review=False, declare_ai=False, declare_human=False, explain=False)),
        (("..", ""), Offer(review=False, declare_ai=False, declare_human=False, explain=False)),
        (("aaa",), Offer(review=True, declare_ai=False, declare_human=False, explain=True)),
        (("hhh",), Offer(review=False, declare_ai=True, declare_human=False, explain=True)),
        (("ggg",), Offer(review=False, declare_ai=True, declare_human=True, explain=True)),
        (("ddd",), Offer(review=True, declare_ai=True, declare_human=True, explain=True)),
        (("aaa", "hhh"), Offer(review=True, declare_ai=True, declare_human=False, explain=True)),
    ],
)
def test_what_is_offered(lines, offer):
    assert offers(text_of(*lines), 0, len(lines)) == offer


def finding(line: int, level: Level = Level.WARN) -> Finding:
    return Finding("R1", "a.b", level, "a.py", line, line, "m", "r", "old", "new", "0" * 16)


def test_an_explanation_names_the_findings_of_its_line():
    text = text_of("aha", "ccc", "")
    said = [one.text for one in explain(text, Place(0, 1), [finding(1), finding(2)])]
    assert said[0].startswith("Written by a human")
    assert [one for one in said if one.startswith("R1")] == ["R1 a.b: m."]
    assert explain(text, Place(2, 0), []) == []
    assert explain(text, Place(3, 0), []) == []
    assert explain(text, Place(0, 99), []) != []


def test_findings_get_the_class_of_their_line():
    found = with_classes([finding(1), finding(2), finding(9), finding(0)], text_of("aha", "aaa"))
    assert [one.line_class for one in found] == [
        LineClass.MIXED,
        LineClass.AI,
        LineClass.UNKNOWN,
        LineClass.UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        (Settings(), ["R1", "R1"]),
        (Settings(diagnostics_level="review"), ["R1"]),
        (Settings(diagnostics_risk=False), []),
        (Settings(diagnostics_unreviewed=True), ["unreviewed", "R1", "R1"]),
    ],
)
def test_the_settings_decide_what_is_shown(settings, shown):
    text = text_of("aaa", "ccc", "rrr")
    found = [finding(3, Level.BLOCK), finding(2)]
    views = diagnostics(found, ai_blocks(text), settings, old_in_message=False)
    assert [view.code for view in views] == shown
    assert [view.first for view in views] == sorted(view.first for view in views)
