"""What is said about the message of a commit that is being made, from the message and from what is known of the commit."""

import pytest

from answerable.app.commit_message import NOTHING, Facts, message_problems, proposals, trailer_help
from answerable.core.record import FileEntry, FindingEntry, Record, RegionEntry, SessionEntry, Totals
from answerable.core.stamp import Assistant
from answerable.core.views import Severity

ID, OTHER = "a" * 64, "b" * 64
LINES = "Provenance-Lines: ai=2 mixed=0 human=0 tool=0 unknown=0 reviewed=0"
NAMED = f"Provenance-Record: sha256:{ID}"
WHO = "Assisted-by: gemini-cli:pro"


def record(*levels: str) -> Record:
    """Two lines of an agent; a finding of each level."""
    region = RegionEntry(
        {
            "start": 1, "end": 2, "class": "ai", "author": "ai", "mechanism": "agent-edit", "grade": "attested",
            "session": "s1", "hashes": ["0" * 16] * 2,
        }
    )  # fmt: skip
    return Record(
        schema="answerable.record/v1",
        tool="answerable 0.1.0",
        parents=[],
        files=[FileEntry(path="a.py", blob="1" * 40, regions=[region])],
        sessions={
            "s1": SessionEntry(agent="gemini-cli", version="1", model="pro", conversation="c", human="")
        },
        findings=[
            FindingEntry(rule="R1", level=level, path="a.py", line=1, fingerprint="") for level in levels
        ],
        totals=Totals(ai=2, mixed=0, human=0, tool=0, unknown=0, reviewed=0),
        problems=[],
    )


HOOKED = Facts(stamps=True)
KNOWN = Facts(stamps=True, staged=(ID, record()), named={ID: record()})
RISKY = KNOWN._replace(staged=(ID, record("block")), named={ID: record("block")})


def message(*trailers: str, body: str = "Title") -> str:
    return "\n".join([body, "", *trailers, ""])


@pytest.mark.parametrize(
    ("text", "facts", "line", "said"),
    [
        ("Title\n\nBody.\n", NOTHING, None, ""),
        ("", HOOKED, None, ""),
        ("# only comments\n", HOOKED, None, ""),
        ("Title\n\nBody.\n", HOOKED, 0, "The stamp is missing"),
        ("Title\n\nBody.\n", HOOKED._replace(style="none"), None, ""),
        (message(LINES), NOTHING, None, ""),
        (message("Provenance-Lines: ai=1"), NOTHING, 2, "lacks"),
        (message(LINES.replace("reviewed=0", "reviewed=4")), NOTHING, 2, "more reviewed"),
        (message("Provenance-Record: sha256:12"), NOTHING, 2, "without"),
        (message(LINES, "", "More prose."), NOTHING, 2, "not in the last paragraph"),
        (message(LINES, "Provenance-Line: ai=0"), NOTHING, 3, "is no trailer of Answerable"),
        (message("Signed-off-by: Claude <noreply@anthropic.com>"), NOTHING, 2, "a person's own statement"),
        (message("Reviewed-by: A <a@example.org>"), NOTHING, None, ""),
        (message(WHO, LINES, NAMED), KNOWN, None, ""),
        (message(WHO, LINES, NAMED), KNOWN._replace(staged=None, named={ID: None}), 4, "not in this repository"),
        (message(WHO, LINES, NAMED), KNOWN._replace(staged=(OTHER, record())), 4, "what is staged"),
        (message(WHO, LINES.replace("ai=2", "ai=0"), NAMED), KNOWN, 3, "contradicts the record, which says ai=2"),
        (message(LINES, NAMED), KNOWN, 2, "without Assisted-by"),
        (message(LINES, NAMED), KNOWN._replace(style="co-author"), None, ""),
        (message(WHO, LINES, "Provenance-Risk: high x.y", NAMED), RISKY, None, ""),
        (message(WHO, LINES, NAMED), RISKY, 3, "without Provenance-Risk"),
        (message(WHO, LINES, "Provenance-Risk: low x.y", NAMED), KNOWN, 4, "has no finding"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_commit_message(text, facts, line, said):
    problems = message_problems(text, facts)
    assert [problem.first for problem in problems][:1] == ([] if line is None else [line]), problems
    assert said in " ".join(problem.message for problem in problems)


def test_a_stamp_that_the_hooks_will_still_write_is_no_warning():
    (missing,) = message_problems("Title\n", HOOKED)
    assert missing.severity is Severity.INFORMATION


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (0, []),
        (2, ["Assisted-by: an AI that helped", "lines came from gemini-cli pro"]),
        (3, ["how many of the added lines", "The record says ai=2"]),
        (4, ["the most serious level", "R1 (a.py:1)"]),
        (5, ["the id of the record", "1 file(s), ai=2"]),
        (6, ["never writes it"]),
        (7, []),
        (8, []),
    ],
)
def test_a_trailer_is_explained_with_what_the_record_says(line, said):
    text = message(
        WHO, LINES, "Provenance-Risk: high", NAMED, "Signed-off-by: A <a@example.org>", "Bug: 1", "# x"
    )
    paragraphs = trailer_help(text, line, RISKY)
    assert len(paragraphs) == len(said), paragraphs
    assert all(words in one.text for words, one in zip(said, paragraphs, strict=True))


@pytest.mark.parametrize(
    ("text", "place", "facts", "expected"),
    [
        ("Pro", (0, 3), KNOWN, []),
        ("T\n\nwords here", (2, 10), KNOWN, []),
        ("T\n\n# Ass", (2, 5), KNOWN, []),
        ("T\n\n# --- >8 ---\nAss", (3, 3), KNOWN, []),
        ("T\n\nAss", (2, 3), NOTHING, ["Assisted-by: ", "Generated-by: ", "Co-authored-by: ", "Signed-off-by: "]),
        (
            "T\n\n",
            (2, 0),
            KNOWN,
            [WHO, LINES, NAMED, "Generated-by: ", "Co-authored-by: ", "Signed-off-by: "],
        ),
        (message(WHO), (3, 0), KNOWN, [LINES, NAMED, "Generated-by: ", "Co-authored-by: ", "Signed-off-by: "]),
        ("T\n\nProvenance-Lines:", (2, 17), KNOWN, [f" {LINES.split(': ')[1]}"]),
        ("T\n\nprovenance-lines: ai", (2, 20), KNOWN, [LINES.split(": ")[1]]),
        ("T\n\nProvenance-Lines: ", (2, 18), NOTHING, []),
        ("T\n\nProvenance-Risk: ", (2, 17), RISKY, ["high"]),
        ("T\n\nAssisted-by: ", (2, 13), Facts(agents=[Assistant("amp", "m"), Assistant("codex")]), ["amp:m", "codex"]),
        ("T\n\nGenerated-by: ", (2, 14), Facts(style="asf", agents=[Assistant("amp", "m", "2")]), ["amp 2"]),
        ("T\n\nSee: ", (2, 5), KNOWN, []),
    ],
)  # fmt: skip
def test_what_is_completed_in_a_message(text, place, facts, expected):
    assert [one.text for one in proposals(text, *place, facts)] == expected
