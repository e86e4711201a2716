"""Gemini CLI: `BeforeTool` and `AfterTool` hooks in `settings.json`. The model is only in the transcript."""

from typing import Final

from answerable.agents.hooks import decode_hook
from answerable.agents.protocol import Decoded

__all__ = ["NAME", "decode"]

NAME: Final = "gemini-cli"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    return decode_hook(NAME, payload)
