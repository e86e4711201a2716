"""Amp: a plugin hands on what `tool.call` and `tool.result` get: `tool, toolUseID, input`."""

from typing import Final

from answerable.agents.hooks import decode_hook
from answerable.agents.protocol import Decoded, Fields

__all__ = ["NAME", "decode"]

NAME: Final = "amp"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    reports, problems = decode_hook(NAME, payload)
    thread = Fields(NAME, payload, []).name("threadID", "threadId", "thread_id")
    return [report._replace(session=report.session or thread) for report in reports], problems
