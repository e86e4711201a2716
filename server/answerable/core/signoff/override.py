"""Broken glass: a signed, reasoned and expiring override of a denial, as an in-toto Statement v1.

It binds the net change exactly as a sign-off does, and is none: it answers for the emergency, not for the lines.
"""

import json
from typing import Final, Literal, NamedTuple, TypedDict

from answerable.core.signoff.statement import Predicate, Statement, Subject

__all__ = [
    "OVERRIDE_TYPE",
    "OverridePredicate",
    "OverrideStatement",
    "StoredOverride",
    "as_signoff",
    "canonical_override",
    "override_of",
]

OVERRIDE_TYPE: Final = "urn:answerable:override:v1"


class OverridePredicate(Predicate):
    """What a sign-off says, and until when the override holds and by when the change is looked at after all (UTC)."""

    until: str
    due: str


class OverrideStatement(TypedDict):
    """The whole of it."""

    _type: Literal["https://in-toto.io/Statement/v1"]
    subject: list[Subject]
    predicateType: Literal["urn:answerable:override:v1"]
    predicate: OverridePredicate


class StoredOverride(NamedTuple):
    """A stored override: `data` are the very bytes that were signed."""

    id: str
    statement: OverrideStatement
    data: bytes
    signatures: tuple[str, ...]


def override_of(statement: Statement, until: str, due: str) -> OverrideStatement:
    """The override of what a sign-off's statement binds."""
    return OverrideStatement(
        _type=statement["_type"],
        subject=statement["subject"],
        predicateType=OVERRIDE_TYPE,
        predicate=OverridePredicate(**statement["predicate"], until=until, due=due),
    )


def as_signoff(override: OverrideStatement) -> Statement:
    """The statement of a sign-off that binds the same change: for comparing, never for counting."""
    return Statement(
        _type=override["_type"],
        subject=override["subject"],
        predicateType="urn:answerable:signoff:v1",
        predicate=override["predicate"],
    )


def canonical_override(statement: OverrideStatement) -> bytes:
    """The one byte form of it, as of every statement."""
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
