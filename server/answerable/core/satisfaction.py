"""Whether a rule that fired is satisfied, and what is missing if not: what, where, who could give it, and how.

Nobody who had a part in a change answers for it, whatever they signed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from answerable.core.approval import Approval
from answerable.core.ledger import AI_CLASSES, JudgedLine
from answerable.core.record import FindingEntry, record_path
from answerable.core.requirement import Requirement
from answerable.core.roster import Person, Roster
from answerable.core.verdict import Missing, Place

__all__ = ["Concern", "Court", "places_of"]


class Concern(NamedTuple):
    """The part of a change that a rule is about."""

    lines: Sequence[JudgedLine]
    paths: tuple[str, ...]
    findings: Sequence[FindingEntry]
    unstamped: Sequence[str]


class Court:
    """The people of one change: who may answer for it and who did.

    `barred` are the identities of those who may not; `range_` is how the user named the change.
    """

    def __init__(
        self, roster: Roster, barred: frozenset[str], approvals: Sequence[Approval], range_: str
    ) -> None:
        self._roster = roster
        self._barred = barred
        self._approvals = approvals
        self._range = range_

    def reviewers(self, line: JudgedLine) -> list[Person]:
        """Those whose review of the line counts, signed or not."""
        people = (self._roster.person(email) for email in line.reviewers)
        unsigned = [person for person in people if person and self.may_review(person, line.path)]
        return [
            *unsigned,
            *(one.person for one in self._approvals if one.approves and one.person.answers_for(line.path)),
        ]

    def may_review(self, person: Person, path: str) -> bool:
        """Whether somebody may answer for a path of this change."""
        return self._roster.identity(person.email) not in self._barred and person.answers_for(path)

    def anybody_but(self, shown: str) -> list[str]:
        """Everybody on the roster except one."""
        return [person.shown for person in self._roster.at_least("") if person.shown != shown]

    def missing(self, require: Requirement, concern: Concern) -> list[Missing]:
        """What a rule that requires this still lacks."""
        found = [*self._rejections(require), *self._unreviewed(require, concern)]
        found += self._unsigned(require, concern)
        if require.owners:
            found += self._unowned(require, concern)
        if require.findings_acknowledged:
            found += self._unacknowledged(require, concern)
        if require.records is not None:
            found += _unrecorded(require, concern)
        return found

    def _rejections(self, require: Requirement) -> Iterator[Missing]:
        """Whoever could give what is required can refuse it."""
        if not require.asks_people:
            return
        able = {person.email for person in self._roster.at_least(require.lowest)}
        for one in self._approvals:
            if not one.approves and one.person.email in able:
                yield Missing(
                    sentence=f"{one.person.name} rejected the change: {one.reason}",
                    lines=0,
                    places=[],
                    who=[one.person.shown],
                    command=self._sign,
                )

    def _unreviewed(self, require: Requirement, concern: Concern) -> Iterator[Missing]:
        if not require.reviewed_by:
            return
        able = {person.email for person in self._roster.at_least(require.reviewed_by)}
        signed = {one.person.email for one in self._approvals if one.approves}
        enough = able & signed if require.signed else able
        lacking = [
            line
            for line in concern.lines
            if line.line_class in AI_CLASSES
            and enough.isdisjoint(
                person.email
                for person in self.reviewers(line)
                if not require.signed or person.email in signed
            )
        ]
        if lacking:
            noun = "AI line needs" if len(lacking) == 1 else "AI lines need"
            review = "a signed review" if require.signed else "a review"
            yield Missing(
                sentence=f"{len(lacking)} {noun} {review} by somebody of level {require.reviewed_by} or above",
                lines=len(lacking),
                places=places_of((line.path, line.line) for line in lacking),
                who=self._who(require.reviewed_by, {line.path for line in lacking}),
                command=self._sign,
            )

    def _unsigned(self, require: Requirement, concern: Concern) -> Iterator[Missing]:
        if not require.signoffs:
            return
        given = self._given(require.level, require.teams)
        worst: tuple[int, str] = (self._counted(given, require), "")
        for path in concern.paths:
            worst = min(worst, (self._counted([p for p in given if p.answers_for(path)], require), path))
        lacking, path = require.signoffs - worst[0], worst[1]
        if lacking <= 0:
            return
        more = "another" if worst[0] and lacking == 1 else "a" if lacking == 1 else str(lacking)
        noun = "sign-off" if lacking == 1 else "sign-offs"
        level = f" of level {require.level} or above" if require.level else ""
        where = f" for {path}" if path and any(person.scopes for person in given) else ""
        teams = f" in {' or '.join(require.teams)}" if require.teams else ""
        apart = " of further teams" if require.distinct == "teams" and worst[0] else ""
        who = "somebody" if lacking == 1 else "people" if require.distinct == "teams" else "different people"
        yield Missing(
            sentence=f"The change needs {more} {noun}{where} by {who}{level}{teams}{apart}",
            lines=0,
            places=[],
            who=self._who(require.level, concern.paths, require.teams, without=given),
            command=self._sign,
        )

    def _unowned(self, require: Requirement, concern: Concern) -> Iterator[Missing]:
        given = self._given(require.level, ())
        open_: dict[tuple[str, ...], list[str]] = {}
        for path in concern.paths:
            owners = self._roster.owners(path)
            signed = (person for person in given if person.answers_for(path))
            if owners and not any(
                self._roster.teams_of(person.email).intersection(owners) for person in signed
            ):
                open_.setdefault(owners, []).append(path)
        for owners, paths in open_.items():
            more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
            yield Missing(
                sentence=f"{paths[0]}{more} belong to {' and '.join(owners)}, of which nobody signed off",
                lines=0,
                places=[Place(path=record_path(path), start=1, end=1) for path in paths],
                who=self._who(require.level, paths, owners),
                command=self._sign,
            )

    def _unacknowledged(self, require: Requirement, concern: Concern) -> Iterator[Missing]:
        able = {person.email for person in self._roster.at_least(require.lowest)}
        accepted = frozenset[tuple[str, str, str]]().union(
            *(one.acknowledged for one in self._approvals if one.approves and one.person.email in able)
        )
        lacking = [
            one
            for one in concern.findings
            if one["level"] == "block" and (one["rule"], one["path"], one["fingerprint"]) not in accepted
        ]
        if lacking:
            rules = ", ".join(sorted({one["rule"] for one in lacking}))
            noun = "finding is" if len(lacking) == 1 else "findings are"
            yield Missing(
                sentence=f"{len(lacking)} blocking {noun} not acknowledged in a sign-off: {rules}",
                lines=0,
                places=[Place(path=one["path"], start=one["line"], end=one["line"]) for one in lacking],
                who=self._who(require.lowest, {one["path"] for one in lacking}),
                command=self._sign,
            )

    def _given(self, level: str, teams: Sequence[str]) -> list[Person]:
        """The people whose sign-offs count towards a requirement."""
        able = {person.email for person in self._roster.at_least(level)}
        return [
            one.person
            for one in self._approvals
            if one.approves
            and one.person.email in able
            and (not teams or self._roster.teams_of(one.person.email).intersection(teams))
        ]

    def _counted(self, people: Sequence[Person], require: Requirement) -> int:
        if require.distinct == "people":
            return len({person.email for person in people})
        teams = {
            person.email: self._roster.teams_of(person.email).intersection(require.teams or self._team_names)
            for person in people
        }
        return _matched(teams)

    @property
    def _team_names(self) -> frozenset[str]:
        return frozenset(team.name for team in self._roster.teams)

    def _who(
        self, level: str, paths: Iterable[str], teams: Sequence[str] = (), without: Sequence[Person] = ()
    ) -> list[str]:
        wanted = list(paths)
        done = {person.email for person in without}
        return [
            person.shown
            for person in self._roster.at_least(level)
            if self._roster.identity(person.email) not in self._barred
            and person.email not in done
            and (not wanted or any(person.answers_for(path) for path in wanted))
            and (not teams or self._roster.teams_of(person.email).intersection(teams))
        ]

    @property
    def _sign(self) -> str:
        return f"answerable signoff {self._range}"


def places_of(lines: Iterable[tuple[str, int]]) -> list[Place]:
    """Lines as (path, line) as runs: neighbours in one file make one place."""
    numbered = enumerate(sorted(lines))
    places = []
    for (path, _), run in groupby(numbered, key=lambda one: (one[1][0], one[1][1] - one[0])):
        numbers = [line for _, (_, line) in run]
        places.append(Place(path=record_path(path), start=numbers[0], end=numbers[-1]))
    return places


def _unrecorded(require: Requirement, concern: Concern) -> Iterator[Missing]:
    grade = require.records
    if grade is None:
        return
    weak = [line for line in concern.lines if line.grade.strength < grade.strength]
    if weak:
        yield Missing(
            sentence=f"{len(weak)} lines stand in no record of grade {grade.value} or above",
            lines=len(weak),
            places=places_of((line.path, line.line) for line in weak),
            who=[],
            command="",
        )
    if concern.unstamped:
        yield Missing(
            sentence=f"{len(concern.unstamped)} commits have no record, the first is {concern.unstamped[0][:12]}",
            lines=0,
            places=[],
            who=[],
            command="",
        )


def _matched(teams: Mapping[str, Iterable[str]]) -> int:
    """For how many teams somebody can stand, nobody for two of them (a bipartite matching)."""
    stands: dict[str, str] = {}

    def place(person: str, tried: set[str]) -> bool:
        for team in teams[person]:
            if team not in tried:
                tried.add(team)
                if team not in stands or place(stands[team], tried):
                    stands[team] = person
                    return True
        return False

    return sum(place(person, set()) for person in teams)
