"""Cline: hook scripts get the tool call under `preToolUse` or `postToolUse`."""

from typing import Final

from answerable.agents.hooks import phase_of
from answerable.agents.protocol import Decoded, Fields
from answerable.agents.tools import with_tool
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "cline"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    event = fields.name("hookName")
    if not event and not fields.problems:
        fields.missing("hookName")
    phase = phase_of(event)
    if phase is None or fields.problems:
        return [], fields.problems
    model = fields.inner("model")
    report = Report(
        producer=NAME,
        phase=phase,
        mechanism=Mechanism.UNKNOWN,
        cwd=next(iter(fields.texts("workspaceRoots")), ""),
        agent=NAME,
        version=fields.name("clineVersion"),
        model=model.model("slug") or fields.model("model"),
        session=fields.name("taskId"),
    )
    if phase is Phase.END:
        return [report], []
    call = fields.inner("preToolUse" if phase is Phase.BEFORE else "postToolUse")
    return with_tool(report, call.required("toolName"), call.inner("parameters")), fields.problems
