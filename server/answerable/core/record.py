"""The record: the provenance of one commit as canonical JSON, `answerable.record/v1`.

The shapes are `TypedDict`s: they *are* the JSON, cost nothing to import on the hook path, and the edges
validate foreign ones against the same declarations. A record holds no source text, no prompt and no contents.
"""

import hashlib
import json
from typing import Final, Literal, NotRequired, TypedDict

from answerable.core.blast.tiers import BlastTier

__all__ = [
    "RECORD_SCHEMA",
    "AdviceEntry",
    "FileEntry",
    "FindingEntry",
    "Record",
    "RegionEntry",
    "SessionEntry",
    "Totals",
    "canonical_bytes",
    "record_id",
    "record_path",
    "well_formed",
    "zero_totals",
]

RECORD_SCHEMA: Final = "answerable.record/v1"

#: `class` is a Python keyword, hence the functional form.
RegionEntry = TypedDict(
    "RegionEntry",
    {
        # 1-based lines of the post-image, both inclusive; only lines that the commit added or changed.
        "start": int,
        "end": int,
        # One hash per line, see `anchors.line_hash`.
        "hashes": list[str],
        "class": Literal["ai", "human", "tool", "mixed", "unknown", "neutral"],
        "author": Literal["ai", "human", "tool", "unknown"],
        "mechanism": str,
        "grade": Literal["attested", "labelled", "corroborated", "inferred", "none"],
        # Key into `Record.sessions`, absent when there is none.
        "session": NotRequired[str],
        # E-mail addresses; absent when nobody reviewed.
        "reviewers": NotRequired[list[str]],
    },
)


class SessionEntry(TypedDict):
    """One agent conversation, and the human who drove it (e-mail; empty when unknown)."""

    agent: str
    version: str
    model: str
    conversation: str
    human: str


class AdviceEntry(TypedDict):
    """An AI's advice that a human says the commit follows (`answerable advise`); empty strings are what nobody told."""

    agent: str
    model: str
    conversation: str
    human: str


class FileEntry(TypedDict):
    """One file of the commit. `path` is UTF-8; other bytes are percent-encoded. `blob` is the post-image's id."""

    path: str
    blob: str
    regions: list[RegionEntry]
    # Why the lines of this file are not told apart ("binary", "over 5 MB"), absent otherwise.
    note: NotRequired[str]


class FindingEntry(TypedDict):
    """One finding as the record keeps it: no source text."""

    rule: str
    level: Literal["block", "review", "warn", "info"]
    path: str
    line: int
    fingerprint: str
    # The tier of the blast radius of what it stands in; absent where nobody had measured it.
    blast: NotRequired[BlastTier]


class Totals(TypedDict):
    """Lines by class; `reviewed` counts the `ai` and `mixed` lines that somebody reviewed."""

    ai: int
    mixed: int
    human: int
    tool: int
    unknown: int
    reviewed: int


class Record(TypedDict):
    """The provenance of one commit. `problems` says in sentences what could not be known and why."""

    schema: Literal["answerable.record/v1"]
    tool: str
    parents: list[str]
    files: list[FileEntry]
    sessions: dict[str, SessionEntry]
    findings: list[FindingEntry]
    totals: Totals
    problems: list[str]
    # Agents with a tool call that had begun and not ended: a later record of the same blobs may know the lines that
    # are unknown here. Absent when there was none.
    unsettled: NotRequired[list[str]]
    # Absent when none was declared.
    advice: NotRequired[list[AdviceEntry]]


def zero_totals() -> Totals:
    """Totals with nothing counted."""
    return Totals(ai=0, mixed=0, human=0, tool=0, unknown=0, reviewed=0)


def canonical_bytes(record: Record) -> bytes:
    """The one byte form of a record: sorted keys, no blanks, ASCII, one newline at the end."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"


def record_id(data: bytes) -> str:
    """The id of a record: SHA-256 of its canonical bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def record_path(path: str) -> str:
    """`path` as records spell it: bytes that are not UTF-8 (surrogates here) as `%` and two hex digits.

    For looking up by comparison; nobody turns it back into a path.
    """
    if path.isascii():
        return path
    return "".join(f"%{ord(one) - 0xDC00:02X}" if "\udc80" <= one <= "\udcff" else one for one in path)


def well_formed(text: str) -> str:
    """`text` with lone surrogates as question marks: foreign names and paths may hold them, JSON readers choke on them."""
    return text.encode("utf-8", "replace").decode()
