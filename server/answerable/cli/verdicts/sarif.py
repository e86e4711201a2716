"""SARIF 2.1.0: what is missing, place by place, for code scanning."""

import hashlib
from typing import Final
from urllib.parse import quote

from answerable.cli.verdicts.notes import Note, headline, notes_of, problem_level
from answerable.core.gate import Judgement
from answerable.wiring import TOOL

__all__ = ["sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_PROBLEM: Final = "problem"


def sarif(judgement: Judgement, exit_code: int) -> dict[str, object]:
    """The log: a result for every note that belongs to a rule, a notification for every problem."""
    verdict = judgement.verdict
    notes = list(notes_of(judgement))
    rules = [rule["name"] for rule in verdict["rules"]]
    name, _, version = TOOL.partition(" ")
    invocation = {
        "executionSuccessful": verdict["decision"] != "undecided",
        "exitCode": exit_code,
        "exitCodeDescription": headline(judgement),
        "toolExecutionNotifications": [
            {"level": problem_level(judgement), "message": {"text": note.sentence}}
            for note in notes
            if not note.rule
        ],
    }
    driver = {
        "name": name,
        "semanticVersion": version,
        "rules": [
            {"id": rule, "defaultConfiguration": {"level": "error" if severity == "deny" else "warning"}}
            for rule, severity in zip(rules, judgement.severities, strict=True)
        ],
    }
    results = [_result(note) for note in notes if note.rule]
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {"decision": verdict["decision"]},
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(note: Note) -> dict[str, object]:
    text = f"{note.sentence} {note.help}".strip()
    result: dict[str, object] = {
        "ruleId": note.rule,
        "level": note.level,
        "message": {"text": text},
        "partialFingerprints": {"answerable/v1": _fingerprint(note)},
    }
    if note.place is not None:
        result["locations"] = [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(note.place["path"], safe="/%")},
                    "region": {"startLine": note.place["start"], "endLine": note.place["end"]},
                }
            }
        ]
    return result


def _fingerprint(note: Note) -> str:
    """The same for the same rule at the same place."""
    place = f"{note.place['path']}:{note.place['start']}" if note.place else note.sentence
    return hashlib.sha256(f"{note.rule}\0{place}".encode("utf-8", "replace")).hexdigest()[:32]
