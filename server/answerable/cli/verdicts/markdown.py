"""Markdown: a comment on a pull request, or the summary of a CI step.

Everything that others wrote stands in code spans or is escaped: a branch name is no heading, a mention or a link.
"""

import re
from collections.abc import Iterator
from typing import Final

from answerable.cli.output import safe
from answerable.cli.verdict_text import blast_line, ended
from answerable.cli.verdicts.notes import headline
from answerable.core.gate import Judgement
from answerable.core.verdict import Missing, Place, Verdict

__all__ = ["markdown"]

_PLACES: Final = 20
_SIGNS: Final = {"pass": "✅ Pass", "deny": "❌ Denied", "undecided": "⚠️ Undecided"}
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~@:&])")


def markdown(judgement: Judgement) -> str:
    """The document. It begins with a mark by which a later one can replace it."""
    verdict = judgement.verdict
    lines = [
        "<!-- answerable-verdict -->",
        f"### {_SIGNS[verdict['decision']]}",
        "",
        f"{_plain(headline(judgement))}.",
        "",
        *_facts(verdict),
        *_rules(judgement),
    ]
    for rule in verdict["rules"]:
        for missing in rule["missing"]:
            lines += [
                "",
                f"**{_plain(rule['name'])}**: {_plain(ended(missing['sentence']))}",
                *_missing(missing),
            ]
    for one in verdict["signoffs"]:
        outcome = f"void: {_plain(one['void'])}" if one["void"] else "valid"
        lines.append(f"- {_plain(one['reviewer'])}: {one['decision']} `{one['id'][:12]}` ({outcome})")
    if verdict["problems"]:
        lines += ["", "**Problems**", "", *(f"- {_plain(problem)}" for problem in verdict["problems"])]
    return "\n".join(lines)


def _facts(verdict: Verdict) -> Iterator[str]:
    totals, author, risk = verdict["totals"], verdict["author"], verdict["risk"]
    if totals is not None:
        yield f"| {' | '.join(totals)} |"
        yield "|" + "---|" * len(totals)
        yield f"| {' | '.join(map(str, totals.values()))} |"
        yield ""
    if author is not None and author["people"]:
        people = ", ".join(
            f"{_plain(one['name'] or one['email'])} ({_plain(one['level'])})" for one in author["people"]
        )
        yield f"Authors: {people}."
    if risk is not None and risk["findings"]:
        yield f"Risk: {risk['level']}, {len(risk['findings'])} finding(s)."
    blast = verdict["blast"]
    if blast is not None:
        yield ""
        yield f"Blast radius: {_plain(blast_line(blast))}."
        yield ""
        yield from (f"- {_plain(reason)}" for reason in blast["reasons"])


def _rules(judgement: Judgement) -> Iterator[str]:
    if judgement.verdict["rules"]:
        yield ""
        yield "| rule | severity | outcome |"
        yield "|---|---|---|"
    for rule, severity in zip(judgement.verdict["rules"], judgement.severities, strict=True):
        outcome = "does not apply"
        if rule["fired"]:
            outcome = "satisfied" if rule["satisfied"] else "**not satisfied**"
        yield f"| {_plain(rule['name'])} | {severity} | {outcome} |"


def _missing(missing: Missing) -> Iterator[str]:
    if missing["places"]:
        yield ""
        yield from (f"- {_code(_place(place))}" for place in missing["places"][:_PLACES])
    if len(missing["places"]) > _PLACES:
        yield f"- and {len(missing['places']) - _PLACES} more places"
    if missing["command"]:
        who = ", ".join(map(_plain, missing["who"])) or "nobody on the roster who had no part in the change"
        yield ""
        yield f"Who could give it: {who}. How: {_code(missing['command'])}"


def _place(place: Place) -> str:
    last = f"-{place['end']}" if place["end"] != place["start"] else ""
    return f"{place['path']}:{place['start']}{last}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", safe(text))


def _code(text: str) -> str:
    return f"`{safe(text).replace('`', chr(39))}`"
