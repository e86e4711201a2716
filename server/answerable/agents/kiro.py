"""Kiro: the CLI's hooks and those of the IDE from 1.0 send JSON on standard input in Claude's shape.

The IDE before 1.0 puts `toolName, toolArgs, toolResult` into the variable `USER_PROMPT` and only tells the path in
the sentence of the result.
"""

import re
from typing import Final

from answerable.agents.hooks import EVENT_NAMES, decode_hook
from answerable.agents.protocol import Decoded, Fields
from answerable.agents.tools import mechanism_of
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "kiro"

_PATH: Final = re.compile(r"(/[^\s'\"`]+)")


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    if fields.problems or fields.get(*EVENT_NAMES) is not None or "toolName" not in fields:
        return decode_hook(NAME, payload)
    if mechanism_of(fields.name("toolName")) is not Mechanism.AGENT_EDIT or "toolResult" not in fields:
        return [], []
    paths = tuple(_PATH.findall(fields.text("toolResult")))[:1]
    if not paths:
        fields.missing("toolResult")
        return [], fields.problems
    report = Report(NAME, Phase.AFTER, Mechanism.AGENT_EDIT, cwd="", paths=paths, agent=NAME)
    return [report], []
