"""Claude Code: hooks in `settings.json`. The model and the version are only in the transcript."""

from typing import Final

from answerable.agents.hooks import decode_hook
from answerable.agents.protocol import Decoded

__all__ = ["NAME", "decode"]

NAME: Final = "claude-code"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    return decode_hook(NAME, payload)
