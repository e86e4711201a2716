"""Which agent a payload comes from, told by the payload alone.

Several agents also run hooks that were configured for another one, so the name in the configuration proves
nothing. The first sign that fits decides; signs are fields and values that only that agent sends.
"""

from collections.abc import Mapping
from typing import Final

__all__ = ["detect"]

#: An agent, fields that its payload must have, and the values that one field must have, if any.
_Sign = tuple[str, tuple[str, ...], str, frozenset[str]]

_NONE: Final[frozenset[str]] = frozenset()
_AGENT_V1: Final = frozenset({"ai_agent", "human", "post_shell_command", "pre_shell_command"})
_TAB: Final = frozenset({"after_edit", "before_edit"})
#: Names of tools that VS Code's own agent has and Claude Code has not.
_VSCODE_TOOLS: Final = frozenset(
    {
        "apply_patch",
        "create_file",
        "edit_notebook_file",
        "insert_edit_into_file",
        "multi_replace_string_in_file",
        "replace_string_in_file",
        "run_in_terminal",
    }
)
_KIRO_EVENTS: Final = frozenset({"agentSpawn", "postToolUse", "preToolUse", "userPromptSubmit"})
_KIRO_TOOLS: Final = frozenset({"execute_bash", "fs_append", "fs_read", "fs_write", "str_replace", "use_aws"})

_SIGNS: Final[tuple[_Sign, ...]] = (
    ("windsurf", ("agent_action_name",), "", _NONE),
    ("cline", ("hookName",), "", _NONE),
    ("cursor", ("cursor_version",), "", _NONE),
    ("cursor", ("conversation_id", "workspace_roots"), "", _NONE),
    ("agent-v1", ("repo_working_dir",), "type", _AGENT_V1),
    ("known_human", ("editor", "edited_filepaths"), "", _NONE),
    ("ai_tab", ("tool",), "hook_event_name", _TAB),
    ("opencode", ("sessionID",), "", _NONE),
    ("amp", ("toolUseID",), "", _NONE),
    ("kiro", ("toolName", "toolSuccess"), "", _NONE),
    ("copilot", ("toolName",), "", _NONE),
    ("gemini-cli", (), "hook_event_name", frozenset({"AfterTool", "BeforeTool"})),
    ("codex", ("turn_id",), "", _NONE),
    ("copilot", ("hookEventName",), "", _NONE),
    ("copilot", (), "tool_name", _VSCODE_TOOLS),
    # Claude Code sends no time. VS Code and Gemini CLI do, and share no event that is of use.
    ("copilot", ("timestamp",), "hook_event_name", frozenset({"PostToolUse", "PreToolUse", "Stop"})),
    ("gemini-cli", ("timestamp",), "hook_event_name", frozenset({"SessionEnd"})),
    ("kiro", (), "hook_event_name", _KIRO_EVENTS),
    ("kiro", (), "tool_name", _KIRO_TOOLS),
    # Claude Code always names its transcript, and the agents that borrow its shape without a sign of theirs do not.
    ("claude-code", ("hook_event_name", "transcript_path"), "", _NONE),
)


def detect(payload: object) -> str:
    """The name of the agent, empty when nothing tells it."""
    if not isinstance(payload, dict):
        return ""
    return next((sign[0] for sign in _SIGNS if _fits(sign, payload)), "")


def _fits(sign: _Sign, payload: Mapping[str, object]) -> bool:
    _, fields, name, values = sign
    if not all(field in payload for field in fields):
        return False
    value = payload.get(name) if name else None
    return not name or (isinstance(value, str) and value in values)
