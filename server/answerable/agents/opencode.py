"""opencode: a plugin hands on what `tool.execute.before` and `tool.execute.after` get: `tool, sessionID, callID, args`."""

from typing import Final

from answerable.agents.hooks import decode_hook
from answerable.agents.protocol import Decoded

__all__ = ["NAME", "decode"]

NAME: Final = "opencode"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    return decode_hook(NAME, payload)
