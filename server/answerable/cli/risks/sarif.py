"""Findings as SARIF 2.1.0, for a page of code scanning that shows them in place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from answerable.cli.output import safe
from answerable.cli.sarif import location, notification, sarif_log
from answerable.core.finding import Finding, Level
from answerable.core.rule_text import example_in, rule_markdown
from answerable.core.rules import Rule

__all__ = ["risk_sarif"]

_LEVELS: Final = {Level.BLOCK: "error", Level.REVIEW: "warning", Level.WARN: "warning", Level.INFO: "note"}
#: By GitHub's measure: critical from 9, high from 7, medium from 4.
_SEVERITIES: Final = {Level.BLOCK: "9.0", Level.REVIEW: "7.0", Level.WARN: "4.0", Level.INFO: "1.0"}
#: Families whose findings are about safety rather than quality.
_SECURITY: Final = frozenset({"GRD", "SEC", "PRM", "CIG", "DEP"})
#: What SARIF calls whoever allowed it.
_KINDS: Final = {"comment": "inSource", "policy": "external", "tool": "external"}


def risk_sarif(
    findings: Sequence[Finding], problems: Iterable[str], rules: Iterable[Rule], page: str, exit_code: int
) -> dict[str, object]:
    """The log. `rules` are all there are, `page` explains them (`grammars/RULES.md`); only those that fired are in it."""
    known = {rule.id: rule for rule in rules}
    fired = sorted({one.rule for one in findings})
    described = [_rule(known[name], page) if name in known else _guest(name, findings) for name in fired]
    places = {name: place for place, name in enumerate(fired)}
    invocation = {
        "executionSuccessful": True,
        "exitCode": exit_code,
        "toolExecutionNotifications": [notification("warning", problem) for problem in problems],
    }
    return sarif_log(described, [_result(one, places) for one in findings], invocation, {})


def _rule(rule: Rule, page: str) -> dict[str, object]:
    tags = ["security"] if rule.id[:3] in _SECURITY else ["reliability"]
    properties = {"tags": tags, "precision": "high", "problem.severity": _problem_severity(rule.level)}
    if tags == ["security"]:
        properties["security-severity"] = _SEVERITIES[rule.level]
    described: dict[str, object] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why} {rule.remedy}",
            "markdown": rule_markdown(rule, example_in(page, rule.id)),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": properties,
    }
    return described | ({"helpUri": rule.source} if rule.source.startswith("https://") else {})


def _guest(name: str, findings: Iterable[Finding]) -> dict[str, object]:
    """A rule of another tool, of which we know only what its log said."""
    one = next(each for each in findings if each.rule == name)
    link = one.remedy.removeprefix("See ")
    said = {"text": f"{safe(name)}, a rule of another tool. {safe(one.remedy)}"}
    described: dict[str, object] = {
        "id": safe(name),
        "name": safe(one.name),
        "shortDescription": {"text": safe(one.name)},
        "fullDescription": said,
        "help": said,
    }
    return described | ({"helpUri": link} if link.startswith("https://") and link.isascii() else {})


def _result(finding: Finding, places: Mapping[str, int]) -> dict[str, object]:
    uri = quote(finding.path.encode("utf-8", "surrogateescape"), safe="/")
    result: dict[str, object] = {
        "ruleId": safe(finding.rule),
        "ruleIndex": places[finding.rule],
        "level": _LEVELS[finding.level],
        "message": {"text": _message(finding)},
        "locations": [location(uri, finding.line, finding.end_line)],
        "partialFingerprints": {"answerable/v1": finding.fingerprint},
        "properties": {
            "level": finding.level.value,
            "class": finding.line_class.value,
            "blast": finding.blast,
        },
    }
    if finding.allowed:
        justification = safe(finding.allowed)
        result["suppressions"] = [
            {"kind": _KINDS[finding.allowed_by], "status": "accepted", "justification": justification}
        ]
    return result


def _message(finding: Finding) -> str:
    """What was lost, with the old text: that is what a reader needs to see beside the new one."""
    said = [f"{safe(finding.message)}. {safe(finding.remedy)}"]
    lost = [safe(line) for line in finding.old_text.splitlines() if line.strip()]
    return "\n".join([*said, *(["", "It was:"] if lost else []), *lost])


def _problem_severity(level: Level) -> str:
    return {Level.BLOCK: "error", Level.INFO: "recommendation"}.get(level, "warning")
