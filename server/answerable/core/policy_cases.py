"""Table tests of a policy: changes that are only described, and what the policy should make of them.

The platform engineer writes them beside the policy; nothing of git is needed, and no change is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.approval import Approval
from answerable.core.blast.radius import Blast, Place, Radius
from answerable.core.blast.reach import Reach
from answerable.core.blast.tiers import BlastTier
from answerable.core.gate import Circumstances, Judgement, Known, judge
from answerable.core.ledger import AI_CLASSES, JudgedLine
from answerable.core.origin import Grade, LineClass
from answerable.core.policy import Policy
from answerable.core.record import FindingEntry
from answerable.core.roster import Roster
from answerable.core.verdict import Range

__all__ = ["CaseLines", "Expected", "PolicyCase", "run_case"]

_RANGE: Final = Range(name="base..head", base=None, head=None, merge_base=None)


class CaseLines(NamedTuple):
    """So many added lines of one kind in one file; `reviewed_by` are addresses."""

    path: str
    line_class: LineClass
    size: int
    grade: Grade
    agent: str
    reviewed_by: tuple[str, ...]
    driver: str
    is_declared: bool


class Expected(NamedTuple):
    """What should come out; `None` where it does not matter. The rules are named."""

    decision: str | None
    fired: tuple[str, ...] | None
    unsatisfied: tuple[str, ...] | None


class PolicyCase(NamedTuple):
    """One described change. People are addresses; `removed` counts lines by path."""

    name: str
    authors: tuple[str, ...]
    lines: tuple[CaseLines, ...]
    paths: tuple[str, ...]
    removed: Mapping[str, int]
    findings: tuple[FindingEntry, ...]
    unstamped: int
    branch: str
    now: int
    signoffs: tuple[str, ...]
    rejections: tuple[str, ...]
    is_acknowledged: bool
    is_advised: bool
    blast: BlastTier
    expected: Expected


def run_case(case: PolicyCase, policy: Policy, roster: Roster) -> list[str]:
    """How the verdict differs from what was expected, in sentences; none when it does not."""
    people = {*case.authors, *case.signoffs, *case.rejections}
    strangers = sorted(one for one in people if roster.person(one) is None)
    needed = [one for one in strangers if one not in case.authors]
    if needed:
        return [f"{one} signs and is not on the roster." for one in needed]
    judgement = judge(policy, roster.at(case.now), _known(case), _RANGE, _around(case, roster))
    return list(_differences(case.expected, judgement))


def _differences(expected: Expected, judgement: Judgement) -> Iterator[str]:
    verdict = judgement.verdict
    fired = tuple(rule["name"] for rule in verdict["rules"] if rule["fired"])
    unsatisfied = tuple(rule["name"] for rule in verdict["rules"] if not rule["satisfied"])
    if expected.decision is not None and verdict["decision"] != expected.decision:
        said = "".join(f" ({problem})" for problem in verdict["problems"][:1])
        yield f"The decision is {verdict['decision']}, not {expected.decision}{said}."
    for noun, wanted, found in (
        ("fire", expected.fired, fired),
        ("are not satisfied", expected.unsatisfied, unsatisfied),
    ):
        if wanted is not None and set(wanted) != set(found):
            yield f"The rules that {noun} are {_listed(found)}, not {_listed(wanted)}."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _known(case: PolicyCase) -> Known:
    lines = tuple(_lines(case))
    drivers = {line.driver for line in lines if line.driver and line.line_class in AI_CLASSES}
    paths = tuple(sorted({*case.paths, *case.removed, *(line.path for line in lines)}))
    return Known(
        lines=lines,
        paths=paths,
        authors=case.authors,
        barred=frozenset({*case.authors, *drivers}),
        unstamped=("0" * 12,) * case.unstamped,
        findings=case.findings,
        faults=(),
        remarks=(),
        removed=case.removed,
        is_advised=case.is_advised,
        blast=Blast([_radius(path, case.blast) for path in paths]),
    )


def _radius(path: str, tier: BlastTier) -> Radius:
    return Radius(Place(path), Reach(path, False, False, (), 0, ()), (), tier, (), ())


def _lines(case: PolicyCase) -> Iterator[JudgedLine]:
    at: dict[str, int] = {}
    for kind in case.lines:
        for _ in range(kind.size):
            at[kind.path] = at.get(kind.path, 0) + 1
            yield JudgedLine(
                path=kind.path,
                line=at[kind.path],
                commit="",
                line_class=kind.line_class,
                reviewers=kind.reviewed_by,
                driver=kind.driver,
                grade=kind.grade,
                agent=kind.agent,
                is_declared=kind.is_declared,
            )


def _around(case: PolicyCase, roster: Roster) -> Circumstances:
    accepted = frozenset(
        (one["rule"], one["path"], one["fingerprint"]) for one in case.findings if case.is_acknowledged
    )
    barred = set(map(roster.identity, _known(case).barred))
    approvals = [
        Approval(
            id="",
            person=person,
            approves=email in case.signoffs,
            reason="as the case says",
            acknowledged=accepted,
            at=case.now,
            lines=0,
            day_lines=0,
            is_hasty=False,
        )
        for email in (*case.signoffs, *case.rejections)
        if (person := roster.person(email))
        and (email in case.rejections or roster.identity(email) not in barred)
    ]
    return Circumstances(branch=case.branch, now=case.now, approvals=approvals)
