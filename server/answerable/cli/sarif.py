"""SARIF 2.1.0 as we write it, whatever it is about.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; `tests/support/sarif.py` has the part of its schema
that we use.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from answerable.cli.output import safe
from answerable.wiring.workspace import TOOL

__all__ = ["location", "notification", "sarif_log"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_log(
    rules: Iterable[Mapping[str, object]],
    results: Iterable[Mapping[str, object]],
    invocation: Mapping[str, object],
    properties: Mapping[str, object],
) -> dict[str, object]:
    """A log of one run of ours."""
    name, _, version = TOOL.partition(" ")
    run = {
        "tool": {"driver": {"name": name, "semanticVersion": version, "rules": list(rules)}},
        "invocations": [invocation],
        "results": list(results),
        "columnKind": "unicodeCodePoints",
    }
    if properties:
        run["properties"] = properties
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def location(uri: str, start: int, end: int) -> dict[str, object]:
    """Lines of a file, 1-based and inclusive; `uri` is relative to the top of the repository."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": start, "endLine": end},
        }
    }


def notification(level: str, sentence: str) -> dict[str, object]:
    """Something to tell about the run itself."""
    return {"level": level, "message": {"text": safe(sentence)}}
