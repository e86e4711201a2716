"""A verdict flattened: one note for every place of everything that is missing, and one for every problem and for the blast radius."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from answerable.cli.output import safe
from answerable.cli.verdict_text import blast_line, ended
from answerable.core.gate import Judgement
from answerable.core.verdict import Missing, Place

__all__ = ["Note", "headline", "help_with", "notes_of", "problem_level"]

Level = Literal["error", "warning", "note"]

_HEADLINES = {
    "pass": "may ship",
    "deny": "is denied",
    "undecided": "cannot be decided, which is not a pass",
}


class Note(NamedTuple):
    """One thing to tell. `rule` is empty for a problem; `place` is `None` where no line is meant."""

    rule: str
    level: Level
    sentence: str
    help: str
    place: Place | None


def headline(judgement: Judgement) -> str:
    """The decision in one sentence."""
    verdict = judgement.verdict
    broken = any(one["applies"] for one in verdict["overrides"])
    suffix = " (glass was broken)" if broken and verdict["decision"] == "pass" else ""
    return f"{safe(verdict['range']['name'])} {_HEADLINES[verdict['decision']]}{suffix}"


def notes_of(judgement: Judgement) -> Iterator[Note]:
    """The notes, rules first. What glass was broken over, and what a rule only warns about, is a warning.

    The blast radius, where it was measured, is the last one.
    """
    verdict = judgement.verdict
    for rule, severity in zip(verdict["rules"], judgement.severities, strict=True):
        level: Level = "error" if severity == "deny" and verdict["decision"] != "pass" else "warning"
        for missing in rule["missing"]:
            places: list[Place | None] = [*missing["places"]]
            for place in places or [None]:
                yield Note(
                    safe(rule["name"]), level, ended(safe(missing["sentence"])), help_with(missing), place
                )
    for problem in verdict["problems"]:
        yield Note("", problem_level(judgement), safe(problem), "", None)
    blast = verdict["blast"]
    if blast is not None:
        reasons = " ".join(map(safe, blast["reasons"]))
        yield Note("", "note", f"Blast radius: {safe(blast_line(blast))}. {reasons}".strip(), "", None)


def problem_level(judgement: Judgement) -> Level:
    """How serious the problems of a verdict are: they decided it only when it is undecided."""
    return "error" if judgement.verdict["decision"] == "undecided" else "warning"


def help_with(missing: Missing) -> str:
    """Who could give what is missing, and with which command; empty when nobody can."""
    if not missing["command"]:
        return ""
    who = ", ".join(map(safe, missing["who"])) or "nobody on the roster who had no part in the change"
    return f"Who could give it: {who}. How: {safe(missing['command'])}"
