"""The stamp in every style, read back, and read from messages that others mangled."""

import pytest

from answerable.core.finding import Finding, Level
from answerable.core.record import RECORD_SCHEMA, Record, SessionEntry, Totals, zero_totals
from answerable.core.stamp import (
    STYLES,
    Assistant,
    Stamp,
    counted,
    is_style,
    parse_stamp,
    record_hints,
    recorded_risk,
    render,
    stamp_of,
)

ID = "4f" * 32
OTHER = "a0" * 32
TOTALS = Totals(ai=12, mixed=3, human=40, tool=0, unknown=2, reviewed=9)
GEMINI = Assistant("gemini-cli", "gemini-2.5-pro", "0.61.0")
TAB = Assistant("cursor", "", "", generated=False)
STAMP = Stamp(TOTALS, (GEMINI, TAB), "high", ("auth.check-removed", "sql.drop-table"), ID)
TAIL = f"""\
Provenance-Lines: ai=12 mixed=3 human=40 tool=0 unknown=2 reviewed=9
Provenance-Risk: high auth.check-removed sql.drop-table
Provenance-Record: sha256:{ID}
"""


def text_of(stamp, style):
    return "".join(f"{key}: {value}\n" for key, value in render(stamp, style))


FIRST_LINES = {
    "kernel": "Assisted-by: gemini-cli:gemini-2.5-pro\nAssisted-by: cursor\n",
    "asf": "Generated-by: gemini-cli 0.61.0\nGenerated-by: cursor\n",
    "fedora": "Assisted-by: gemini-cli (gemini-2.5-pro)\nAssisted-by: cursor\n",
    "openinfra": "Generated-By: gemini-cli (gemini-2.5-pro)\nAssisted-By: cursor\n",
    # Gemini CLI signs with no address of its own, and none is invented.
    "co-author": "Co-authored-by: Cursor <cursoragent@cursor.com>\n",
}


@pytest.mark.parametrize("style", FIRST_LINES)
def test_styles(style):
    assert text_of(STAMP, style) == FIRST_LINES[style] + TAIL


def test_the_style_none_writes_nothing():
    assert render(STAMP, "none") == []


@pytest.mark.parametrize("style", STYLES)
def test_no_style_signs_off(style):
    assert "signed-off-by" not in text_of(STAMP, style).casefold()


@pytest.mark.parametrize("style", FIRST_LINES)
def test_no_ai_lines_is_said_and_nobody_named(style):
    assert text_of(Stamp(zero_totals(), record=ID), style) == (
        f"Provenance-Lines: {counted(zero_totals())}\nProvenance-Record: sha256:{ID}\n"
    )


@pytest.mark.parametrize("style", FIRST_LINES)
def test_what_was_rendered_is_read_back(style):
    found, problems = parse_stamp(f"title\n\n{text_of(STAMP, style)}")
    assert problems == []
    assert found is not None
    assert found._replace(assistants=()) == STAMP._replace(assistants=())
    assert {one.agent for one in found.assistants} <= {"gemini-cli", "cursor"}


def test_foreign_names_stay_on_their_line():
    evil = Assistant("a:b\nSigned-off-by: Eve", "m\u202e\x1b[31m x\r\n", "")
    (line, *_) = render(Stamp(TOTALS, (evil,)), "kernel")
    assert line.value == "a-b-Signed-off-by--Eve:m-[31m-x"


READ = {
    "unstamped": ("title\n\nbody\n", None, []),
    "lines only": (
        "t\n\nProvenance-Lines: ai=1 mixed=0 human=0 tool=0 unknown=0 reviewed=0\n",
        Stamp(zero_totals() | {"ai": 1}),
        [],
    ),
    "folded": (
        "t\n\nProvenance-Lines: ai=1 mixed=0\n human=0 tool=0 unknown=0 reviewed=0\n",
        Stamp(zero_totals() | {"ai": 1}),
        [],
    ),
    "missing counts": ("t\n\nProvenance-Lines: ai=1\n", Stamp(zero_totals() | {"ai": 1}), ["lacks mixed"]),
    "strange words": (
        "t\n\nProvenance-Lines: ai=1 mixed=-1 human=x tool=0 ai=2 unknown=0 reviewed=0 robots=7\n",
        Stamp(zero_totals() | {"ai": 1}),
        ["no counts", "lacks mixed, human"],
    ),
    "huge numbers": (
        f"t\n\nProvenance-Lines: ai={'9' * 5000} mixed=0 human=0 tool=0 unknown=0 reviewed=0\n",
        Stamp(zero_totals()),
        ["no counts", "lacks ai"],
    ),
    "more reviewed than there is": (
        "t\n\nProvenance-Lines: ai=1 mixed=0 human=0 tool=0 unknown=0 reviewed=2\n",
        Stamp(zero_totals() | {"ai": 1, "reviewed": 2}),
        ["more reviewed"],
    ),
    "a record that is none": (
        "t\n\nProvenance-Lines: ai=0 mixed=0 human=0 tool=0 unknown=0 reviewed=0\nProvenance-Record: sha256:beef\n",
        Stamp(zero_totals()),
        ["names no record"],
    ),
    "a record alone": (f"t\n\nProvenance-Record: sha256:{ID}\n", None, ["without Provenance-Lines"]),
    "an unknown level": (
        "t\n\nProvenance-Lines: ai=0 mixed=0 human=0 tool=0 unknown=0 reviewed=0\nProvenance-Risk: \x1b[2J x\n",
        Stamp(zero_totals(), (), "\x1b[2J", ("x",)),
        ["unknown level [2J"],
    ),
    "twice": (
        f"t\n\n{TAIL}Provenance-Record: sha256:{OTHER}\n",
        STAMP._replace(assistants=(), record=OTHER),
        ["Provenance-Record is there 2 times"],
    ),
    "pushed out by a platform's squash": (
        f"t\n\n{TAIL}\n---------\n\nCo-authored-by: B <b@example.org>\n",
        STAMP._replace(assistants=()),
        ["not in the last paragraph"],
    ),
    "below a divider": (f"t\n\n---\n\n{TAIL}", STAMP._replace(assistants=()), []),
}


