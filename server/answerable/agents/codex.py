"""Codex: hooks in `config.toml` or `hooks.json`. It edits by patches, as a tool or inside a shell command."""

from typing import Final

from answerable.agents.hooks import decode_hook
from answerable.agents.protocol import Decoded

__all__ = ["NAME", "decode"]

NAME: Final = "codex"


def decode(payload: object) -> Decoded:
    """One payload to at most one report."""
    return decode_hook(NAME, payload)
