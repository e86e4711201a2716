"""The sign-off's statement: an in-toto Statement v1 with the predicate `urn:answerable:signoff:v1`.

The shapes are `TypedDict`s: they *are* the JSON. A statement holds no source text. What is signed are its canonical
bytes, and its id is their SHA-256. Object ids are full lowercase hex, digests 64 hex digits, e-mail addresses as
git has them.
"""

import hashlib
import json
from typing import Final, Literal, NotRequired, TypedDict

__all__ = [
    "LARGEST",
    "MOST_PATHS",
    "NAMESPACE",
    "PREDICATE_TYPE",
    "STATEMENT_TYPE",
    "Acknowledged",
    "ChangeBinding",
    "Decision",
    "GitDigest",
    "GitPoint",
    "Predicate",
    "Reviewer",
    "RulesSeen",
    "Statement",
    "Subject",
    "canonical_statement",
    "statement_id",
]

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:answerable:signoff:v1"
#: The namespace of the SSH signature; a key limited to another one is refused.
NAMESPACE: Final = "signoff@answerable"
#: A statement of more bytes is nobody's handiwork.
LARGEST: Final = 1_000_000
#: A statement names so many paths at most; the fingerprint binds all of them in any case.
MOST_PATHS: Final = 1000

Decision = Literal["approve", "reject", "revoke"]


class GitDigest(TypedDict):
    """A commit and its tree, by the names that in-toto gives these digests."""

    gitCommit: str
    gitTree: str


class Subject(TypedDict):
    """What the statement is about: the head of the range, named as the reviewer named it."""

    name: str
    digest: GitDigest


class GitPoint(TypedDict):
    """A commit and its tree."""

    commit: str
    tree: str


class ChangeBinding(TypedDict):
    """The net change from the merge base to the head.

    `anchored` is its whitespace-exact fingerprint with the surroundings of every edit, `loose` the one without
    surroundings. `paths` are those it touches, old and new, spelt as in records and cut off after `MOST_PATHS`.
    `added` and `removed` count lines.
    """

    anchored: str
    loose: str
    files: int
    added: int
    removed: int
    paths: list[str]


class RulesSeen(TypedDict):
    """SHA-256 of the policy and the roster at the base, empty where there is none; the rules that had fired."""

    policy: str
    roster: str
    fired: list[str]


class Acknowledged(TypedDict):
    """A finding of level `block` that the reviewer accepted one by one."""

    rule: str
    path: str
    fingerprint: str


class RiskSeen(TypedDict):
    """The risk tier that was shown, and the findings acknowledged."""

    level: Literal["block", "review", "warn", "info", "none"]
    acknowledged: list[Acknowledged]


class Reviewer(TypedDict):
    """Who signs. `key` is the fingerprint of the SSH key, `SHA256:…`; empty where the signer could not tell it."""

    email: str
    key: str


class Predicate(TypedDict):
    """What the reviewer says.

    `target` is the branch it may land on; `records` are the ids of the records seen. `seconds` are those between
    showing the change and signing it, `hasty` says that they were implausibly few for its size. `signed_at` is UTC,
    `2026-01-31T12:00:00Z`. `revokes` is the id of the statement that a decision `revoke` takes back.
    """

    decision: Decision
    reason: str
    target: str
    base: GitPoint
    merge_base: GitPoint
    change: ChangeBinding
    rules: RulesSeen
    records: list[str]
    risk: RiskSeen
    unreviewed_ai_lines: int
    reviewer: Reviewer
    signed_at: str
    seconds: int
    hasty: bool
    revokes: NotRequired[str]
    tool: str


class Statement(TypedDict):
    """The whole of it."""

    _type: Literal["https://in-toto.io/Statement/v1"]
    subject: list[Subject]
    predicateType: Literal["urn:answerable:signoff:v1"]
    predicate: Predicate


def canonical_statement(statement: Statement) -> bytes:
    """The one byte form of a statement: sorted keys, no blanks, ASCII, one newline at the end."""
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"


def statement_id(data: bytes) -> str:
    """The id of a statement: SHA-256 of its bytes, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()
