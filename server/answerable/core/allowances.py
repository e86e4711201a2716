"""Allowances of a policy: rules that are silenced in some files, with a reason, and perhaps until a day.

Nothing is hidden: what is allowed stays a finding of level `info`, and is told together with the reason.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from answerable.core.finding import Finding
from answerable.core.globs import Globs, parse_globs
from answerable.core.record import FindingEntry

__all__ = [
    "Allowance",
    "AllowanceSource",
    "allow",
    "allow_entries",
    "build_allowances",
    "explain_allowance",
]


class AllowanceSource(NamedTuple):
    """An allowance as its file has it. `ends` is the day `until` in seconds since the epoch, `None` for never."""

    rules: tuple[str, ...]
    paths: tuple[str, ...]
    reason: str
    until: str = ""
    ends: int | None = None


class Allowance(NamedTuple):
    """An allowance that can be decided. Rules are ids, in which `*` stands for anything."""

    rules: tuple[str, ...]
    paths: Globs
    reason: str
    until: str
    ends: int | None

    def covers(self, rule: str, path: str) -> bool:
        """Whether it is about a finding of this rule in this file."""
        return any(fnmatchcase(rule, one) for one in self.rules) and self.paths.matches(path)

    def holds(self, now: int) -> bool:
        """Whether it still counts at an instant, in seconds since the epoch."""
        return self.ends is None or now < self.ends


def build_allowances(sources: Iterable[AllowanceSource]) -> tuple[tuple[Allowance, ...], list[str]]:
    """The allowances, and what is wrong with them in sentences."""
    found: list[Allowance] = []
    problems: list[str] = []
    for number, source in enumerate(sources, 1):
        globs, wrong = parse_globs(source.paths)
        if not source.reason.strip():
            wrong = [*wrong, "it has no reason"]
        problems += [f"Allowance number {number}: {one}." for one in wrong]
        if globs is not None:
            found.append(Allowance(source.rules, globs, source.reason.strip(), source.until, source.ends))
    return tuple(found), problems


def explain_allowance(allowance: Allowance) -> str:
    """The allowance in a sentence."""
    until = f" until {allowance.until}" if allowance.until else ""
    return f"Findings of {' or '.join(allowance.rules)} in {allowance.paths} are allowed{until}: {allowance.reason}."


def allow(findings: Iterable[Finding], allowances: Sequence[Allowance], now: int) -> list[Finding]:
    """The findings, those that the policy allows as notes with its reason."""
    return [_allowed(finding, allowances, now) for finding in findings]


def allow_entries(
    entries: Sequence[FindingEntry], allowances: Sequence[Allowance], now: int
) -> tuple[list[FindingEntry], list[str]]:
    """The same for findings of records, and a sentence for every allowance that counted or would have."""
    found = list(entries)
    remarks: list[str] = []
    for allowance in allowances:
        covered = [
            at
            for at, one in enumerate(found)
            if one["level"] != "info" and allowance.covers(one["rule"], one["path"])
        ]
        if not covered:
            continue
        rules = ", ".join(sorted({found[at]["rule"] for at in covered}))
        told = f"{len(covered)} finding(s) of {rules} in {allowance.paths}"
        if allowance.holds(now):
            for at in covered:
                found[at] = FindingEntry(**{**found[at], "level": "info"})
            remarks.append(f"The policy allows {told}: {allowance.reason}.")
        else:
            remarks.append(f"The policy no longer allows {told}: that ended on {allowance.until}.")
    return found, remarks


def _allowed(finding: Finding, allowances: Sequence[Allowance], now: int) -> Finding:
    if finding.allowed_by:
        return finding
    for one in allowances:
        if one.covers(finding.rule, finding.path) and one.holds(now):
            return finding.allow(one.reason, "policy")
    return finding
