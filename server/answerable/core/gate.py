"""The gate: the rules of a policy against what is known of a change.

A review counts only when the record has it, the reviewer is on the roster, and no address of theirs belongs to
somebody who had a part in the change. A sign-off is a signed review of all of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shlex import quote
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from answerable.core.allowances import allow_entries
from answerable.core.approval import Approval, Override
from answerable.core.blast.radius import Blast, Radius, overall
from answerable.core.blast.tiers import BLAST_TIERS, highest
from answerable.core.ledger import AI_CLASSES, JudgedLine, tally
from answerable.core.lookalikes import impostors, odd_names
from answerable.core.policy import Load, Policy, Rule, Severity
from answerable.core.record import FindingEntry, record_path, well_formed
from answerable.core.roster import Roster
from answerable.core.satisfaction import Concern, Court
from answerable.core.scene import LineKind, Scene, tier_rank
from answerable.core.verdict import (
    VERDICT_SCHEMA,
    AuthorFacts,
    BlastFacts,
    Decision,
    Missing,
    OverrideFacts,
    PersonFacts,
    Range,
    RiskFacts,
    RuleVerdict,
    SignoffFacts,
    Verdict,
)

__all__ = ["Circumstances", "Judgement", "Known", "judge", "undecided"]

_SERIOUS_FIRST: Final[tuple[Literal["block", "review", "warn", "info"], ...]] = (
    "block",
    "review",
    "warn",
    "info",
)


class Judgement(NamedTuple):
    """A verdict, and the severity of each of its rules, which its JSON leaves to the policy."""

    verdict: Verdict
    severities: tuple[Severity, ...] = ()


class Known(NamedTuple):
    """What is known of a change.

    `lines` are its added lines, `paths` every path that it touches, old and new, `authors` the addresses of its
    authors, `barred` those of everybody who may not review it: authors, co-authors and drivers of its AI sessions.
    `unstamped` are the commits that no record is about; `removed` counts the lines taken out of each path.
    `faults` are the problems that leave the question open, `remarks` those that do not. `is_advised`: somebody declared
    that it follows an AI's advice. `blast` is `None` where nobody asked, or it could not be measured.
    """

    lines: Sequence[JudgedLine]
    paths: tuple[str, ...]
    authors: tuple[str, ...]
    barred: frozenset[str]
    unstamped: tuple[str, ...]
    findings: Sequence[FindingEntry]
    faults: Sequence[str]
    remarks: Sequence[str]
    removed: Mapping[str, int] = MappingProxyType({})
    is_advised: bool = False
    blast: Blast | None = None


class Circumstances(NamedTuple):
    """What surrounds a change: the branch it is for, the time in seconds since the epoch, and what people signed.

    `signoffs` are all sign-offs about it, `approvals` those of them that count. `unsigned` has in sentences the commits
    that nobody signed although the roster demands it.
    """

    branch: str = ""
    now: int = 0
    signoffs: Sequence[SignoffFacts] = ()
    approvals: Sequence[Approval] = ()
    overrides: Sequence[Override] = ()
    unsigned: Sequence[str] = ()


_NOTHING_AROUND: Final = Circumstances()


def judge(
    policy: Policy, roster: Roster, known: Known, range_: Range, around: Circumstances = _NOTHING_AROUND
) -> Judgement:
    """The verdict: undecided while anything is at fault, else denied when a `deny` rule is not satisfied."""
    findings, allowed = allow_entries(known.findings, policy.allowances, around.now)
    known = known._replace(findings=findings, remarks=[*known.remarks, *allowed])
    known = known._replace(findings=_with_tiers(known))
    bench = _Bench(policy, roster, known, range_, around)
    outcomes = [*bench.rules(), *bench.demands()]
    demanded: Sequence[Severity] = ["deny"] * (len(outcomes) - len(policy.rules))
    severities = (*(rule.severity for rule in policy.rules), *demanded)
    faults = [*known.faults, *bench.faults()]
    is_denied = any(
        severity == "deny" and outcome["fired"] and not outcome["satisfied"]
        for severity, outcome in zip(severities, outcomes, strict=True)
    )
    broken = [one for one in around.overrides if one.is_of_this and not one.why_void]
    decision: Decision = "undecided" if faults else "deny" if is_denied and not broken else "pass"
    remarks = [*known.remarks, *bench.remarks(outcomes)]
    verdict = Verdict(
        schema=VERDICT_SCHEMA,
        decision=decision,
        range=range_,
        totals=tally(known.lines),
        risk=_risk(known.findings),
        blast=None if known.blast is None else _blast(known.blast),
        author=_authors(roster, known.authors),
        rules=outcomes,
        problems=[well_formed(problem) for problem in (*faults, *remarks)],
        target=well_formed(around.branch) or None,
        signoffs=list(around.signoffs),
        overrides=[_override(one) for one in around.overrides if not one.why_void],
    )
    return Judgement(verdict, severities)


def undecided(range_: Range, problems: Sequence[str]) -> Judgement:
    """The verdict on a change that could not be read."""
    verdict = Verdict(
        schema=VERDICT_SCHEMA,
        decision="undecided",
        range=range_,
        totals=None,
        risk=None,
        blast=None,
        author=None,
        rules=[],
        problems=[well_formed(problem) for problem in problems],
        target=None,
        signoffs=[],
        overrides=[],
    )
    return Judgement(verdict)


class _Bench:
    """One change before the rules."""

    def __init__(
        self, policy: Policy, roster: Roster, known: Known, range_: Range, around: Circumstances
    ) -> None:
        self._policy, self._roster, self._known, self._around = policy, roster, known, around
        barred = frozenset(map(roster.identity, known.barred))
        self._court = Court(roster, barred, around.approvals, _named(range_["name"], around.branch))

    def rules(self) -> list[RuleVerdict]:
        """What each rule makes of it."""
        return [self._apply(rule) for rule in self._policy.rules]

    def demands(self) -> Iterator[RuleVerdict]:
        """What is demanded whatever the rules say: signed commits, and what was promised when glass was broken."""
        if self._roster.must_sign:
            yield _demand("signed-commits", self._around.unsigned)
        overdue = [one for one in self._around.overrides if not one.is_of_this and not one.why_void]
        if overdue:
            missing = [
                Missing(
                    sentence=f"{one.shown} overrode a denial ({one.reason}), which was to be signed off by {one.due}",
                    lines=0,
                    places=[],
                    who=self._court.anybody_but(one.shown),
                    command=one.command,
                )
                for one in overdue
            ]
            yield RuleVerdict(name="override-follow-up", fired=True, satisfied=False, missing=missing)

    def faults(self) -> Iterator[str]:
        """Why the rules cannot be decided."""
        if not self._around.branch and any(rule.asks_branch for rule in self._policy.rules):
            yield "A rule asks about the branch, and nobody said which one this change is for: name it with --target."
        if self._known.blast is None and self._policy.asks_blast:
            yield "A rule asks about the blast radius, which was not measured."
        yield from impostors(self._known.paths)

    def remarks(self, outcomes: Sequence[RuleVerdict]) -> Iterator[str]:
        """What does not change the decision and has to be said."""
        for rule, outcome in zip(self._policy.rules, outcomes, strict=False):
            if rule.require and rule.require.reviewed_by and outcome["fired"] and outcome["satisfied"]:
                yield from self._unsigned(rule)
        for one in self._around.approvals:
            if one.approves:
                yield from _rubber_stamp(one, self._policy.load)
        yield from odd_names((*self._known.paths, *self._known.authors))
        for broken in self._around.overrides:
            if broken.is_of_this:
                yield _broken(broken)

    def _apply(self, rule: Rule) -> RuleVerdict:
        concern = self._concern(rule)
        is_concerned = rule.scope is None or bool(concern.paths)
        fired = is_concerned and rule.when.holds(self._scene(concern))
        missing: list[Missing] = []
        if fired and rule.require is None:
            sentence = rule.why or "nothing satisfies this rule: the change itself has to be another"
            missing = [Missing(sentence=sentence, lines=0, places=[], who=[], command="")]
        elif fired and rule.require is not None:
            missing = self._court.missing(rule.require, concern)
        return RuleVerdict(name=rule.name, fired=fired, satisfied=not missing, missing=missing)

    def _concern(self, rule: Rule) -> Concern:
        """What the rule is about."""
        known = self._known
        if rule.scope is None:
            return Concern(known.lines, known.paths, known.findings, known.unstamped)
        covered = {path for path in known.paths if rule.scope.matches(path)}
        spelt = set(map(record_path, covered))
        return Concern(
            [line for line in known.lines if line.path in covered],
            tuple(path for path in known.paths if path in covered),
            [one for one in known.findings if one["path"] in spelt],
            known.unstamped,
        )

    def _scene(self, concern: Concern) -> Scene:
        kinds = Counter(
            LineKind(line.line_class, line.grade, line.agent, self._is_reviewed(line), line.is_declared)
            for line in concern.lines
        )
        return Scene(
            kinds=kinds,
            removed=sum(self._known.removed.get(path, 0) for path in concern.paths),
            rank=self._roster.levels.index(self._roster.lowest(self._known.authors)),
            authors=tuple(map(self._roster.identity, self._known.authors)),
            unstamped=len(concern.unstamped),
            findings=concern.findings,
            paths=concern.paths,
            tier=tier_rank(self._policy.tiers, concern.paths),
            branch=self._around.branch,
            now=self._around.now,
            is_advised=self._known.is_advised,
            blast=BLAST_TIERS.index(self._known.blast.tier(concern.paths) if self._known.blast else "low"),
        )

    def _is_reviewed(self, line: JudgedLine) -> bool:
        return line.line_class in AI_CLASSES and bool(self._court.reviewers(line))

    def _unsigned(self, rule: Rule) -> Iterator[str]:
        """That a rule is satisfied by reviews nobody signed."""
        signed = [one.person for one in self._around.approvals if one.approves]
        lines = (line for line in self._concern(rule).lines if line.line_class in AI_CLASSES)
        if any(not any(person.answers_for(line.path) for person in signed) for line in lines):
            yield f"Reviewed, unsigned: the reviews that satisfy the rule {rule.name!r} are not signed."


def _named(range_: str, branch: str) -> str:
    """The change as a shell takes it, with its branch where the base does not name that."""
    base = range_.partition("..")[0]
    if not branch or base == branch or base.endswith(f"/{branch}"):
        return quote(range_)
    return f"{quote(range_)} --target {quote(branch)}"


def _demand(name: str, sentences: Sequence[str]) -> RuleVerdict:
    missing = [Missing(sentence=one, lines=0, places=[], who=[], command="") for one in sentences]
    return RuleVerdict(name=name, fired=True, satisfied=not missing, missing=missing)


def _rubber_stamp(one: Approval, load: Load) -> Iterator[str]:
    who = f"Rubber stamp? {one.person.name}"
    if load.lines_per_signoff is not None and one.lines > load.lines_per_signoff:
        yield f"{who} signed off {one.lines} lines at once; the policy trusts {load.lines_per_signoff}."
    if load.lines_per_day is not None and one.day_lines > load.lines_per_day:
        yield f"{who} signed off {one.day_lines} lines on one day; the policy trusts {load.lines_per_day}."
    if one.is_hasty:
        yield f"{who} took implausibly little time to read {one.lines} lines, says the sign-off itself."


def _broken(one: Override) -> str:
    if one.why_void:
        return f"An override of {one.shown} does not count: {one.why_void}."
    return f"BROKEN GLASS: {one.shown} overrides the rules until {one.until} ({one.reason}); due for sign-off by {one.due}."


def _override(one: Override) -> OverrideFacts:
    return OverrideFacts(
        id=one.id,
        by=well_formed(one.shown),
        reason=well_formed(one.reason),
        until=one.until,
        due=one.due,
        applies=one.is_of_this,
    )


def _with_tiers(known: Known) -> Sequence[FindingEntry]:
    """The findings, each with the tier of the blast radius of what it stands in, where that was measured."""
    if known.blast is None:
        return known.findings
    radii: dict[str, list[Radius]] = {}
    for one in known.blast.radii:
        radii.setdefault(record_path(one.place.path), []).append(one)
    return [
        FindingEntry(**{**one, "blast": highest(part.tier for part in radii.get(one["path"], ()))})
        for one in known.findings
    ]


def _risk(findings: Sequence[FindingEntry]) -> RiskFacts:
    levels = {finding["level"] for finding in findings}
    for level in _SERIOUS_FIRST:
        if level in levels:
            return RiskFacts(level=level, findings=list(findings))
    return RiskFacts(level="none", findings=[])


def _blast(blast: Blast) -> BlastFacts:
    whole = overall(blast)
    return BlastFacts(
        tier=whole.tier,
        direct=whole.direct,
        transitive=whole.transitive,
        owners=[well_formed(owner) for owner in whole.owners],
        reasons=[well_formed(reason) for reason in whole.reasons],
    )


def _authors(roster: Roster, emails: Iterable[str]) -> AuthorFacts:
    people: Mapping[str, PersonFacts] = {
        roster.identity(email): PersonFacts(
            email=well_formed(email),
            name=person.name if (person := roster.person(email)) else None,
            level=roster.level(email),
        )
        for email in emails
    }
    return AuthorFacts(level=roster.lowest(people), people=[people[one] for one in sorted(people)])
