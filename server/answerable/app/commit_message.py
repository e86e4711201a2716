"""Help with the message of a commit being made: what its trailers mean, which belong there, and which look wrong.

Everything is a function of the message and of `Facts`, what is known of the commit. A trailer is a claim: what
is said here compares it with the record and never decides who is right about a person's own words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.message import is_empty
from answerable.core.record import Record, zero_totals
from answerable.core.stamp import (
    ATTRIBUTION_KEYS,
    DEFAULT_STYLE,
    LINES_KEY,
    RECORD_KEY,
    RISK_KEY,
    STAMP_KEYS,
    Assistant,
    Stamp,
    Style,
    agent_with_address,
    counted,
    parse_stamp,
    record_hints,
    recorded_risk,
    render,
    stamp_of,
)
from answerable.core.text import split_lines
from answerable.core.trailers import Layout, Trailer, locate, parse_trailers
from answerable.core.views import DiagnosticView, Paragraph, Severity

__all__ = ["NOTHING", "Facts", "Proposal", "message_problems", "proposals", "trailer_help"]

#: The code of every diagnostic about a message.
CODE: Final = "trailer"

_OWN_KEY: Final = re.compile(r"Provenance-", re.IGNORECASE)
_KEY: Final = re.compile(r"([A-Za-z0-9-]+)[ \t]*:")
_BEGUN: Final = re.compile(r"[A-Za-z0-9-]*")
#: Trailers with which a person answers for something.
_HUMAN_KEYS: Final = frozenset({"signed-off-by", "reviewed-by", "acked-by", "tested-by"})

_MEANING: Final = {
    LINES_KEY.casefold(): (
        "Provenance-Lines: how many of the added lines an AI wrote (ai), an AI and somebody else (mixed), a person "
        "was seen typing (human), a tool made (tool), and nobody knows (unknown); reviewed counts the ai and mixed "
        "lines that somebody has reviewed."
    ),
    RISK_KEY.casefold(): (
        "Provenance-Risk: the most serious level among what this change could break, and the findings' names."
    ),
    RECORD_KEY.casefold(): (
        "Provenance-Record: the id of the record that says line by line who wrote this commit. It names the "
        "record's own content, so that the record proves itself."
    ),
    "assisted-by": "Assisted-by: an AI that helped with this commit, as AGENT:MODEL.",
    "generated-by": "Generated-by: an AI tool that generated lines of this commit.",
    "co-authored-by": "Co-authored-by: somebody who wrote this commit too; for an agent, the address it signs with.",
    "signed-off-by": (
        "Signed-off-by: a person's own statement that they may submit this. Answerable never writes it."
    ),
}


class Facts(NamedTuple):
    """What is known of the commit being made.

    `stamps` says whether the hooks are installed. `staged` is the record of exactly what is staged, `None` while nobody
    has made it. `named` has the records that the message names, `None` for those that are not here. `agents` are those that
    the journal knows. `comment` begins a comment line.
    """

    stamps: bool = False
    style: Style = DEFAULT_STYLE
    staged: tuple[str, Record] | None = None
    named: Mapping[str, Record | None] = {}
    agents: Sequence[Assistant] = ()
    comment: str = "#"


#: The facts outside of a repository, and while they are not known.
NOTHING: Final = Facts()


class Proposal(NamedTuple):
    """A completion: what it is called, the text for the line from column `start` on, and what it means."""

    label: str
    start: int
    text: str
    detail: str


def message_problems(message: str, facts: Facts = NOTHING) -> list[DiagnosticView]:
    """What is wrong with the trailers of a message: misplaced, malformed, missing, forged or contradicting ones."""
    _, unreadable = parse_trailers(message, facts.comment)
    _, wrong = parse_stamp(message, facts.comment)
    lines = split_lines(message)
    found = [_at(lines, problem) for problem in dict.fromkeys([*wrong, *unreadable])]
    found += _missing(message, lines, facts)
    found += _foreign(message, facts)
    found += [_at(lines, said, severity) for severity, said in _against_records(message, facts)]
    return sorted(found)


def trailer_help(message: str, line: int, facts: Facts = NOTHING) -> list[Paragraph]:
    """What the trailer on a line (0-based) means and what the record says; nothing for other lines."""
    trailer = _trailer_at(message, line, facts.comment)
    meaning = _MEANING.get(trailer.key.casefold()) if trailer is not None else None
    if trailer is None or meaning is None:
        return []
    return [Paragraph(meaning), *(Paragraph(said) for said in _recorded(trailer, message, facts))]


def proposals(message: str, line: int, column: int, facts: Facts = NOTHING) -> list[Proposal]:
    """What can be completed at a place (0-based, in characters); nothing in the title, in comments, in prose."""
    lines = split_lines(message)
    text = lines[line][:column] if line < len(lines) else ""
    if line == 0 or text.startswith(facts.comment) or _is_below_text(message, line, facts.comment):
        return []
    key = _KEY.match(text)
    if key is not None:
        start = key.end() + len(text[key.end() :]) - len(text[key.end() :].lstrip(" \t"))
        space = "" if start > key.end() else " "
        return [
            Proposal(one.value, start, space + one.value, _MEANING.get(one.key.casefold(), ""))
            for one in _values(facts)
            if one.key.casefold() == key[1].casefold()
        ]
    if not _BEGUN.fullmatch(text):
        return []
    return _keys(message, facts)


def _keys(message: str, facts: Facts) -> list[Proposal]:
    """Whole trailers that are known and not there yet, then the keys alone that a person may want."""
    present = {item.trailer for item in locate(message, facts.comment).items if item.trailer}
    whole = [f"{one.key}: {one.value}" for one in _values(facts) if one not in present]
    valued = {one.key for one in _values(facts)}
    bare = [f"{key}: " for key in (*ATTRIBUTION_KEYS, "Signed-off-by") if key not in valued]
    return [
        Proposal(text.rstrip(": "), 0, text, _MEANING[text.partition(":")[0].casefold()])
        for text in (*whole, *bare)
    ]


def _values(facts: Facts) -> list[Trailer]:
    """The trailers that can be written with what is known, the stamp of what is staged first."""
    known = [*_expected(facts), *render(Stamp(zero_totals(), tuple(facts.agents)), facts.style)[:-1]]
    return list(dict.fromkeys(known))


def _expected(facts: Facts) -> list[Trailer]:
    """The stamp of what is staged, as far as a record tells it: the names of findings are not in it."""
    if facts.staged is None:
        return []
    name, record = facts.staged
    return render(_stamp(record, name), facts.style)


def _stamp(record: Record, name: str) -> Stamp:
    """The stamp of a record, its risk without the findings' names."""
    return stamp_of(record, name)._replace(risk=recorded_risk(record))


