"""JUnit XML: a test case for every rule, and one for whether the change could be judged at all."""

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from answerable.cli.output import safe
from answerable.cli.verdicts.notes import Note, headline, notes_of
from answerable.core.gate import Judgement

__all__ = ["junit"]

#: What XML 1.0 cannot hold at all.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(judgement: Judgement) -> str:
    """The document. A rule that only warns is skipped with its reason, as JUnit knows no warnings."""
    verdict = judgement.verdict
    notes = list(notes_of(judgement))
    cases = [_verdict(judgement, [note for note in notes if not note.rule])]
    failures = skipped = 0
    for rule in verdict["rules"]:
        mine = [note for note in notes if note.rule and note.rule == safe(rule["name"])]
        failures += any(note.level == "error" for note in mine)
        skipped += bool(mine) and all(note.level != "error" for note in mine)
        cases.append(_case(safe(rule["name"]), mine))
    undecided = verdict["decision"] == "undecided"
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{int(undecided)}" skipped="{skipped}"'
    name = _attribute(f"answerable gate {verdict['range']['name']}")
    property_ = f'<properties><property name="decision" value="{verdict["decision"]}"/></properties>'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites {counts}>",
            f"<testsuite name={name} {counts}>",
            property_,
            *cases,
            "</testsuite>",
            "</testsuites>",
        ]
    )


def _verdict(judgement: Judgement, problems: list[Note]) -> str:
    said = "\n".join(note.sentence for note in problems)
    if judgement.verdict["decision"] == "undecided":
        body = f"<error message={_attribute(headline(judgement))}>{_text(said)}</error>"
    else:
        body = f"<system-out>{_text(said)}</system-out>" if said else ""
    return f'<testcase classname="answerable" name="verdict">{body}</testcase>'


def _case(name: str, notes: list[Note]) -> str:
    body = ""
    if notes:
        tag = "failure" if any(note.level == "error" for note in notes) else "skipped"
        lines = [f"{_place(note)}{note.sentence} {note.help}".rstrip() for note in notes]
        message = _attribute(notes[0].sentence)
        body = (
            f"<{tag} message={message}/>"
            if tag == "skipped"
            else f"<{tag} message={message}>{_text(chr(10).join(lines))}</{tag}>"
        )
    return f'<testcase classname="answerable.rule" name={_attribute(name)}>{body}</testcase>'


def _place(note: Note) -> str:
    return f"{note.place['path']}:{note.place['start']}: " if note.place else ""


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("?", text)


def _text(text: str) -> str:
    return escape(_clean(text))


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))
