"""What a reviewer is shown before they sign, and what is said about sign-offs, for people."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from answerable.app.sign import Preparation
from answerable.app.signoffs import ValidSignoff
from answerable.cli.output import Part, safe
from answerable.core.ledger import JudgedLine
from answerable.core.record import FindingEntry

__all__ = ["change_lines", "finding_line", "signoff_lines"]

_MOST: Final = 20

Line = list[Part]


def change_lines(prepared: Preparation) -> Iterator[Line]:
    """The change: its size, its authors, its AI lines that nobody reviewed, its findings, the rules it concerns."""
    net, verdict = prepared.net, prepared.judgement.verdict
    head = prepared.commits.head[:12]
    yield [("Sign-off", "strong"), f" of {safe(prepared.head)} ({head}) for {safe(prepared.target)}"]
    yield [
        f"  change   {_count(net.files, 'file')}, {_count(net.added, 'line')} added, {net.removed} removed"
    ]
    if verdict["author"]:
        people = ", ".join(f"{one['name'] or one['email']}" for one in verdict["author"]["people"])
        yield [f"  author   {safe(people)} ({safe(verdict['author']['level'])})"]
    if verdict["totals"]:
        counts = "  ".join(
            f"{name} {count}" for name, count in verdict["totals"].items() if name != "reviewed"
        )
        yield [f"  lines    {counts}"]
    yield from _unreviewed(prepared.unreviewed)
    yield from _findings(prepared.findings)
    for name in prepared.satisfies:
        yield ["  rule     ", (safe(name), "strong"), " lacks what you could give"]
    for problem in verdict["problems"]:
        yield ["  problem  ", (safe(problem), "bad")]


def finding_line(finding: FindingEntry) -> str:
    """One finding on one line."""
    return f"{finding['level']} {safe(finding['rule'])} at {safe(finding['path'])}:{finding['line']}"


def signoff_lines(found: Sequence[ValidSignoff]) -> Iterator[Line]:
    """Who signed, at which level, and why it counts or does not."""
    for one in found:
        predicate = one.statement["predicate"]
        name = f"{one.person.name} ({one.level})" if one.person else predicate["reviewer"]["email"]
        verb = {"approve": "approved", "reject": "REJECTED", "revoke": "revoked"}[predicate["decision"]]
        outcome: Part = ("VOID", "bad") if one.why_void else ("valid", "good")
        yield ["  ", outcome, f"  {one.id[:12]}  {safe(name)} {verb} it {predicate['signed_at']}"]
        why = one.why_void or one.how
        yield [f"         {safe(why)}"]
        if predicate["reason"]:
            yield [f"         reason: {safe(predicate['reason'])}"]
        if predicate["hasty"]:
            yield [f"         signed {predicate['seconds']} s after it was shown: too short to read it"]


def _unreviewed(lines: Sequence[JudgedLine]) -> Iterator[Line]:
    if not lines:
        return
    yield ["  AI       ", (f"{_count(len(lines), 'AI line')} that nobody has reviewed", "bad"), ":"]
    places = list(_places(lines))
    for place in places[:_MOST]:
        yield [f"             {place}"]
    if len(places) > _MOST:
        yield [f"             and {len(places) - _MOST} more places"]


def _places(lines: Sequence[JudgedLine]) -> Iterator[str]:
    numbered = enumerate((line.path, line.line) for line in lines)
    for (path, _), run in groupby(numbered, key=lambda one: (one[1][0], one[1][1] - one[0])):
        numbers = [line for _, (_, line) in run]
        last = f"-{numbers[-1]}" if len(numbers) > 1 else ""
        yield f"{safe(path)}:{numbers[0]}{last}"


def _findings(findings: Sequence[FindingEntry]) -> Iterator[Line]:
    for finding in findings[:_MOST]:
        yield ["  risk     ", (finding_line(finding), "bad" if finding["level"] == "block" else "")]
    if len(findings) > _MOST:
        yield [f"           and {len(findings) - _MOST} more findings: see `answerable risk`"]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
