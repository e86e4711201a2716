"""What a coding agent or an editor tells us about one moment of its work, whatever shape it told it in.

Adapters in `agents/` turn foreign payloads into reports; `app/checkpoint` joins reports to text. Nothing in a report
is trusted beyond being what the producer said.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from answerable.core.origin import Mechanism

__all__ = ["Phase", "Replacement", "Report", "redo", "undo", "window_key"]


class Phase(StrEnum):
    """When the report was made: before the tool ran, after it, or when the session ended."""

    BEFORE = "before"
    AFTER = "after"
    END = "end"


class Replacement(NamedTuple):
    """One replacement as the producer describes it: text without a place. `every` replaces all occurrences."""

    old: str
    new: str
    every: bool = False


class Report(NamedTuple):
    """One event of one producer.

    `producer` is the adapter's name and `agent` the agent that it speaks for. `mechanism` says what is reported:
    `agent-edit`, `agent-shell`, `completion`, or `typed` for a human's save. `paths` and the keys of `contents`,
    `edits` and `written` are spelled as the producer spells them (absolute, or relative to `cwd`) until
    `app/checkpoint` has placed them in a repository.

    `contents` holds buffers that the editor has not saved; they win over the disk. `edits` and `written` are the
    producer's own account of the change (`written` is a file's whole new content): they can prove the change, and
    recover a `before` that nobody saw. `command` is the shell command, which is never stored. `transcript` names a
    file that may tell the model.
    """

    producer: str
    phase: Phase
    mechanism: Mechanism
    cwd: str
    paths: tuple[str, ...] = ()
    contents: tuple[tuple[str, str], ...] = ()
    edits: tuple[tuple[str, tuple[Replacement, ...]], ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    agent: str = ""
    version: str = ""
    model: str = ""
    session: str = ""
    tool_use: str = ""
    command: str = ""
    transcript: str = ""


def window_key(producer: str, session: str, tool_use: str, path: str = "") -> str:
    """The key of a window. NUL separates: no name contains it."""
    return f"{producer}\0{session}\0{tool_use}\0{path}"


def redo(text: str, edits: Sequence[Replacement]) -> str | None:
    """`text` with the replacements made in order, or `None` when one has not exactly the place it claims."""
    for edit in edits:
        if not edit.old and not text:
            # An empty text to replace in an empty file is how several agents create one.
            text = edit.new
            continue
        replaced = _replace(text, edit.old, edit.new, every=edit.every)
        if replaced is None:
            return None
        text = replaced
    return text


def undo(text: str, edits: Sequence[Replacement]) -> str | None:
    """The text before the replacements, or `None` when `text` does not say unambiguously what it was."""
    for edit in reversed(edits):
        # With `every`, occurrences of the new text that were there before cannot be told from the replaced ones.
        replaced = _replace(text, edit.new, edit.old, every=False)
        if replaced is None:
            return None
        text = replaced
    return text


def _replace(text: str, old: str, new: str, *, every: bool) -> str | None:
    count = text.count(old) if old else 0
    if count == 0 or (count > 1 and not every):
        return None
    return text.replace(old, new)
