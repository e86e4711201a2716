"""A statement of somebody about nothing real."""

__all__ = ["DIGEST", "ID", "STATEMENT"]

ID, OTHER = "1" * 40, "2" * 64
DIGEST = "a" * 64
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"name": "topic", "digest": {"gitCommit": ID, "gitTree": ID}}],
    "predicateType": "urn:answerable:signoff:v1",
    "predicate": {
        "decision": "approve", "reason": "", "target": "main",
        "base": {"commit": ID, "tree": OTHER}, "merge_base": {"commit": ID, "tree": ID},
        "change": {"anchored": DIGEST, "loose": DIGEST, "files": 1, "added": 1, "removed": 0, "paths": ["a"]},
        "rules": {"policy": "", "roster": "", "fired": []}, "records": [],
        "risk": {"level": "none", "acknowledged": []}, "unreviewed_ai_lines": 0,
        "reviewer": {"email": "sam@example.org", "key": "SHA256:x"},
        "signed_at": "2026-01-31T12:00:00Z", "seconds": 60, "hasty": False, "tool": "test",
    },
}  # fmt: skip
