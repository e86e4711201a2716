"""Which adapters there are. Names map to modules lazily: a hook imports one adapter, not all of them."""

from importlib import import_module
from typing import Final, cast

from answerable.agents.detection import detect
from answerable.agents.protocol import Decode, Decoded, parse_json
from answerable.agents.transcript import read_transcript
from answerable.core.report import Phase, Report

__all__ = ["AGENTS", "AUTO", "decoder", "read_reports", "reply"]

#: The name that users write, and the module in this package that knows the agent.
AGENTS: Final = {
    "claude-code": "claude_code",
    "cursor": "cursor",
    "codex": "codex",
    "gemini-cli": "gemini_cli",
    "copilot": "copilot",
    "windsurf": "windsurf",
    "opencode": "opencode",
    "cline": "cline",
    "amp": "amp",
    "kiro": "kiro",
    "aider": "aider",
    "agent-v1": "agent_v1",
    "known_human": "known_human",
    "ai_tab": "ai_tab",
}
#: The name that means: tell from the payload.
AUTO: Final = "auto"

#: These are sent by tools that were written for them: there is nothing to tell apart.
_GENERIC: Final = frozenset({"agent-v1", "known_human", "ai_tab"})
#: These read our standard output as JSON and complain about an empty one.
_WANT_JSON: Final = frozenset({"cline", "cursor", "gemini-cli"})


def decoder(name: str) -> Decode | None:
    """The `decode` of the agent of that name, or `None` when there is no such agent."""
    module = AGENTS.get(name)
    if module is None:
        return None
    return cast("Decode", import_module(f"answerable.agents.{module}").decode)


def read_reports(name: str, payload: bytes) -> Decoded:
    """The reports in the bytes that an agent sent, and what is wrong with them. Never raises.

    `name` is what the configuration says; a payload that is plainly another agent's is read as that one's.
    """
    if name != AUTO and name not in AGENTS:
        return [], [f"{name} is no agent that is known here; known are {', '.join(AGENTS)}, {AUTO}"]
    value, problem = parse_json(payload)
    if problem:
        return [], [f"{name}: {problem}"]
    decode = decoder(name if name in _GENERIC else detect(value) or name)
    if decode is None:
        return [], [f"{name}: no agent is recognised in the payload; known are {', '.join(AGENTS)}"]
    reports, problems = decode(value)
    return [_with_model(report) for report in reports], problems


def reply(name: str, payload: bytes) -> str:
    """What the agent wants to read on our standard output when there is nothing to say."""
    value, _ = parse_json(payload) if name == AUTO else (None, "")
    return "{}\n" if (detect(value) or name) in _WANT_JSON else ""


def _with_model(report: Report) -> Report:
    """The report with the model and version of its transcript, where it lacks them and they will be needed."""
    if report.phase is not Phase.AFTER or report.model or not report.transcript:
        return report
    model, version = read_transcript(report.transcript)
    return report._replace(model=model, version=report.version or version)
