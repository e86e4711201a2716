"""Formats that the code writes field by field, declared once so that their schemas can be made.

Tests validate what the commands and the server really print against them.
"""

from typing import Literal, NotRequired, TypedDict

__all__ = ["Blame", "BlameLine", "FindingShape", "Findings", "Position", "Range", "Region", "Regions"]

LineClass = Literal["ai", "human", "tool", "mixed", "unknown", "neutral"]
Grade = Literal["attested", "labelled", "corroborated", "inferred", "none"]

#: `class` is a Python keyword, hence the functional form.
BlameLine = TypedDict(
    "BlameLine",
    {
        "line": int,
        "commit": str,
        "class": LineClass,
        "grade": Grade,
        "agent": str,
        "model": str,
        "session": str,
        "reviewed_by": list[str],
    },
)


class Blame(TypedDict):
    """`answerable blame --json`: who wrote each line of a file. Lines are 1-based; texts are empty when unknown."""

    schema: Literal["answerable.blame/v1"]
    path: str
    revision: str
    lines: list[BlameLine]


FindingShape = TypedDict(
    "FindingShape",
    {
        "rule": str,
        "name": str,
        "level": Literal["block", "review", "warn", "info"],
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


class Findings(TypedDict):
    """`answerable risk --json`: what a change could break. Lines are 1-based and inclusive in the new text."""

    schema: Literal["answerable.findings/v1"]
    findings: list[FindingShape]
    problems: list[str]


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
    """The result of the request `answerable/regions`. `note` says why the regions are coarse, where they are."""

    uri: str
    version: int
    regions: list[Region]
    note: NotRequired[str]
