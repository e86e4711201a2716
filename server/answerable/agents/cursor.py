"""Cursor: tool hooks, shell hooks, and the hooks that follow an edit by its agent or by Tab completion.

`afterFileEdit` and `afterTabFileEdit` have no before: the edits that they describe are undone instead.
"""

from typing import Final

from answerable.agents.hooks import phase_of
from answerable.agents.protocol import Decoded, Fields
from answerable.agents.tools import with_tool
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "cursor"

_SHELL: Final = {"beforeShellExecution": Phase.BEFORE, "afterShellExecution": Phase.AFTER}
_EDITED: Final = {"afterFileEdit": Mechanism.AGENT_EDIT, "afterTabFileEdit": Mechanism.COMPLETION}


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    event = fields.name("hook_event_name")
    if not event and not fields.problems:
        fields.missing("hook_event_name")
    phase = _SHELL.get(event) or (Phase.AFTER if event in _EDITED else phase_of(event))
    if phase is None or fields.problems:
        return [], fields.problems
    report = Report(
        producer=NAME,
        phase=phase,
        mechanism=Mechanism.AGENT_SHELL,
        cwd=fields.text("cwd") or next(iter(fields.texts("workspace_roots")), ""),
        agent=NAME,
        version=fields.name("cursor_version"),
        model=fields.model("model"),
        session=fields.name("conversation_id"),
        tool_use=fields.name("tool_use_id"),
        transcript=fields.text("transcript_path"),
    )
    if phase is Phase.END:
        return [report], []
    if event in _SHELL:
        # These two name no tool call; the generation keeps the commands of two prompts apart.
        generation = fields.name("generation_id")
        return [report._replace(tool_use=generation, command=fields.text("command"))], []
    if event in _EDITED:
        return _edited(report._replace(mechanism=_EDITED[event]), fields)
    return with_tool(report, fields.required("tool_name"), fields.inner("tool_input")), fields.problems


def _edited(report: Report, fields: Fields) -> Decoded:
    path = fields.required("file_path")
    edits = fields.replacements("edits")
    told = ((path, edits),) if edits else ()
    return ([report._replace(paths=(path,), edits=told)] if path else []), fields.problems