def _missing(message: str, lines: Sequence[str], facts: Facts) -> list[DiagnosticView]:
    stamp, _ = parse_stamp(message, facts.comment)
    if not facts.stamps or facts.style == "none" or stamp is not None or is_empty(message, facts.comment):
        return []
    if any(map(_OWN_KEY.match, lines)):
        return []  # it is there, and something else is said about it
    said = "The stamp is missing, although the hooks are installed: without Provenance-Lines the commit counts as not stamped."
    title = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return [DiagnosticView(title, title + 1, Severity.INFORMATION, CODE, said)]


def _foreign(message: str, facts: Facts) -> Iterator[DiagnosticView]:
    """Trailers that claim what Answerable does not write, or that a machine signs in a person's place."""
    layout = locate(message, facts.comment)
    for item in layout.items:
        if item.trailer is None:
            continue
        key, value = item.trailer
        at = len(split_lines(message[: item.start]))
        if _OWN_KEY.match(key) and key.casefold() not in {own.casefold() for own in STAMP_KEYS}:
            said = f"{key} is no trailer of Answerable: nobody will read it."
            yield DiagnosticView(at, at + 1, Severity.WARNING, CODE, said)
        if key.casefold() in _HUMAN_KEYS and agent_with_address(value):
            said = f"{key} is a person's own statement, and this is the address of an agent."
            yield DiagnosticView(at, at + 1, Severity.WARNING, CODE, said)


