"""Findings as they are remembered: by the change they are about, and without a word of its text.

What is found depends on the paths and texts of a change and on the edition of the analyser, and on nothing else.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from answerable.core.blast.tiers import BLAST_TIERS
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding, Level

__all__ = ["change_key", "decode_findings", "encode_findings"]


def change_key(edition: str, pairs: Iterable[FilePair]) -> str:
    """A name for a change, in any order of its files, as one edition of the analyser sees it."""
    digest = hashlib.sha256(edition.encode())
    for pair in sorted(pairs):
        for part in pair:
            data = part.encode("utf-8", "surrogatepass")
            # The length keeps the end of one part apart from the beginning of the next.
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def encode_findings(found: Iterable[Finding], problems: Sequence[str] = ()) -> bytes:
    """Findings without messages and texts, and what could not be looked at."""
    findings = [
        (one.rule, one.name, one.level, one.path, one.line, one.fingerprint, one.tier) for one in found
    ]
    return json.dumps({"findings": findings, "problems": list(problems)}).encode()


def decode_findings(data: bytes) -> tuple[list[Finding], list[str]] | None:
    """What `encode_findings` wrote, or `None` when it did not."""
    try:
        answer = json.loads(data)
        found = [
            Finding(rule, name, Level(level), path, line, line, "", "", "", "", fingerprint, tier=tier)
            for rule, name, level, path, line, fingerprint, tier in answer["findings"]
        ]
        problems = list(answer["problems"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    texts = (part for one in found for part in (one.rule, one.name, one.path, one.fingerprint))
    if not all(isinstance(text, str) for text in (*texts, *problems)):
        return None
    sound = all(isinstance(one.line, int) and one.tier in (None, *BLAST_TIERS) for one in found)
    return (found, problems) if sound else None
