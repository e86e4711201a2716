"""Formats that the code writes field by field, declared once so that their schemas can be made.

Tests validate what the commands really print against them. `null` stands for what nobody told; lines are 1-based
and ranges include both ends unless a format says otherwise.
"""

from typing import Literal, NotRequired, TypedDict

from answerable.core.record import Record, Totals

__all__ = [
    "Advice",
    "Blame",
    "Check",
    "Doctor",
    "Explained",
    "Findings",
    "Init",
    "Overrides",
    "Regions",
    "Review",
    "Rules",
    "Show",
    "Status",
    "Tested",
]

LineClass = Literal["ai", "human", "tool", "mixed", "unknown", "neutral"]
Grade = Literal["attested", "labelled", "corroborated", "inferred", "none"]
Level = Literal["block", "review", "warn", "info"]

# `class` is a Python keyword, hence the functional form.
BlameLine = TypedDict(
    "BlameLine",
    {
        "line": int,
        "commit": str | None,
        "class": LineClass,
        "grade": Grade,
        "agent": str | None,
        "model": str | None,
        "session": str | None,
        "reviewed_by": list[str],
    },
)


class Blame(TypedDict):
    """`answerable blame --json`: who wrote each line of a file. Lines that are not committed have no commit."""

    schema: Literal["answerable.blame/v1"]
    path: str
    revision: str | None
    lines: list[BlameLine]


StatusRegion = TypedDict(
    "StatusRegion",
    {
        "start": int,
        "end": int,
        "lines": int,
        "class": LineClass,
        "grade": Grade,
        "agent": str | None,
        "model": str | None,
        "session": str | None,
        "reviewed_by": list[str],
    },
)


class StatusFile(TypedDict):
    """One file with uncommitted lines. `note` says why they are not told apart."""

    path: str
    note: str | None
    agents: list[str]
    regions: list[StatusRegion]


class Status(TypedDict):
    """`answerable status --json`: who wrote the lines that are not committed yet."""

    schema: Literal["answerable.status/v1"]
    files: list[StatusFile]
    totals: Totals


class ShownAuthor(TypedDict):
    """The author of a commit, as git has it."""

    name: str
    email: str


class ShownStamp(TypedDict):
    """What the commit's message says."""

    totals: Totals
    record: str | None


class ShownFile(TypedDict):
    """How many lines a record has of a file, how many of them are proven, and whether it is of the very content."""

    path: str
    recorded: int
    proven: int
    exact: bool


class ShownRecord(TypedDict):
    """One record of the commit."""

    id: str
    found_by: Literal["trailer", "content"]
    files: list[ShownFile]
    record: Record


class Show(TypedDict):
    """`answerable show --json`: the records of a commit and how far its content proves them."""

    schema: Literal["answerable.show/v1"]
    commit: str
    title: str
    author: ShownAuthor
    stamp: ShownStamp | None
    records: list[ShownRecord]
    problems: list[str]


FindingShape = TypedDict(
    "FindingShape",
    {
        "rule": str,
        "name": str,
        "level": Level,
        "path": str,
        "line": int,
        "end_line": int,
        "message": str,
        "old_text": str,
        "new_text": str,
        "remedy": str,
        "class": LineClass,
        "blast": str,
        "fingerprint": str,
    },
)


class SuppressedShape(TypedDict):
    """A finding that somebody allows: a comment beside it, the policy, or the other tool that found it."""

    rule: str
    path: str
    line: int
    fingerprint: str
    by: Literal["comment", "policy", "tool"]
    reason: str


class ImportedShape(TypedDict):
    """How many results another tool had, and how many of them the change brought."""

    tool: str
    results: int
    introduced: int


class Findings(TypedDict):
    """`answerable risk --json`: what a change could break. Lines are those of the new text.

    What is suppressed stands among the findings too, as `info`. Findings of other tools are named `tool/rule`.
    """

    schema: Literal["answerable.findings/v1"]
    findings: list[FindingShape]
    problems: list[str]
    suppressed: list[SuppressedShape]
    imported: list[ImportedShape]


class RuleShape(TypedDict):
    """One risk rule."""

    id: str
    name: str
    title: str
    level: Level
    mode: str
    languages: list[str]
    remedy: str
    why: str
    source: str


class Rules(TypedDict):
    """`answerable rules --json`: the risk rules explained."""

    schema: Literal["answerable.rules/v1"]
    rules: list[RuleShape]


class Review(TypedDict):
    """`answerable review --json`: lines newly marked and marked before; `problem` is empty when all is well.

    `committed` of the newly marked lines are in the last commit.
    """

    schema: Literal["answerable.review/v1"]
    path: str
    reviewer: str
    marked: int
    already: int
    committed: int
    problem: str


class Advised(TypedDict):
    """One declaration. `at_ms` is in milliseconds since the epoch."""

    at_ms: int
    human: str
    agent: str
    model: str
    session: str


class Advice(TypedDict):
    """`answerable advise --json`: the advice of AIs that people declared to have followed."""

    schema: Literal["answerable.advice/v1"]
    advice: list[Advised]


class DoctorCheck(TypedDict):
    """One thing looked at."""

    name: str
    state: Literal["ok", "note", "bad"]
    said: str


class Doctor(TypedDict):
    """`answerable doctor --json`: what is installed and what works."""

    schema: Literal["answerable.doctor/v1"]
    checks: list[DoctorCheck]


class InitStep(TypedDict):
    """One change of a file."""

    verb: str
    path: str
    target: str


class Init(TypedDict):
    """`answerable init --json`: what was, or with `--dry-run` would be, changed."""

    schema: Literal["answerable.init/v1"]
    folder: str
    done: bool
    steps: list[InitStep]
    confirm: list[str]
    problems: list[str]


class Check(TypedDict):
    """`answerable policy check --json`, `answerable roster check --json`."""

    schema: Literal["answerable.check/v1"]
    path: str
    valid: bool
    problems: list[str]


class ExplainedRule(TypedDict):
    """A rule of the policy in a plain sentence."""

    name: str
    sentence: str
    why: str


class Explained(TypedDict):
    """`answerable policy explain --json`."""

    schema: Literal["answerable.explained/v1"]
    rules: list[ExplainedRule]


class Overridden(TypedDict):
    """One override of a denial."""

    id: str
    reason: str
    by: str
    until: str
    due: str


class Overrides(TypedDict):
    """`answerable override --json`: the one that was signed, or with --list all."""

    schema: Literal["answerable.overrides/v1"]
    overrides: list[Overridden]


class TestedCase(TypedDict):
    """One table test of the policy."""

    name: str
    passed: bool
    problems: list[str]


class Tested(TypedDict):
    """`answerable policy test --json`."""

    schema: Literal["answerable.tested/v1"]
    passed: bool
    cases: list[TestedCase]


class Position(TypedDict):
    """A position of the Language Server Protocol, in the encoding that client and server agreed on."""

    line: int
    character: int


class Range(TypedDict):
    """A half-open range."""

    start: Position
    end: Position


Region = TypedDict(
    "Region",
    {
        "range": Range,
        "class": LineClass,
        "mechanism": str,
        "grade": Grade,
        "agent": NotRequired[str],
        "agentVersion": NotRequired[str],
        "model": NotRequired[str],
        "session": NotRequired[str],
        "reviewedBy": NotRequired[list[str]],
    },
)


class Regions(TypedDict):
    """The result of the request `answerable/regions`. `note` says why there are none, where there are none."""

    uri: str
    version: int
    regions: list[Region]
    note: NotRequired[str]
