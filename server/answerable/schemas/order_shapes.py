"""The format of `answerable risk --order`, which the code writes field by field; see `shapes`."""

from typing import Literal, TypedDict

from answerable.core.blast.tiers import BlastTier

__all__ = ["ReviewOrder"]


class OrderedFinding(TypedDict):
    """A finding, as far as it needs to be found again in `answerable.findings/v1`."""

    rule: str
    level: Literal["block", "review", "warn", "info"]
    line: int
    fingerprint: str


class OrderedHunk(TypedDict):
    """A changed block. `start` and `end` are 1-based lines of the new text, both inclusive.

    Where lines only went, both are the line that stands there now.
    """

    start: int
    end: int
    added: int
    removed: int
    reasons: list[str]
    findings: list[OrderedFinding]
    tier: BlastTier | None
    ai_lines: int


class OrderMeasures(TypedDict):
    """What the score is computed from.

    `lines` came or went in the file, `files` changed together, `entropy` (0 to 1) tells how evenly the change is spread
    over them, `age` counts the days since the file changed before, `known` the earlier changes of it by the author (null
    when nobody knows who that is).
    """

    lines: int
    files: int
    entropy: float
    age: float
    known: int | None


class OrderedFile(TypedDict):
    """A file of the change. `reasons` say why it stands where it stands, in the order in which they count."""

    path: str
    is_new: bool
    reasons: list[str]
    findings: list[OrderedFinding]
    tier: BlastTier | None
    ai_lines: int
    score: float
    measures: OrderMeasures
    hunks: list[OrderedHunk]


class OrderCoefficients(TypedDict):
    """The score is the logistic function of the constant and the weighed measures.

    `size`, `spread`, `age` and `experience` weigh the logarithm to base 2 of `lines`, `files`, `age` and `known` (of one
    more, but for `files`).
    """

    constant: float
    size: float
    spread: float
    entropy: float
    age: float
    experience: float


class ReviewOrder(TypedDict):
    """`answerable risk --order --json`: the files and their hunks in the order in which to read them.

    `revision` is the commit that was looked at, null for the worktree and the index.
    """

    schema: Literal["answerable.order/v1"]
    revision: str | None
    coefficients: OrderCoefficients
    files: list[OrderedFile]
    problems: list[str]
