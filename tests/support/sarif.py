"""SARIF as code scanning takes it."""

import json
import os
from pathlib import Path

import jsonschema

__all__ = ["check_sarif"]

_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
}

#: What we use of SARIF 2.1.0, with the names and limits of its schema; the whole of it is checked where
#: ANSWERABLE_SARIF_SCHEMA names the official file.
SARIF = {
    "type": "object", "required": ["version", "runs"], "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        "run": {
            "type": "object", "required": ["tool"], "additionalProperties": False,
            "properties": {
                "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {"$ref": "#/$defs/driver"}}},
                "invocations": {"type": "array", "items": {"$ref": "#/$defs/invocation"}},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "properties": {"type": "object"},
            },
        },
        "driver": {
            "type": "object", "required": ["name"], "additionalProperties": False,
            "properties": {
                "name": {"type": "string"}, "semanticVersion": {"type": "string"},
                "rules": {
                    "type": "array", "uniqueItems": True,
                    "items": {
                        "type": "object", "required": ["id"], "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string"}, "name": {"type": "string"},
                            "shortDescription": _TEXT, "fullDescription": _TEXT, "help": _TEXT,
                            "helpUri": {"type": "string", "pattern": "^https://[!-~]+$"},
                            "defaultConfiguration": {"properties": {"level": {"$ref": "#/$defs/level"}}},
                            "properties": {
                                "properties": {"tags": {"type": "array", "uniqueItems": True, "items": {"type": "string"}}}
                            },
                        },
                    },
                },
            },
        },
        "invocation": {
            "type": "object", "required": ["executionSuccessful"], "additionalProperties": False,
            "properties": {
                "executionSuccessful": {"type": "boolean"}, "exitCode": {"type": "integer"},
                "exitCodeDescription": {"type": "string"},
                "toolExecutionNotifications": {
                    "type": "array",
                    "items": {"required": ["message"], "properties": {"level": {"$ref": "#/$defs/level"}, "message": {"$ref": "#/$defs/message"}}},
                },
            },
        },
        "result": {
            "type": "object", "required": ["message"], "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"}, "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"$ref": "#/$defs/level"}, "message": {"$ref": "#/$defs/message"},
                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                "suppressions": {
                    "type": "array", "uniqueItems": True,
                    "items": {
                        "type": "object", "required": ["kind"], "additionalProperties": False,
                        "properties": {
                            "kind": {"enum": ["inSource", "external"]}, "status": {"enum": ["accepted", "underReview", "rejected"]},
                            "justification": {"type": "string"},
                        },
                    },
                },
                "properties": {"type": "object"},
                "locations": {
                    "type": "array",
                    "items": {
                        "properties": {
                            "physicalLocation": {
                                "required": ["artifactLocation"],
                                "properties": {
                                    "artifactLocation": {"properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}}},
                                    "region": {
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1},
                                            "endLine": {"type": "integer", "minimum": 1},
                                        }
                                    },
                                },
                            }
                        }
                    },
                },
            },
        },
    },
}  # fmt: skip


def check_sarif(log):
    """The log is SARIF, and its results name rules that are there."""
    schemas = [SARIF]
    official = os.environ.get("ANSWERABLE_SARIF_SCHEMA")
    if official:
        schemas.append(json.loads(Path(official).read_text()))
    for schema in schemas:
        jsonschema.validators.validator_for(schema)(schema).validate(log)
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        for result in run["results"]:
            assert result["ruleId"] in rules
            assert rules[result.get("ruleIndex", rules.index(result["ruleId"]))] == result["ruleId"]
