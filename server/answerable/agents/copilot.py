"""GitHub Copilot: the hooks of Copilot CLI, and the agent hooks of VS Code.

The CLI sends `toolName` and `toolArgs` and does not name the event: only an after has a `toolResult`. VS Code
sends Claude's shape with tools of its own.
"""

from typing import Final

from answerable.agents.hooks import EVENT_NAMES, decode_hook
from answerable.agents.protocol import Decoded, Fields
from answerable.agents.tools import with_tool
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "copilot"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    if fields.problems or fields.get(*EVENT_NAMES) is not None:
        return decode_hook(NAME, payload)
    if "toolName" not in fields:
        # The CLI's other events (session, prompt, error) carry no tool.
        return [], []
    report = Report(
        producer=NAME,
        phase=Phase.AFTER if "toolResult" in fields else Phase.BEFORE,
        mechanism=Mechanism.UNKNOWN,
        cwd=fields.text("cwd"),
        agent=NAME,
        session=fields.name("sessionId"),
    )
    return with_tool(report, fields.name("toolName"), fields.inner("toolArgs")), fields.problems
