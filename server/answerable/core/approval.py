"""Decisions of reviewers that hold for the change at hand, as far as the rules ask about them."""

from typing import NamedTuple

from answerable.core.roster import Person

__all__ = ["Acknowledgement", "Approval", "Override"]

#: Rule, path and fingerprint of a finding.
Acknowledgement = tuple[str, str, str]


class Approval(NamedTuple):
    """A sign-off that counts: for the change, or (`approves` false) against it.

    `at` is in seconds since the epoch; `lines` are those added by what was signed, `day_lines` those of all that the
    reviewer signed on the same day (UTC). `is_hasty` says that it took implausibly little time.
    """

    id: str
    person: Person
    approves: bool
    reason: str
    acknowledged: frozenset[Acknowledgement]
    at: int
    lines: int
    day_lines: int
    is_hasty: bool


class Override(NamedTuple):
    """Broken glass: a signed and reasoned override of a denial.

    `is_of_this` says that it overrides the change at hand; otherwise it is an earlier one whose follow-up is overdue.
    `why_void` is half a sentence about one that does not count. Instants are spelt as in statements; `command` signs the
    change off after all.
    """

    id: str
    shown: str
    reason: str
    until: str
    due: str
    is_of_this: bool
    why_void: str = ""
    command: str = ""