@pytest.mark.parametrize("name", READ)
def test_reading(name):
    message, expected, words = READ[name]
    found, problems = parse_stamp(message)
    assert found == expected
    assert len(problems) == len(words)
    for problem, word in zip(problems, words, strict=True):
        assert word in problem
        assert problem.isprintable()


def test_hints_are_found_anywhere_in_order_and_once():
    message = f"t\n\n    Provenance-Record: sha256:{OTHER}\n\n* x\n\nprovenance-record:\n sha256:{ID}\nProvenance-Record: sha256:{OTHER}\n"
    assert record_hints(message) == [OTHER, ID]
    assert record_hints(f"Provenance-Record: sha256:{ID}0\nsha256:{OTHER}\n") == []


def region(session, line_class="ai", mechanism="agent-edit"):
    return {
        "start": 1,
        "end": 1,
        "hashes": ["0" * 16],
        "class": line_class,
        "author": "ai",
        "mechanism": mechanism,
        "grade": "attested",
        "session": session,
    }


def record(*regions, **sessions):
    return Record(
        schema=RECORD_SCHEMA,
        tool="test",
        parents=[],
        files=[{"path": "a", "blob": "", "regions": list(regions)}],
        sessions={
            key: SessionEntry(agent=agent, version="1", model=model, conversation=key, human="")
            for key, (agent, model) in sessions.items()
        },
        findings=[],
        totals=TOTALS,
        problems=[],
    )


NAMED = {
    "once for each agent and model": (
        record(region("a"), region("b"), region("c"), a=("x", "1"), b=("x", "1"), c=("x", "2")),
        [("x", "1"), ("x", "2")],
    ),
    "not for human lines": (record(region("a", "human"), a=("x", "1")), []),
    "for mixed lines": (record(region("a", "mixed"), a=("x", "1")), [("x", "1")]),
    "not for a session without lines": (record(region("a"), a=("x", "1"), b=("y", "1")), [("x", "1")]),
    "not for one without a name": (record(region("a"), a=("", "1")), []),
}


@pytest.mark.parametrize("name", NAMED)
def test_who_is_named(name):
    made, expected = NAMED[name]
    assert [(one.agent, one.model) for one in stamp_of(made, ID).assistants] == expected


def test_a_tool_that_only_completed_did_not_generate():
    made = record(region("a", mechanism="completion"), a=("cursor", ""))
    assert [one.generated for one in stamp_of(made, ID).assistants] == [False]
    both = record(region("a", mechanism="completion"), region("b"), a=("x", ""), b=("x", ""))
    assert [one.generated for one in stamp_of(both, ID).assistants] == [True]


def finding(name, level):
    return Finding("R", name, level, "a", 1, 1, "", "", "", "", "0" * 16)


def test_risk_names_the_highest_level_and_each_finding_once():
    found = [finding("z.z", Level.INFO), finding("a.a", Level.BLOCK), finding("z.z", Level.WARN)]
    stamp = stamp_of(record(), ID, found)
    assert (stamp.risk, stamp.findings) == ("high", ("a.a", "z.z"))
    assert stamp_of(record(), ID).risk == ""


@pytest.mark.parametrize(
    ("level", "tier", "risk"),
    [
        (Level.BLOCK, "critical", "critical"),
        (Level.REVIEW, "critical", "critical"),
        (Level.WARN, "critical", "low"),
        (Level.BLOCK, "high", "high"),
        (Level.REVIEW, None, "medium"),
    ],
)
def test_what_is_serious_where_much_depends_on_it_is_critical(level, tier, risk):
    found = finding("a.a", level)._replace(tier=tier)
    assert stamp_of(record(), ID, [found]).risk == risk
    entry = {"rule": "R", "level": level.value, "path": "a", "line": 1, "fingerprint": "0" * 16}
    made = {**record(), "findings": [entry | ({"blast": tier} if tier else {})]}
    assert recorded_risk(made) == risk


def test_style_names():
    assert is_style("kernel")
    assert not is_style("Kernel")
