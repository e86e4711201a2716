"""`known_human`: an editor extension reports a save of what a person wrote."""

from typing import Final

from answerable.agents.protocol import Decoded, Fields
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["NAME", "decode"]

NAME: Final = "known_human"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    fields = Fields(NAME, payload)
    paths = fields.texts("edited_filepaths")
    if not paths:
        fields.missing("edited_filepaths")
    report = Report(
        producer=NAME,
        phase=Phase.AFTER,
        mechanism=Mechanism.TYPED,
        cwd=fields.required("cwd"),
        paths=paths,
        contents=fields.contents("dirty_files"),
        agent=fields.name("editor"),
        version=fields.name("editor_version"),
    )
    return ([], fields.problems) if fields.problems else ([report], [])
