"""GitLab Code Quality: a JSON list of issues for the widget of the merge request.

GitLab shows an issue only at a file: what has no place stands at the policy.
"""

import hashlib
from typing import Final

from answerable.app.check_range import POLICY_PATH
from answerable.cli.verdicts.notes import Note, headline, notes_of
from answerable.core.gate import Judgement

__all__ = ["code_quality"]

_SEVERITIES: Final = {"error": "blocker", "warning": "minor", "note": "info"}
_DECISIONS: Final = {"pass": "info", "deny": "blocker", "undecided": "blocker"}


def code_quality(judgement: Judgement) -> list[dict[str, object]]:
    """The issues; the first one is the decision itself."""
    verdict = judgement.verdict
    decision = Note("decision", "note", f"{headline(judgement)}.", "", None)
    first = _issue(decision) | {"severity": _DECISIONS[verdict["decision"]]}
    return [first, *(_issue(note) for note in notes_of(judgement))]


def _issue(note: Note) -> dict[str, object]:
    path = note.place["path"] if note.place else POLICY_PATH
    lines = {"begin": note.place["start"], "end": note.place["end"]} if note.place else {"begin": 1}
    told = f"{note.rule}\0{path}\0{lines['begin']}\0{note.sentence}"
    return {
        "description": f"{note.sentence} {note.help}".strip(),
        "check_name": note.rule or ("blast-radius" if note.level == "note" else "problem"),
        "fingerprint": hashlib.sha256(told.encode("utf-8", "replace")).hexdigest(),
        "severity": _SEVERITIES[note.level],
        "location": {"path": path, "lines": lines},
    }
