"""The gate: the rules of a policy against what is known of a change.

A review counts only when the record has it, the reviewer is on the roster, and no address of theirs belongs to an
author of the change. Signatures do not exist yet: every review is "reviewed, unsigned", and a rule may refuse that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple

from answerable.core.ledger import AI_CLASSES, JudgedLine, tally
from answerable.core.origin import LineClass
from answerable.core.policy import Policy, Requirement, Rule, Severity
from answerable.core.predicates import Scene
from answerable.core.record import FindingEntry, record_path, well_formed
from answerable.core.roster import Roster
from answerable.core.verdict import (
    VERDICT_SCHEMA,
    AuthorFacts,
    Decision,
    Missing,
    PersonFacts,
    Place,
    Range,
    RiskFacts,
    RuleVerdict,
    Verdict,
)

__all__ = ["Judgement", "Known", "judge", "undecided"]

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
    `faults` are the problems that leave the question open, `remarks` those that do not.
    """

    lines: Sequence[JudgedLine]
    paths: tuple[str, ...]
    authors: tuple[str, ...]
    barred: frozenset[str]
    is_stamped: bool
    findings: Sequence[FindingEntry]
    faults: Sequence[str]
    remarks: Sequence[str]


def judge(policy: Policy, roster: Roster, known: Known, range_: Range) -> Judgement:
    """The verdict: undecided while anything is at fault, else denied when a `deny` rule is not satisfied."""
    barred = frozenset(map(roster.identity, known.barred))
    outcomes = [_apply(rule, roster, known, barred) for rule in policy.rules]
    is_denied = any(
        rule.severity == "deny" and outcome["fired"] and not outcome["satisfied"]
        for rule, outcome in zip(policy.rules, outcomes, strict=True)
    )
    decision: Decision = "undecided" if known.faults else "deny" if is_denied else "pass"
    remarks = [*known.remarks, *_unsigned(policy.rules, outcomes, known)]
    verdict = Verdict(
        schema=VERDICT_SCHEMA,
        decision=decision,
        range=range_,
        totals=tally(known.lines),
        risk=_risk(known.findings),
        blast=None,
        author=_authors(roster, known.authors),
        rules=outcomes,
        problems=[well_formed(problem) for problem in (*known.faults, *remarks)],
    )
    return Judgement(verdict, tuple(rule.severity for rule in policy.rules))


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
    )
    return Judgement(verdict)


def _apply(rule: Rule, roster: Roster, known: Known, barred: frozenset[str]) -> RuleVerdict:
    lines, paths = _in_scope(rule, known)
    is_concerned = rule.scope is None or bool(paths)
    fired = is_concerned and rule.when.holds(_scene(lines, paths, roster, known, barred))
    missing = _missing(rule, lines, roster, barred) if fired else []
    return RuleVerdict(name=rule.name, fired=fired, satisfied=not missing, missing=missing)


def _in_scope(rule: Rule, known: Known) -> tuple[Sequence[JudgedLine], tuple[str, ...]]:
    """The lines and the paths that the rule is about."""
    if rule.scope is None:
        return known.lines, known.paths
    covered = {path for path in known.paths if rule.scope.matches(path)}
    return [line for line in known.lines if line.path in covered], tuple(
        path for path in known.paths if path in covered
    )


def _scene(
    lines: Sequence[JudgedLine], paths: tuple[str, ...], roster: Roster, known: Known, barred: frozenset[str]
) -> Scene:
    ai = [line for line in lines if line.line_class in AI_CLASSES]
    return Scene(
        ai=len(ai),
        counted=len(lines),
        unknown=sum(1 for line in lines if line.line_class is LineClass.UNKNOWN),
        unreviewed_ai=sum(1 for line in ai if not _reviewers(line, roster, barred)),
        rank=roster.levels.index(roster.lowest(known.authors)),
        is_stamped=known.is_stamped,
        paths=paths,
    )


def _reviewers(line: JudgedLine, roster: Roster, barred: frozenset[str]) -> list[str]:
    """The levels of those whose review of the line counts."""
    people = (roster.person(email) for email in line.reviewers)
    return [person.level for person in people if person and roster.identity(person.email) not in barred]


def _missing(
    rule: Rule, lines: Sequence[JudgedLine], roster: Roster, barred: frozenset[str]
) -> list[Missing]:
    if rule.require is None:
        sentence = rule.why or "nothing satisfies this rule: the change itself has to be another"
        return [Missing(sentence=sentence, lines=0, places=[], who=[])]
    enough = set(roster.levels[roster.levels.index(rule.require.reviewed_by) :])
    lacking = [
        line
        for line in lines
        if line.line_class in AI_CLASSES
        and (rule.require.signed or not enough.intersection(_reviewers(line, roster, barred)))
    ]
    return [_review_of(lacking, rule.require, roster, barred)] if lacking else []


def _review_of(
    lacking: Sequence[JudgedLine], require: Requirement, roster: Roster, barred: frozenset[str]
) -> Missing:
    signed = "a signed review" if require.signed else "a review"
    noun = "AI line needs" if len(lacking) == 1 else "AI lines need"
    return Missing(
        sentence=f"{len(lacking)} {noun} {signed} by somebody of level {require.reviewed_by} or above",
        lines=len(lacking),
        places=_places(lacking),
        who=[
            person.shown
            for person in roster.at_least(require.reviewed_by)
            if roster.identity(person.email) not in barred
        ],
    )


def _places(lines: Iterable[JudgedLine]) -> list[Place]:
    """The lines as runs: neighbours in one file make one place."""
    numbered = enumerate(sorted((line.path, line.line) for line in lines))
    places = []
    for (path, _), run in groupby(numbered, key=lambda one: (one[1][0], one[1][1] - one[0])):
        numbers = [line for _, (_, line) in run]
        places.append(Place(path=record_path(path), start=numbers[0], end=numbers[-1]))
    return places


def _risk(findings: Sequence[FindingEntry]) -> RiskFacts:
    levels = {finding["level"] for finding in findings}
    for level in _SERIOUS_FIRST:
        if level in levels:
            return RiskFacts(level=level, findings=list(findings))
    return RiskFacts(level="none", findings=[])


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


def _unsigned(rules: Sequence[Rule], outcomes: Sequence[RuleVerdict], known: Known) -> Iterator[str]:
    for rule, outcome in zip(rules, outcomes, strict=True):
        if rule.require and outcome["fired"] and outcome["satisfied"]:
            lines, _ = _in_scope(rule, known)
            if any(line.line_class in AI_CLASSES for line in lines):
                yield f"Reviewed, unsigned: the reviews that satisfy the rule {rule.name!r} are not signed."
