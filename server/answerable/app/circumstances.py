"""What surrounds a range of commits: what people signed about it, as far as the rules of its target ask."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from answerable.app.read_range import Commits
from answerable.app.signoffs import SignoffSources, ValidSignoff, valid_signoffs
from answerable.core.approval import Approval
from answerable.core.gate import Circumstances, Known
from answerable.core.policy import Policy
from answerable.core.record import well_formed
from answerable.core.roster import Roster
from answerable.core.signoff.instant import seconds_of
from answerable.core.signoff.statement import Statement
from answerable.core.verdict import SignoffFacts

__all__ = ["Asked", "Change", "read_circumstances"]

_DAY: Final = 24 * 60 * 60


class Asked(NamedTuple):
    """The branch that a change is for, empty when nobody knows it, and the time, in seconds since the epoch.

    `blast`: whether the blast radius is wanted also where no rule asks about it.
    """

    target: str = ""
    now: int = 0
    blast: bool = False


class Change(NamedTuple):
    """A change whose content was read, and the rules and people of its target."""

    commits: Commits
    policy: Policy
    roster: Roster
    known: Known


def read_circumstances(
    sources: SignoffSources, change: Change, asked: Asked
) -> tuple[Circumstances, Sequence[str]]:
    """The circumstances, and why some of them could not be told. Raises `GitFailed`."""
    commits, policy, roster, known = change
    checked = valid_signoffs(sources, commits, asked.target, roster, known.barred, now=asked.now)
    counting = [one for one in checked.signoffs if not one.why_void and one.person is not None]
    days = _days(sources, counting) if policy.load.lines_per_day is not None else {}
    around = Circumstances(
        branch=asked.target,
        now=asked.now,
        signoffs=[_facts(one) for one in checked.signoffs],
        approvals=[found for one in counting if (found := _approval(one, days))],
    )
    return around, checked.faults


def _facts(one: ValidSignoff) -> SignoffFacts:
    predicate = one.statement["predicate"]
    decision: Literal["approve", "reject"] = "reject" if predicate["decision"] == "reject" else "approve"
    reviewer = one.person.shown if one.person else predicate["reviewer"]["email"]
    return SignoffFacts(
        id=one.id, reviewer=well_formed(reviewer), decision=decision, void=well_formed(one.why_void)
    )


def _approval(one: ValidSignoff, days: dict[tuple[str, int], int]) -> Approval | None:
    predicate, person = one.statement["predicate"], one.person
    at = seconds_of(predicate["signed_at"])
    # Whoever was not on the roster yet, or not any more, has signed as a stranger.
    if person is None or not person.is_here(at):
        return None
    lines = predicate["change"]["added"]
    return Approval(
        id=one.id,
        person=person,
        approves=predicate["decision"] == "approve",
        reason=predicate["reason"],
        acknowledged=frozenset(
            (one["rule"], one["path"], one["fingerprint"]) for one in predicate["risk"]["acknowledged"]
        ),
        at=at,
        lines=lines,
        day_lines=days.get(_day_of(one.statement), lines),
        is_hasty=predicate["hasty"],
    )


def _days(sources: SignoffSources, counting: Iterable[ValidSignoff]) -> dict[tuple[str, int], int]:
    """The lines that each of these reviewers signed off on the days of these sign-offs, as the sign-offs here say."""
    wanted = {_day_of(one.statement) for one in counting}
    totals = dict.fromkeys(wanted, 0)
    for stored in sources.store.all():
        day = _day_of(stored.statement)
        if day in totals and stored.statement["predicate"]["decision"] == "approve":
            totals[day] += stored.statement["predicate"]["change"]["added"]
    return totals


def _day_of(statement: Statement) -> tuple[str, int]:
    predicate = statement["predicate"]
    return predicate["reviewer"]["email"], seconds_of(predicate["signed_at"]) // _DAY
