"""The gate's answer, `answerable.verdict/v1`. The shapes are `TypedDict`s: they *are* the JSON."""

from typing import Final, Literal, TypedDict

from answerable.core.blast.tiers import BlastTier
from answerable.core.record import FindingEntry, Totals

__all__ = [
    "VERDICT_SCHEMA",
    "AuthorFacts",
    "BlastFacts",
    "Decision",
    "Missing",
    "OverrideFacts",
    "PersonFacts",
    "Place",
    "Range",
    "RiskFacts",
    "RuleVerdict",
    "SignoffFacts",
    "Verdict",
]

VERDICT_SCHEMA: Final = "answerable.verdict/v1"

Decision = Literal["pass", "deny", "undecided"]


class Range(TypedDict):
    """What was judged: the revisions as given, and the commits they name (null where they name none)."""

    name: str
    base: str | None
    head: str | None
    merge_base: str | None


class RiskFacts(TypedDict):
    """The findings in the records of the range's commits, and the most serious of their levels."""

    level: Literal["block", "review", "warn", "info", "none"]
    findings: list[FindingEntry]


class BlastFacts(TypedDict):
    """How far the change reaches: `direct` counts places that refer to it, `transitive` definitions, at most.

    `owners` are those of CODEOWNERS, of what was changed and of what refers to it. `reasons` say what makes the tier.
    """

    tier: BlastTier
    direct: int
    transitive: int
    owners: list[str]
    reasons: list[str]


class PersonFacts(TypedDict):
    """One author of the range. `name` is the roster's, null for somebody who is not on it."""

    email: str
    name: str | None
    level: str


class AuthorFacts(TypedDict):
    """The authors of the range; `level` is the lowest among them."""

    level: str
    people: list[PersonFacts]


class Place(TypedDict):
    """Lines of a file at the head, 1-based, both inclusive. `path` is spelt as in records."""

    path: str
    start: int
    end: int


class Missing(TypedDict):
    """One thing that would satisfy a rule: what, where, who on the roster could give it, and with which command."""

    sentence: str
    lines: int
    places: list[Place]
    who: list[str]
    command: str


class RuleVerdict(TypedDict):
    """One rule: whether it applies, whether what it requires is there, and what is not."""

    name: str
    fired: bool
    satisfied: bool
    missing: list[Missing]


class SignoffFacts(TypedDict):
    """One sign-off that is about the change. `void` says in half a sentence why it does not count, empty when it does."""

    id: str
    reviewer: str
    decision: Literal["approve", "reject"]
    void: str


class OverrideFacts(TypedDict):
    """Glass that was broken: who overrode a denial and why, until when that holds, and when it is looked at after all.

    `applies` says that it overrides this very verdict; otherwise it is an earlier one whose follow-up is overdue.
    """

    id: str
    by: str
    reason: str
    until: str
    due: str
    applies: bool


class Verdict(TypedDict):
    """The whole answer. A field is null where the change could not be read that far; `blast` also where nobody asked.

    `target` is the branch that the change is for, null when nobody knows it.
    """

    schema: Literal["answerable.verdict/v1"]
    decision: Decision
    range: Range
    totals: Totals | None
    risk: RiskFacts | None
    blast: BlastFacts | None
    author: AuthorFacts | None
    rules: list[RuleVerdict]
    problems: list[str]
    target: str | None
    signoffs: list[SignoffFacts]
    overrides: list[OverrideFacts]
