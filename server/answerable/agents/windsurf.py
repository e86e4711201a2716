"""Windsurf: Cascade's `pre_` and `post_` hooks around writing code and running commands."""

from typing import Final

from answerable.agents.protocol import Decoded, Fields
from answerable.agents.tools import with_tool
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "windsurf"

_ACTIONS: Final = {
    "pre_write_code": (Phase.BEFORE, "write"),
    "post_write_code": (Phase.AFTER, "write"),
    "pre_run_command": (Phase.BEFORE, "shell"),
    "post_run_command": (Phase.AFTER, "shell"),
}


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    name = fields.name("agent_action_name")
    if not name and not fields.problems:
        fields.missing("agent_action_name")
    action = _ACTIONS.get(name)
    if action is None or fields.problems:
        return [], fields.problems
    phase, tool = action
    told = fields.inner("tool_info")
    report = Report(
        producer=NAME,
        phase=phase,
        mechanism=Mechanism.UNKNOWN,
        cwd=told.text("cwd") or fields.text("cwd"),
        agent=NAME,
        model=fields.model("model_name"),
        session=fields.name("trajectory_id"),
        tool_use=fields.name("execution_id"),
    )
    return with_tool(report, tool, told), fields.problems
