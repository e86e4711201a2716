"""`ai_tab`: an inline completion, reported by the editor extension that inserted it."""

from typing import Final

from answerable.agents.protocol import Decoded, Fields
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "ai_tab"

_EVENTS: Final = {
    "before_edit": (Phase.BEFORE, "will_edit_filepaths", "edited_filepaths"),
    "after_edit": (Phase.AFTER, "edited_filepaths", "will_edit_filepaths"),
}


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    event = _EVENTS.get(fields.name("hook_event_name"))
    if event is None:
        fields.problems.append(f'{NAME}: field "hook_event_name" must be before_edit or after_edit')
        return [], fields.problems
    phase, name, other_name = event
    contents = fields.contents("dirty_files")
    paths = fields.texts(name) or fields.texts(other_name) or tuple(path for path, _ in contents)
    if not paths:
        fields.missing(name)
    fields.required("tool")
    report = Report(
        producer=NAME,
        phase=phase,
        mechanism=Mechanism.COMPLETION,
        cwd=fields.text("repo_working_dir", "cwd"),
        paths=paths,
        contents=contents,
        agent=fields.name("tool"),
        model=fields.model("model"),
        tool_use=fields.name("completion_id"),
    )
    return ([], fields.problems) if fields.problems else ([report], [])
