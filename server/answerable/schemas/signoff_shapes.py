"""The formats of sign-offs that the code writes field by field; see `shapes`. Instants are UTC, to the second."""

from typing import Literal, NotRequired, TypedDict

from answerable.core.signoff.statement import Decision, Reviewer

__all__ = ["Bundle", "BundleLine", "Signed", "Sync", "Verification"]


class Signed(TypedDict):
    """`answerable signoff --json`: the sign-off that was made. `seconds` passed between showing and signing."""

    schema: Literal["answerable.signed/v1"]
    id: str
    decision: Decision
    target: str
    reviewer: Reviewer
    seconds: int
    hasty: bool


class VerifiedSignoff(TypedDict):
    """One sign-off: whether it counts, and why or why not in half a sentence."""

    id: str
    decision: Decision
    valid: bool
    why: str
    email: str
    person: str | None
    level: str | None
    key: str
    signed_at: str
    reason: str
    hasty: bool


class Verification(TypedDict):
    """`answerable verify --json`: those that count first, newest first. `target` is empty where nobody knows it."""

    schema: Literal["answerable.verification/v1"]
    range: str
    target: str
    signoffs: list[VerifiedSignoff]
    problems: list[str]


class SyncedRef(TypedDict):
    """One ref: how many files came from the remote, and how many it did not have."""

    ref: str
    received: int
    sent: int


class Sync(TypedDict):
    """`answerable sync --json`."""

    schema: Literal["answerable.sync/v1"]
    remote: str
    refs: list[SyncedRef]


class Bundle(TypedDict):
    """`answerable signoff --export|--import FILE --json`: how many sign-offs were written or read."""

    schema: Literal["answerable.bundle/v1"]
    file: str
    exported: NotRequired[int]
    imported: NotRequired[int]
    known: NotRequired[int]
    refused: NotRequired[int]


class BundleLine(TypedDict):
    """One line of the file that `--export` writes: the text that was signed, and its armoured SSH signature."""

    schema: Literal["answerable.signoff-bundle/v1"]
    statement: str
    signature: str
