"""Which overrides hold for a change, and which earlier ones are still to be looked at.

An override counts when somebody of the level that the policy names signed it, for this target and this very change, no
longer than the policy allows, and it has not expired. Once its due date has passed, every verdict for the same target is
denied until somebody who may answer for that change signed it off after all.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from answerable.app.read_range import Commits
from answerable.app.signed_change import ChangeAtHand
from answerable.app.signoffs import SIGNERS_PATH, SignoffSources, valid_signoffs
from answerable.core.approval import Override
from answerable.core.errors import GitFailed
from answerable.core.policy import BreakGlass
from answerable.core.roster import Person, Roster
from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.instant import seconds_of, spelt
from answerable.core.signoff.override import OverrideStatement, StoredOverride, as_signoff
from answerable.core.signoff.ports import SignatureCheck

__all__ = ["Glass", "OverrideStore", "read_overrides"]

_HOUR: Final = 60 * 60
_AHEAD: Final = 15 * 60


class OverrideStore(Protocol):
    """The overrides under `refs/answerable/signoffs`."""

    def all(self) -> Sequence[StoredOverride]:
        """Every override that is one."""
        ...


class Glass(NamedTuple):
    """Who may break it, and what is asked: the change, its target, the people there, and the time in seconds."""

    rule: BreakGlass
    commits: Commits
    target: str
    roster: Roster
    now: int


def read_overrides(
    store: OverrideStore, sources: SignoffSources, glass: Glass
) -> tuple[list[Override], list[str]]:
    """Those of this change, and earlier ones that are overdue; and why some could not be told. Raises `GitFailed`."""
    faults: list[str] = []
    stored = [one for one in store.all() if one.statement["predicate"]["target"] == glass.target]
    ours = _about(sources, glass, stored)
    found = []
    for one, is_ours in zip(stored, ours, strict=True):
        why = _why_void(one, sources, glass, faults)
        expired = "it has expired" if seconds_of(one.statement["predicate"]["until"]) <= glass.now else ""
        if is_ours:
            found.append(_override(one.statement, one.id, glass, is_of_this=True, why_void=why or expired))
        if not why and _due(one.statement, glass) <= glass.now and not _is_followed_up(one, sources, glass):
            found.append(_override(one.statement, one.id, glass, is_of_this=False))
    return found, faults


def _about(sources: SignoffSources, glass: Glass, stored: Sequence[StoredOverride]) -> list[bool]:
    """Whether each override binds the change at hand."""
    if not stored:
        return []
    ties = ChangeAtHand(sources.objects, sources.changes, glass.commits).ties(
        [as_signoff(one.statement) for one in stored]
    )
    return [bool(tie.how) for tie in ties]


def _why_void(one: StoredOverride, sources: SignoffSources, glass: Glass, faults: list[str]) -> str:
    predicate = one.statement["predicate"]
    person = glass.roster.person(predicate["reviewer"]["email"])
    if person is None:
        return "who signed it is not on the roster"
    if person not in glass.roster.at_least(glass.rule.level):
        return f"{person.name} is below {glass.rule.level}, who may override"
    signed_at = seconds_of(predicate["signed_at"])
    if signed_at > glass.now + _AHEAD:
        return "it was signed in the future: a clock is wrong"
    if seconds_of(predicate["until"]) > signed_at + glass.rule.hours * _HOUR:
        return f"it holds for longer than the {glass.rule.hours} hours that the policy allows"
    allowed = sources.objects.file(glass.commits.base, SIGNERS_PATH)
    checked = _signature(one, sources, person, allowed or b"")
    if checked.is_open:
        faults.append(f"Override {one.id[:12]} of {person.name}: {checked.why}.")
    return "" if checked.is_good else checked.why


def _signature(
    one: StoredOverride, sources: SignoffSources, person: Person, allowed: bytes
) -> SignatureCheck:
    """The best that any of its signatures is worth."""
    times = (seconds_of(one.statement["predicate"]["signed_at"]),)
    emails = (person.email, *person.aliases)
    checked = SignatureCheck(is_good=False, why="it has no signature")
    for signature in one.signatures:
        if person.keys and signing_key(signature) not in person.keys:
            checked = SignatureCheck(is_good=False, why=f"the roster gives {person.name} other keys")
            continue
        checked = sources.signatures.check(one.data, signature, emails, allowed, times)
        if checked.is_good:
            break
    return checked


def _is_followed_up(one: StoredOverride, sources: SignoffSources, glass: Glass) -> bool:
    """Whether somebody who had no part in it, and did not override it either, signed the change off."""
    predicate = one.statement["predicate"]
    base, head = predicate["base"]["commit"], one.statement["subject"][0]["digest"]["gitCommit"]
    commits = Commits(base, head, predicate["merge_base"]["commit"])
    signer = glass.roster.identity(predicate["reviewer"]["email"])
    try:
        checked = valid_signoffs(sources, commits, glass.target, glass.roster, (signer,), now=glass.now)
    except GitFailed:
        # What was overridden is not here: who asks has to fetch it, or to keep the branch.
        return False
    return bool(checked.approvals)


def _due(statement: OverrideStatement, glass: Glass) -> int:
    predicate = statement["predicate"]
    latest = seconds_of(predicate["signed_at"]) + glass.rule.follow_up_days * 24 * _HOUR
    return min(seconds_of(predicate["due"]), latest)


def _override(
    statement: OverrideStatement, name: str, glass: Glass, *, is_of_this: bool, why_void: str = ""
) -> Override:
    predicate = statement["predicate"]
    person = glass.roster.person(predicate["reviewer"]["email"])
    return Override(
        id=name,
        shown=person.shown if person else predicate["reviewer"]["email"],
        reason=predicate["reason"],
        until=predicate["until"],
        due=spelt(_due(statement, glass)),
        is_of_this=is_of_this,
        why_void=why_void,
        command=_command(statement),
    )


def _command(statement: OverrideStatement) -> str:
    """What signs the change off after all."""
    predicate = statement["predicate"]
    head = statement["subject"][0]["digest"]["gitCommit"]
    return (
        f"answerable signoff {predicate['base']['commit'][:12]}..{head[:12]} --target {predicate['target']}"
    )
