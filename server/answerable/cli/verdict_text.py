"""A verdict for people: the decision, what it rests on, what is missing and who could give it."""

import textwrap
from collections.abc import Iterator
from typing import Final

from answerable.cli.output import Part, safe
from answerable.core.blast.radius import blast_words
from answerable.core.gate import Judgement
from answerable.core.verdict import AuthorFacts, BlastFacts, Missing, Place, Verdict

__all__ = ["blast_line", "ended", "verdict_lines"]

_WIDTH: Final = 80
_NAME: Final = 44
_PLACES: Final = 12
_DECISIONS: Final = {"pass": ("PASS", "good"), "deny": ("DENIED", "bad"), "undecided": ("UNDECIDED", "bad")}

Line = list[Part]


def verdict_lines(judgement: Judgement) -> list[Line]:
    """The lines to print, each at most 80 columns but for paths and names, which are never cut."""
    verdict = judgement.verdict
    lines: list[Line] = [[_DECISIONS[verdict["decision"]], f"  {safe(verdict['range']['name'])}"]]
    lines += _facts(verdict)
    lines += _broken(verdict)
    if verdict["rules"]:
        lines += [[], *_rules(judgement)]
    for rule in verdict["rules"]:
        for missing in rule["missing"]:
            lines += [[], [(safe(rule["name"]), "strong"), ":"], *_missing(missing)]
    if verdict["problems"]:
        lines += [[], [("Problems", "strong")]]
        for problem in verdict["problems"]:
            lines += _wrapped(problem, "  - ", "    ")
    return lines


def _broken(verdict: Verdict) -> Iterator[Line]:
    for one in verdict["overrides"]:
        word = "overridden" if one["applies"] else "overdue"
        yield [
            (f"  {word}", "bad"),
            f" by {safe(one['by'])} until {one['until']}, to be signed off by {one['due']}",
        ]
        yield from _wrapped(one["reason"], "           ", " " * 11)


def _facts(verdict: Verdict) -> Iterator[Line]:
    totals, author, risk = verdict["totals"], verdict["author"], verdict["risk"]
    if totals is not None:
        counts = "   ".join(f"{name} {totals[name]}" for name in ("ai", "mixed", "human", "tool", "unknown"))
        yield [f"  lines    {counts}"]
        if totals["ai"] + totals["mixed"]:
            yield [f"  reviewed {totals['reviewed']} of {totals['ai'] + totals['mixed']} AI lines (unsigned)"]
    for one in verdict["signoffs"]:
        outcome: Part = (f"void: {safe(one['void'])}", "bad") if one["void"] else ("valid", "good")
        verb = "approved" if one["decision"] == "approve" else "REJECTED"
        yield [f"  sign-off {one['id'][:12]} {safe(one['reviewer'])} {verb}  ", outcome]
    if author is not None:
        yield from _wrapped(_author(author), "  author   ", " " * 11)
    if risk is not None and risk["findings"]:
        rules = " ".join(sorted({finding["rule"] for finding in risk["findings"]}))
        yield from _wrapped(f"{risk['level']}: {rules}", "  risk     ", " " * 11)
    blast = verdict["blast"]
    if blast is not None:
        yield from _wrapped(blast_line(blast), "  blast    ", " " * 11)
        for reason in blast["reasons"]:
            yield from _wrapped(reason, "           - ", " " * 13)


def blast_line(blast: BlastFacts) -> str:
    """The blast radius of the change in one line."""
    return blast_words(blast["tier"], blast["direct"], blast["transitive"], blast["owners"])


def _author(author: AuthorFacts) -> str:
    people = [
        f"{one['name'] or 'not on the roster'} <{one['email']}> ({one['level']})" for one in author["people"]
    ]
    return f"{author['level']}: {', '.join(people)}" if people else author["level"]


def _rules(judgement: Judgement) -> Iterator[Line]:
    rows: list[tuple[str, str, Part]] = []
    for rule, severity in zip(judgement.verdict["rules"], judgement.severities, strict=True):
        outcome: Part = "does not apply"
        if rule["fired"]:
            outcome = ("satisfied", "good") if rule["satisfied"] else ("NOT SATISFIED", "bad")
        rows.append((_short(safe(rule["name"])), severity, outcome))
    width = max(len(name) for name, _, _ in rows)
    for name, effect, outcome in rows:
        yield [f"  {name.ljust(width)}  {effect}  ", outcome]


def _missing(missing: Missing) -> Iterator[Line]:
    yield from _wrapped(ended(missing["sentence"]), "  ", "  ")
    for place in missing["places"][:_PLACES]:
        yield [f"    {_place(place)}"]
    if len(missing["places"]) > _PLACES:
        yield [f"    and {len(missing['places']) - _PLACES} more places"]
    if not missing["command"]:
        return
    who = ", ".join(missing["who"]) or "nobody on the roster who had no part in the change"
    yield from _wrapped(f"Who could give it: {who}.", "  ", "  ")
    if missing["who"]:
        # Commands are not wrapped: they are there to be copied.
        yield ["  How: in their own clone, after `answerable sync`:"]
        yield [f"    {safe(missing['command'])}"]
    if missing["who"] and missing["lines"] and "signed" not in missing["sentence"]:
        yield ["  or, unsigned, in the author's checkout as one of them (git's user.email):"]
        yield [f"    answerable review {_place(missing['places'][0])}"]
        yield ["  then amend the commit, so that its record holds the review."]


def ended(sentence: str) -> str:
    """A sentence with a full stop, unless it ends in a sign of its own."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _place(place: Place) -> str:
    """As `answerable review` takes it."""
    last = f"-{place['end']}" if place["end"] != place["start"] else ""
    return f"{safe(place['path'])}:{place['start']}{last}"


def _wrapped(text: str, first: str, rest: str) -> list[Line]:
    wrapped = textwrap.wrap(
        safe(text),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [[line] for line in wrapped]


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
