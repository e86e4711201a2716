"""`agent-v1`: the generic shape that any agent can send, as git-ai defines it.

`type` is `human` before an edit (what is in the files now is not this edit's), `ai_agent` after it, and
`pre_shell_command` and `post_shell_command` around a shell command.
"""

from typing import Final

from answerable.agents.protocol import Decoded, Fields
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "agent-v1"

_TYPES: Final = {
    "human": (Phase.BEFORE, Mechanism.AGENT_EDIT),
    "ai_agent": (Phase.AFTER, Mechanism.AGENT_EDIT),
    "pre_shell_command": (Phase.BEFORE, Mechanism.AGENT_SHELL),
    "post_shell_command": (Phase.AFTER, Mechanism.AGENT_SHELL),
}


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    kind = _TYPES.get(fields.name("type"))
    if kind is None:
        fields.problems.append(f'{NAME}: field "type" must be one of {", ".join(_TYPES)}')
        return [], fields.problems
    phase, mechanism = kind
    report = Report(
        producer=NAME,
        phase=phase,
        mechanism=mechanism,
        cwd=fields.required("repo_working_dir"),
        paths=_paths(fields, phase, mechanism),
        contents=fields.contents("dirty_files"),
        agent=fields.name("agent_name"),
        version=fields.name("agent_version"),
        model=fields.model("model"),
        # A `human` event names no conversation, so edits join by path alone, and shell commands by their own id.
        session=fields.name("conversation_id"),
        tool_use=fields.name("tool_use_id"),
        command=fields.text("command"),
    )
    if phase is Phase.AFTER:
        fields.required("agent_name")
        fields.required("conversation_id")
    return ([], fields.problems) if fields.problems else ([report], [])


def _paths(fields: Fields, phase: Phase, mechanism: Mechanism) -> tuple[str, ...]:
    if mechanism is Mechanism.AGENT_SHELL:
        return ()
    name = "will_edit_filepaths" if phase is Phase.BEFORE else "edited_filepaths"
    found = fields.texts(name)
    if not found:
        fields.missing(name)
    return found
