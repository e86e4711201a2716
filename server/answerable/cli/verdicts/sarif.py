"""SARIF 2.1.0: what is missing, place by place, for code scanning."""

import hashlib
from urllib.parse import quote

from answerable.cli.output import safe
from answerable.cli.sarif import location, notification, sarif_log
from answerable.cli.verdicts.notes import Note, headline, notes_of
from answerable.core.gate import Judgement

__all__ = ["sarif"]


def sarif(judgement: Judgement, exit_code: int) -> dict[str, object]:
    """The log: a result for every note that belongs to a rule, a notification for every problem."""
    verdict = judgement.verdict
    notes = list(notes_of(judgement))
    invocation = {
        "executionSuccessful": verdict["decision"] != "undecided",
        "exitCode": exit_code,
        "exitCodeDescription": headline(judgement),
        "toolExecutionNotifications": [
            notification(note.level, note.sentence) for note in notes if not note.rule
        ],
    }
    rules = [
        {
            "id": safe(rule["name"]),
            "defaultConfiguration": {"level": "error" if severity == "deny" else "warning"},
        }
        for rule, severity in zip(verdict["rules"], judgement.severities, strict=True)
    ]
    results = [_result(note) for note in notes if note.rule]
    return sarif_log(rules, results, invocation, {"decision": verdict["decision"]})


def _result(note: Note) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": note.rule,
        "level": note.level,
        "message": {"text": f"{note.sentence} {note.help}".strip()},
        "partialFingerprints": {"answerable/v1": _fingerprint(note)},
    }
    if note.place is not None:
        # Records spell bytes that are no UTF-8 as URIs do.
        uri = quote(note.place["path"], safe="/%")
        result["locations"] = [location(uri, note.place["start"], note.place["end"])]
    return result


def _fingerprint(note: Note) -> str:
    """The same for the same rule at the same place."""
    place = f"{note.place['path']}:{note.place['start']}" if note.place else note.sentence
    return hashlib.sha256(f"{note.rule}\0{place}".encode("utf-8", "replace")).hexdigest()[:32]
