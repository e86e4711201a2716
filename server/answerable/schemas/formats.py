"""The schemas of all published formats, made from the declarations in the code."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from answerable.core.predicates import PREDICATES
from answerable.core.record import Record
from answerable.core.signoff.override import OverrideStatement
from answerable.core.signoff.statement import Statement
from answerable.core.verdict import Verdict
from answerable.schemas import blast_shapes, guard_shapes, order_shapes, shapes, signoff_shapes
from answerable.store.policy_case_files import CasesFile
from answerable.store.settings_files import PolicyFile, RosterFile

__all__ = ["FOLDER", "FORMATS", "schema_files"]

FOLDER: Final = Path(__file__).parent

#: Format -> (declaration, title).
FORMATS: Final[Mapping[str, tuple[Any, str]]] = {
    "record/v1": (Record, "The provenance of one commit"),
    "verdict/v1": (Verdict, "The gate's answer"),
    "signoff/v1": (Statement, "A signed statement about a change (in-toto Statement v1)"),
    "signed/v1": (signoff_shapes.Signed, "The sign-off that was made"),
    "verification/v1": (signoff_shapes.Verification, "The sign-offs of a range"),
    "sync/v1": (signoff_shapes.Sync, "What was exchanged with a remote"),
    "bundle/v1": (signoff_shapes.Bundle, "Sign-offs written to or read from a file"),
    "signoff-bundle/v1": (signoff_shapes.BundleLine, "One line of a file of sign-offs"),
    "blame/v1": (shapes.Blame, "Who wrote each line of a file"),
    "status/v1": (shapes.Status, "Who wrote the lines that are not committed yet"),
    "show/v1": (shapes.Show, "The records of a commit"),
    "findings/v1": (shapes.Findings, "What a change could break"),
    "order/v1": (order_shapes.ReviewOrder, "In which order to read a change"),
    "blast/v1": (blast_shapes.BlastRadius, "What depends on files, definitions and changes"),
    "rules/v1": (shapes.Rules, "The risk rules"),
    "review/v1": (shapes.Review, "Lines marked as reviewed"),
    "advice/v1": (shapes.Advice, "Advice that people followed"),
    "doctor/v1": (shapes.Doctor, "What is installed and what works"),
    "init/v1": (shapes.Init, "The changes of an installation"),
    "check/v1": (shapes.Check, "Whether a settings file is valid"),
    "override/v1": (OverrideStatement, "A signed override of a denial (in-toto Statement v1)"),
    "overrides/v1": (shapes.Overrides, "Overrides of denials"),
    "tested/v1": (shapes.Tested, "How the table tests of the policy come out"),
    "explained/v1": (shapes.Explained, "The policy in plain words"),
    "guard/v1": (guard_shapes.Guarded, "What a command of an agent would lose"),
    "guard-log/v1": (guard_shapes.GuardLog, "The decisions of the guard"),
    "regions/v1": (shapes.Regions, "The regions of an open document"),
    "policy/v1": (PolicyFile, "The rules of a repository, in TOML"),
    "policy-tests/v1": (CasesFile, "Table tests of the rules, in TOML"),
    "roster/v1": (RosterFile, "The people of a repository, in TOML"),
}


def schema_files() -> dict[str, str]:
    """The content of every schema file by its name in `FOLDER`."""
    return {
        f"{name.replace('/', '-')}.schema.json": json.dumps(_schema(name), indent=2) + "\n"
        for name in FORMATS
    }


def _schema(name: str) -> dict[str, Any]:
    declaration, title = FORMATS[name]
    (body,), parts = msgspec.json.schema_components([declaration], ref_template="#/$defs/{name}")
    if name == "policy/v1":
        parts["RuleFile"]["properties"]["when"] = {"$ref": "#/$defs/Condition"}
        parts["Condition"] = _condition()
    own = parts.pop(body["$ref"].rpartition("/")[2])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:answerable:{name.replace('/', ':')}",
        **own,
        "title": title,
        "$defs": parts,
    }


def _condition() -> dict[str, Any]:
    """A table of predicates, all of which have to hold."""
    inner = {"$ref": "#/$defs/Condition", "minProperties": 1}
    several = {"type": "array", "items": inner, "minItems": 1}
    own = {name: dict(predicate.schema) for name, predicate in PREDICATES.items()}
    return {
        "title": "Condition",
        "description": "Predicates that all have to hold.",
        "type": "object",
        "properties": {**own, "all": several, "any": several, "not": inner},
        "additionalProperties": False,
    }
