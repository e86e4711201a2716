"""Which adapters there are. Names map to modules lazily: a hook imports one adapter, not all of them."""

from importlib import import_module
from typing import Final, cast

from answerable.agents.protocol import Decode, Decoded, parse_json

__all__ = ["AGENTS", "decoder", "read_reports"]

#: The name that users write, and the module in this package that knows the agent.
AGENTS: Final = {
    "agent-v1": "agent_v1",
    "known_human": "known_human",
    "ai_tab": "ai_tab",
}


def decoder(name: str) -> Decode | None:
    """The `decode` of the agent of that name, or `None` when there is no such agent."""
    module = AGENTS.get(name)
    if module is None:
        return None
    return cast("Decode", import_module(f"answerable.agents.{module}").decode)


def read_reports(name: str, payload: bytes) -> Decoded:
    """The reports in the bytes that an agent sent, and what is wrong with them. Never raises."""
    decode = decoder(name)
    if decode is None:
        return [], [f"{name} is no agent that is known here; known are {', '.join(AGENTS)}"]
    value, problem = parse_json(payload)
    return ([], [f"{name}: {problem}"]) if problem else decode(value)
