"""The shape of hook payloads that Claude Code began and others adopted, each with its own additions."""

from typing import Final

from answerable.agents.protocol import Decoded, Fields
from answerable.agents.tools import with_tool
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["EVENT_NAMES", "decode_hook", "phase_of"]

EVENT_NAMES: Final = ("hook_event_name", "hookEventName", "hookName", "event")
_PHASES: Final = {
    "pretooluse": Phase.BEFORE,
    "beforetool": Phase.BEFORE,
    "toolexecutebefore": Phase.BEFORE,
    "toolcall": Phase.BEFORE,
    "posttooluse": Phase.AFTER,
    "posttoolusefailure": Phase.AFTER,
    "aftertool": Phase.AFTER,
    "toolexecuteafter": Phase.AFTER,
    "toolresult": Phase.AFTER,
    "stop": Phase.END,
    "sessionend": Phase.END,
    "agentstop": Phase.END,
    "taskcomplete": Phase.END,
    "taskcancel": Phase.END,
}


def phase_of(event: str) -> Phase | None:
    """When an event is, by its name without case and punctuation; `None` for events that say nothing of edits."""
    return _PHASES.get("".join(letter for letter in event.lower() if letter.isalnum()))


def decode_hook(producer: str, payload: object) -> Decoded:
    """One payload of that shape; other events and tools give nothing."""
    fields = Fields(producer, payload)
    event = fields.name(*EVENT_NAMES)
    phase = phase_of(event)
    if not event and not fields.problems:
        fields.missing(EVENT_NAMES[0])
    if phase is None or fields.problems:
        return [], fields.problems
    report = Report(
        producer=producer,
        phase=phase,
        mechanism=Mechanism.UNKNOWN,
        cwd=fields.text("cwd", "directory", "worktree"),
        agent=producer,
        version=fields.name("version"),
        model=fields.model("model"),
        session=fields.name("session_id", "sessionId", "sessionID"),
        tool_use=fields.name("tool_use_id", "toolUseId", "callID", "toolUseID"),
        transcript=fields.text("transcript_path"),
    )
    if phase is Phase.END:
        return [report], []
    tool = fields.required("tool_name", "toolName", "tool")
    return with_tool(report, tool, fields.inner("tool_input", "toolInput", "args", "input")), fields.problems
