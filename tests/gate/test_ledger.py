"""Lines against records: every line is judged once or left over, whatever the records hold."""

import random

import pytest

from answerable.cli.verdict_text import verdict_lines
from answerable.core.anchors import line_hash
from answerable.core.gate import Known, judge
from answerable.core.ledger import Entries, Stretch, WantedLine, recount, settle, tally, unknown
from answerable.core.origin import LineClass
from answerable.core.roster import Person, Roster
from answerable.store.settings_files import SettingsFiles
from support.gate import POLICY, ROSTER

TEXTS = [
    "",
    "  ",
    "a",
    "return x",
    "one two three four",
    "}",
    "x = 1",
    "\udcff bytes",
    "caf\u00e9",
    "tab\tseparated text here",
]
CLASSES = ["ai", "human", "tool", "mixed", "unknown", "neutral"]
GRADES = ["attested", "labelled", "corroborated", "inferred", "none"]
PEOPLE = ["sam@example.org", "jo@example.org", "stranger@x", "", "\udcff"]


def random_region(random_, start, lines):
    region = {
        "start": start, "end": start + len(lines) - 1,
        "hashes": [line_hash(random_.choice([line, line, random_.choice(TEXTS)])) for line in lines],
        "class": random_.choice(CLASSES), "author": "ai", "mechanism": "typed", "grade": random_.choice(GRADES),
    }  # fmt: skip
    if random_.random() < 0.5:
        region["session"] = "s"
    if random_.random() < 0.5:
        region["reviewers"] = random_.sample(PEOPLE, 2)
    return region


def random_record(random_, lines):
    """A record that may or may not be about these lines; its shape is right, as `Records.read` sees to."""
    files = []
    for path in ("a", "b"):
        regions, at = [], 1
        while at <= len(lines):
            at += random_.randrange(3)
            size = random_.randrange(1, 4)
            if lines[at - 1 : at - 1 + size]:
                regions.append(random_region(random_, at, lines[at - 1 : at - 1 + size]))
            at += size
        files.append({"path": path, "blob": random_.choice(["b1", "b2"]), "regions": regions})
    record = {
        "schema": "answerable.record/v1", "tool": "t", "parents": [], "files": files, "findings": [], "problems": [],
        "sessions": {"s": {"agent": "", "version": "", "model": "", "conversation": "", "human": "jo@example.org"}},
    }  # fmt: skip
    if random_.random() < 0.3:
        record["unsettled"] = ["bot"]
    return record | {"totals": recount(record)}


@pytest.mark.parametrize("seed", range(40))
def test_lines_are_judged_once_or_left_over(seed):
    random_ = random.Random(seed)
    for _ in range(20):
        texts = random_.choices(TEXTS, k=random_.randrange(1, 9))
        wanted = tuple(WantedLine("head", at, at, text) for at, text in enumerate(texts, 1))
        stretch = Stretch("c" * 40, random_.choice(["a", "z"]), random_.choice(["b1", "b9", ""]), wanted)
        entries = Entries((f"r{n}", random_record(random_, texts)) for n in range(random_.randrange(3)))
        judged, rest, problems = settle(stretch, entries.about(stretch))
        lines = [*judged, *unknown(stretch, rest)]
        assert sorted(line.line for line in lines) == [at for at, text in enumerate(texts, 1) if text.split()]
        assert all(line.line_class is not LineClass.NEUTRAL for line in lines)
        assert all(isinstance(problem, str) for problem in problems)
        check_verdict(lines, problems)


def check_verdict(lines, problems):
    """Judging and printing raise nothing, and the totals are the lines."""
    roster, _ = SettingsFiles().roster(ROSTER.encode())
    policy, _ = SettingsFiles().policy(POLICY.encode(), roster.levels)
    known = Known(
        lines, ("head",), ("jo@example.org",), frozenset({"jo@example.org"}), ("head",), [], problems, []
    )
    judgement = judge(policy, roster, known, {"name": "a..b", "base": "", "head": "", "merge_base": ""})
    assert verdict_lines(judgement)
    totals = tally(lines)
    assert sum(count for name, count in totals.items() if name != "reviewed") == len(lines)
    assert judgement.verdict["decision"] != "pass" or not problems
    blocked = [line for line in lines if line.line_class in {LineClass.AI, LineClass.MIXED}]
    if all("sam@example.org" in line.reviewers for line in blocked) and not problems:
        assert judgement.verdict["decision"] == "pass"
    elif not problems:
        assert judgement.verdict["decision"] == "deny"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("unknown", "ai", "ai"),
        ("unknown", "human", "human"),
        ("human", "ai", "human"),
        ("ai", "human", "ai"),
        ("unknown", "unknown", "unknown"),
        ("unknown", None, "unknown"),
    ],
)
@pytest.mark.parametrize("unsettled", [True, False])
def test_only_what_an_unsettled_record_leaves_open_is_asked_again(first, second, expected, unsettled):
    def record(line_class):
        region = {"start": 1, "end": 1, "hashes": [line_hash("x = 1")], "class": line_class, "author": "ai"}
        region |= {"mechanism": "agent-shell", "grade": "attested"}
        return {"files": [{"path": "a", "blob": "b", "regions": [region]}], "sessions": {}}

    early = record(first) | ({"unsettled": ["bot"]} if unsettled else {})
    late = [("late", record(second))] if second else []
    stretch = Stretch("c" * 40, "a", "b", (WantedLine("a", 1, 1, "x = 1"),))
    judged, rest, problems = settle(stretch, Entries([("early", early), *late]).about(stretch))
    assert ([line.line_class for line in judged], rest, problems) == (
        [expected if unsettled else first],
        [],
        [],
    )


def test_a_roster_of_nobody_has_its_lowest_level():
    roster = Roster(("low", "high"), (Person("N", "n@x", (), "high"),))
    assert roster.lowest([]) == "low"
    assert roster.lowest(["N@x"]) == "high"
