"""Which sign-offs count for a range of commits, and why the others do not.

`valid_signoffs` is what the gate and `answerable verify` ask. Everything but the content of the change comes from
the target branch: the roster, and the keys (`.answerable/allowed_signers` at the base). A sign-off counts when

- it names this target branch and binds this very change (see `app.signed_change`),
- its reviewer is on the roster, and one of their addresses has the key that signed it, both then and now,
- its reviewer had no part in the change: author, committer, co-author, signer of a commit, driver of an AI session,
- and nothing newer of the same reviewer takes it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.app.involved import Involved
from answerable.app.read_range import Commits
from answerable.app.signed_change import ChangeAtHand, Tie
from answerable.core.ports import Objects
from answerable.core.roster import Person, Roster
from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.instant import seconds_of
from answerable.core.signoff.ports import Changes, Signatures, Signed, SignoffStore
from answerable.core.signoff.statement import Statement

__all__ = ["SIGNERS_PATH", "Checked", "SignoffSources", "ValidSignoff", "valid_signoffs"]

SIGNERS_PATH: Final = ".answerable/allowed_signers"

#: Seconds that a reviewer's clock may be ahead of ours.
_AHEAD: Final = 15 * 60
#: Void sign-offs told of at most: old branches leave many behind.
_MOST_VOID: Final = 20


class SignoffSources(NamedTuple):
    """Where sign-offs and what they bind are read."""

    objects: Objects
    store: SignoffStore
    changes: Changes
    signatures: Signatures


class ValidSignoff(NamedTuple):
    """One sign-off that is about this change, or was.

    It counts when `why_void` is empty; `why_void` is half a sentence otherwise. `statement["predicate"]["decision"]`
    is `approve` or `reject` then: a valid rejection counts as well, against the change. `person` is the reviewer as
    the target's roster has them (`None`: a stranger, always void) and `level` their level, empty for a stranger.
    `how` says in half a sentence why it is about this change.
    """

    id: str
    statement: Statement
    person: Person | None
    level: str
    how: str
    why_void: str = ""

    @property
    def approves(self) -> bool:
        """Whether it counts, and for the change."""
        return not self.why_void and self.statement["predicate"]["decision"] == "approve"


class Checked(NamedTuple):
    """The sign-offs, newest first; those that count before those that are void.

    `faults` are the reasons why something could not be told: whoever decides on the answer is undecided then.
    """

    signoffs: tuple[ValidSignoff, ...]
    faults: tuple[str, ...]

    @property
    def approvals(self) -> tuple[ValidSignoff, ...]:
        """Those that count for the change."""
        return tuple(one for one in self.signoffs if one.approves)


def valid_signoffs(
    sources: SignoffSources,
    commits: Commits,
    target: str,
    roster: Roster,
    barred: Iterable[str] = (),
    *,
    now: int,
) -> Checked:
    """The sign-offs that are about the net change of `commits` for the branch `target`.

    `target` is the branch's name without its remote (`main`); empty when nobody knows it, and then no sign-off
    counts. `barred` are addresses of people who may not review it beyond those that the commits themselves name:
    pass `Known.barred`, which has the drivers of AI sessions. `now` is in seconds since the epoch. Raises
    `GitFailed`.
    """
    stored = sources.store.all()
    if not stored:
        return Checked((), ())
    return _Judge(sources, _Case(commits, target, roster, tuple(barred), now)).judge(stored)


class _Case(NamedTuple):
    """What is asked; see `valid_signoffs`."""

    commits: Commits
    target: str
    roster: Roster
    barred: tuple[str, ...]
    now: int


class _Judge:
    """One range, its people and keys, and what was found out on the way."""

    def __init__(self, sources: SignoffSources, case: _Case) -> None:
        self._sources = sources
        self._commits, self._target, self._roster, _, self._now = case
        self._change = ChangeAtHand(sources.objects, sources.changes, case.commits)
        self._allowed = sources.objects.file(case.commits.base, SIGNERS_PATH)
        self._involved = Involved(
            sources.objects, sources.changes, case.roster, self._allowed or b"", case.barred
        )
        self._faults: list[str] = []

    def judge(self, stored: Sequence[Signed]) -> Checked:
        """What each stored sign-off is worth here; those about something else are left out."""
        decisions = [one for one in stored if one.statement["predicate"]["decision"] != "revoke"]
        ties = self._change.ties([one.statement for one in decisions])
        about = [(one, tie) for one, tie in zip(decisions, ties, strict=True) if tie.is_about]
        revoked = self._revoked(stored, {one.id for one, _ in about})
        judged = [self._judged(one, tie, revoked) for one, tie in about]
        ordered = sorted(_superseded(judged), key=lambda one: _time(one.statement), reverse=True)
        counting = [one for one in ordered if not one.why_void]
        void = [one for one in ordered if one.why_void][:_MOST_VOID]
        return Checked((*counting, *void), tuple(dict.fromkeys(self._faults)))

    def _judged(self, one: Signed, tie: Tie, revoked: Mapping[str, str]) -> ValidSignoff:
        person = self._roster.person(one.statement["predicate"]["reviewer"]["email"])
        level = person.level if person else ""
        why = self._why_void(one, tie, person) or revoked.get(one.id, "")
        return ValidSignoff(one.id, one.statement, person, level, tie.how, why)

    def _why_void(self, one: Signed, tie: Tie, person: Person | None) -> str:
        predicate = one.statement["predicate"]
        if person is None:
            return f"{predicate['reviewer']['email']} is not on the roster"
        if not self._target:
            return "nobody said which branch this change is for: name it with --target"
        if predicate["target"] != self._target:
            return f"it is for the branch {predicate['target']!r}, not for {self._target!r}"
        return tie.why_void or self._why_not_theirs(one, person) or self._why_barred(one, person)

    def _why_barred(self, one: Signed, person: Person) -> str:
        if one.statement["predicate"]["decision"] == "reject":
            return ""
        signed = one.statement["predicate"]["merge_base"]["commit"]
        ranges = (
            (self._commits.base, self._commits.head),
            (signed, one.statement["subject"][0]["digest"]["gitCommit"]),
        )
        part = self._involved.part(person.email, map(signing_key, self._signatures(one)), ranges)
        return f"{person.name} {part}" if part else ""

    def _why_not_theirs(self, one: Signed, person: Person) -> str:
        """Why the signature is not the reviewer's, empty when it is.

        The key of an approval must be valid to this day; what was said against a change stays said.
        """
        if self._allowed is None:
            return f"there is no {SIGNERS_PATH} on the target branch"
        signed_at = seconds_of(one.statement["predicate"]["signed_at"])
        if signed_at > self._now + _AHEAD:
            return "it was signed in the future: a clock is wrong"
        if not person.is_here(signed_at):
            return f"{person.name} was not on the roster when it was signed"
        approves = one.statement["predicate"]["decision"] == "approve"
        times = (signed_at, self._now) if approves else (signed_at,)
        why = "it has no signature"
        emails = (person.email, *person.aliases)
        for signature in self._signatures(one):
            if person.keys and signing_key(signature) not in person.keys:
                why = f"the roster gives {person.name} other keys than the one that signed it"
                continue
            found = self._sources.signatures.check(one.data, signature, emails, self._allowed, times)
            if found.is_good:
                return ""
            why = found.why
            if found.is_open:
                self._faults.append(f"Sign-off {one.id[:12]} of {person.name}: {why}.")
                break
        return why

    def _signatures(self, one: Signed) -> tuple[str, ...]:
        return self._sources.store.signatures([one.id])[one.id]

    def _revoked(self, stored: Sequence[Signed], about: set[str]) -> dict[str, str]:
        """Why sign-offs are void that their own reviewers took back, by id."""
        reviewers = {one.id: self._person(one) for one in stored}
        found = {}
        for one in stored:
            predicate = one.statement["predicate"]
            taken = predicate.get("revokes", "")
            person = self._person(one)
            if predicate["decision"] != "revoke" or taken not in about or person is None:
                continue
            if person is reviewers[taken] and not self._why_not_theirs(one, person):
                found[taken] = f"{person.name} revoked it: {predicate['reason']}"
        return found

    def _person(self, one: Signed) -> Person | None:
        return self._roster.person(one.statement["predicate"]["reviewer"]["email"])


def _superseded(judged: Sequence[ValidSignoff]) -> list[ValidSignoff]:
    """Of the valid decisions of one person only the newest counts; of two at the same second, the rejection."""
    newest: dict[str, ValidSignoff] = {}
    for one in judged:
        if not one.why_void and one.person is not None:
            newest[one.person.email] = max(newest.get(one.person.email, one), one, key=_weight)
    return [
        one
        if one.why_void or one.person is None or newest[one.person.email] is one
        else one._replace(why_void=f"{one.person.name} decided anew later: {_decision(newest, one.person)}")
        for one in judged
    ]


def _decision(newest: Mapping[str, ValidSignoff], person: Person) -> str:
    return newest[person.email].statement["predicate"]["decision"]


def _weight(one: ValidSignoff) -> tuple[int, bool, str]:
    return _time(one.statement), one.statement["predicate"]["decision"] == "reject", one.id


def _time(statement: Statement) -> int:
    return seconds_of(statement["predicate"]["signed_at"])