def _against_records(message: str, facts: Facts) -> Iterator[tuple[Severity, str]]:
    """What a message says and its record does not."""
    stamp, _ = parse_stamp(message, facts.comment)
    if stamp is None:
        return
    if stamp.record and stamp.record in facts.named:
        record = facts.named[stamp.record]
        if record is None:
            yield (
                Severity.WARNING,
                f"{RECORD_KEY} names a record that is not in this repository: not made here, or never fetched.",
            )
        else:
            yield from _differences(stamp, _stamp(record, stamp.record), facts.style)
    if facts.staged is not None and facts.staged[0] != stamp.record:
        yield Severity.WARNING, f"{RECORD_KEY} is not the record of what is staged."


def _differences(said: Stamp, recorded: Stamp, style: Style) -> Iterator[tuple[Severity, str]]:
    if said.totals != recorded.totals:
        yield (
            Severity.WARNING,
            f"{LINES_KEY} contradicts the record, which says {counted(recorded.totals)}.",
        )
    if recorded.risk == "" and said.risk:
        yield Severity.WARNING, f"{RISK_KEY} contradicts the record, which has no finding."
    if recorded.risk and not said.risk:
        yield (
            Severity.WARNING,
            f"{LINES_KEY} stands without {RISK_KEY}: the record has a {recorded.risk} finding.",
        )
    named = {one.agent for one in said.assistants}
    for trailer, assistant in _attributed(recorded, style):
        if assistant.agent not in named:
            yield (
                Severity.WARNING,
                f"{LINES_KEY} stands without {trailer.key}: the record says that {trailer.value} wrote lines.",
            )


def _attributed(stamp: Stamp, style: Style) -> Iterator[tuple[Trailer, Assistant]]:
    """The assistants of a stamp for whom this style writes a trailer."""
    for assistant in stamp.assistants:
        written = render(stamp._replace(assistants=(assistant,)), style)
        if written and written[0].key.casefold() in {key.casefold() for key in ATTRIBUTION_KEYS}:
            yield written[0], assistant


def _recorded(trailer: Trailer, message: str, facts: Facts) -> list[str]:
    """What the record that the message names says where this trailer stands."""
    hints = record_hints(message)
    if not hints:
        return ["The message names no record."]
    record = facts.named.get(hints[-1])
    if record is None:
        return ["The record that the message names is not in this repository."]
    stamp = _stamp(record, hints[-1])
    key = trailer.key.casefold()
    if key == RECORD_KEY.casefold():
        return [f"It is here: {len(record['files'])} file(s), {counted(stamp.totals)}.", *record["problems"]]
    if key == "signed-off-by":
        return []
    return [_recorded_of(key, record, stamp)]


def _recorded_of(key: str, record: Record, stamp: Stamp) -> str:
    if key == RISK_KEY.casefold():
        rules = sorted({f"{one['rule']} ({one['path']}:{one['line']})" for one in record["findings"]})
        return f"The record has {', '.join(rules)}." if rules else "The record has no finding."
    if key == LINES_KEY.casefold():
        return f"The record says {counted(stamp.totals)}."
    wrote = ", ".join(f"{one.agent} {one.model}".strip() for one in stamp.assistants)
    return f"The record says that lines came from {wrote}." if wrote else "The record names no AI."


def _at(lines: Sequence[str], problem: str, severity: Severity = Severity.WARNING) -> DiagnosticView:
    """A problem on the line of the trailer that it begins with, else on the first of ours, else on the last line."""
    key = problem.partition(" ")[0].casefold()
    named = (at for at, line in enumerate(lines) if line.casefold().startswith(f"{key}:"))
    own = (at for at, line in enumerate(lines) if _OWN_KEY.match(line))
    at = next(named, next(own, max(len(lines) - 1, 0)))
    return DiagnosticView(at, at + 1, severity, CODE, problem)


def _trailer_at(message: str, line: int, comment: str) -> Trailer | None:
    start = len("".join(split_lines(message)[:line]))
    layouts: list[Layout] = [locate(message, comment), locate(message, comment, divider=False)]
    return next(
        (item.trailer for layout in layouts for item in layout.items if item.start <= start < item.end), None
    )


def _is_below_text(message: str, line: int, comment: str) -> bool:
    """Whether a line comes after the scissors or inside the comments that end the message."""
    above = split_lines(message)[:line]
    return any(one.startswith(comment) and " >8 " in one for one in above)
