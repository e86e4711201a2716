"""Findings for people, and as `answerable.findings/v1`."""

from collections.abc import Iterable, Sequence
from typing import Final

from answerable.cli.output import Output, Part
from answerable.core.finding import Finding, Level
from answerable.core.guests import Guest
from answerable.core.origin import LineClass

__all__ = ["document", "print_findings"]

_SCHEMA: Final = "answerable.findings/v1"
_MEANINGS: Final = {Level.BLOCK: "bad", Level.REVIEW: "mixed", Level.WARN: "ai", Level.INFO: "faint"}
_UNTOLD: Final = frozenset({LineClass.UNKNOWN, LineClass.NEUTRAL})


def document(
    findings: Sequence[Finding], problems: Sequence[str], guests: Iterable[Guest]
) -> dict[str, object]:
    """The JSON document. What is allowed stands among the findings as `info`, and in `suppressed` with its reason."""
    return {
        "schema": _SCHEMA,
        "findings": [_entry(each) for each in findings],
        "problems": list(problems),
        "suppressed": [_suppressed(each) for each in findings if each.allowed],
        "imported": [each._asdict() for each in guests],
    }


def print_findings(output: Output, findings: Iterable[Finding], guests: Iterable[Guest]) -> None:
    """The findings with the old text and the remedy, then how much guests had to say."""
    lines: list[list[Part]] = []
    for finding in findings:
        place = f"{finding.path}:{finding.line}: "
        level = (f"{finding.level.value} {finding.rule}", _MEANINGS[finding.level])
        told = finding.line_class not in _UNTOLD
        who: list[Part] = [(f" [{finding.line_class.value}]", finding.line_class.value)] if told else []
        lines.append([(place, "strong"), level, f" {finding.name}: {finding.message}", *who])
        lines += [[("    - " + text, "bad")] for text in _shown(finding.old_text)]
        lines += [[("    + " + text, "good")] for text in _shown(finding.new_text)]
        lines.append([("    " + finding.remedy, "faint")])
        if finding.blast:
            lines.append([(f"    Blast radius: {finding.blast}", "faint")])
    output.lines(lines or [["No findings."]])
    for guest in guests:
        output.say(
            (f"{guest.tool}: {guest.introduced} of {guest.results} results are of this change.", "faint")
        )


def _entry(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "level": finding.level.value,
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "message": finding.message,
        "old_text": finding.old_text,
        "new_text": finding.new_text,
        "remedy": finding.remedy,
        "class": finding.line_class.value,
        "blast": finding.blast,
        "fingerprint": finding.fingerprint,
    }


def _suppressed(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "path": finding.path,
        "line": finding.line,
        "fingerprint": finding.fingerprint,
        "by": finding.allowed_by,
        "reason": finding.allowed,
    }


def _shown(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()][:6]
