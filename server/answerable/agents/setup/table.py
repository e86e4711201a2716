"""The agents that can be set up: where their hooks are configured, and which of them we need."""

from typing import Final

from answerable.agents.setup.json_hooks import CHECKPOINT, GUARD, JsonHooks
from answerable.agents.setup.model import Place, Setup
from answerable.agents.setup.own_file import listed, plugin, script
from answerable.agents.setup.toml_hooks import TomlHooks

__all__ = ["SETUPS"]


def _group(*commands: str, matcher: str = "", **names: str) -> dict[str, object]:
    """An entry in the form that Claude Code began: commands that share a matcher; without one, all tools match."""
    hooks = [{**names, "type": "command", "command": command} for command in commands]
    return {"matcher": matcher, "hooks": hooks} if matcher else {"hooks": hooks}


def _claude() -> Setup:
    edits = "Write|Edit|MultiEdit|NotebookEdit|Bash|mcp__.*"
    hooks = JsonHooks(
        "claude-code",
        (
            ("PreToolUse", _group(CHECKPOINT, matcher=edits)),
            ("PreToolUse", _group(GUARD, matcher=f"{edits}|Read")),
            ("PostToolUse", _group(CHECKPOINT, matcher=edits)),
            ("PostToolUseFailure", _group(CHECKPOINT, matcher=edits)),
            ("Stop", _group(CHECKPOINT)),
        ),
    )
    # Claude Code's own file for what belongs to one person in one project.
    place = Place(".claude/settings.local.json", ".claude/settings.json", hooks, "CLAUDE_CONFIG_DIR")
    confirm = "Claude Code takes hooks that change while it runs only after you looked at them: open /hooks, or restart it."
    return Setup("claude-code", ((place,),), (".claude",), ("claude",), confirm)


def _cursor() -> Setup:
    checkpoint, guard = {"command": CHECKPOINT}, {"command": GUARD}
    writes = "Write|Edit|MultiEdit|StrReplace|ApplyPatch|Delete"
    hooks = JsonHooks(
        "cursor",
        (
            ("preToolUse", checkpoint),
            # Only the hooks of shell and MCP calls can ask, so the guard of all tools leaves those to them.
            ("preToolUse", {"command": GUARD, "matcher": writes}),
            ("beforeShellExecution", guard),
            ("beforeMCPExecution", guard),
            ("beforeReadFile", guard),
            ("postToolUse", checkpoint),
            ("afterTabFileEdit", checkpoint),
            ("stop", checkpoint),
        ),
        {"version": 1},
    )
    place = Place(".cursor/hooks.json", ".cursor/hooks.json", hooks)
    confirm = "Cursor runs a project's hooks only in a workspace that you trust; Settings > Hooks shows whether it took them."
    return Setup("cursor", ((place,),), (".cursor",), ("cursor", "cursor-agent"), confirm)


def _codex() -> Setup:
    entries = (
        ("PreToolUse", _group(CHECKPOINT, GUARD)),
        ("PostToolUse", _group(CHECKPOINT)),
        ("Stop", _group(CHECKPOINT)),
    )
    json_place = Place(".codex/hooks.json", ".codex/hooks.json", JsonHooks("codex", entries), "CODEX_HOME")
    toml_place = Place(".codex/config.toml", ".codex/config.toml", TomlHooks("codex", entries), "CODEX_HOME")
    confirm = (
        "Codex runs a project's hooks only in a folder that you trust, and only those that you reviewed; it skips the "
        "others without a word. Start it here, accept the folder, and trust the hooks in /hooks."
    )
    # Codex reads both, and complains about a folder that has both.
    return Setup("codex", ((json_place, toml_place),), (".codex",), ("codex",), confirm)


def _gemini() -> Setup:
    edits = "write_file|replace|run_shell_command|mcp_.*"
    checkpoint = _group(CHECKPOINT, matcher=edits, name="answerable-checkpoint")
    reads = f"{edits}|read_file|read_many_files"
    hooks = JsonHooks(
        "gemini-cli",
        (
            ("BeforeTool", checkpoint),
            ("BeforeTool", _group(GUARD, matcher=reads, name="answerable-guard")),
            ("AfterTool", checkpoint),
            ("SessionEnd", _group(CHECKPOINT, name="answerable-checkpoint")),
        ),
    )
    place = Place(".gemini/settings.json", ".gemini/settings.json", hooks)
    confirm = "Gemini CLI reads a project's settings only in a folder that you trust (/permissions); /hooks shows the hooks."
    return Setup("gemini-cli", ((place,),), (".gemini",), ("gemini",), confirm)


def _copilot() -> Setup:
    checkpoint, guard = {"type": "command", "bash": CHECKPOINT}, {"type": "command", "bash": GUARD}
    hooks = JsonHooks(
        "copilot",
        (
            ("preToolUse", checkpoint),
            ("preToolUse", guard),
            ("postToolUse", checkpoint),
            ("agentStop", checkpoint),
        ),
        {"version": 1},
    )
    place = Place(".github/hooks/answerable.json", ".copilot/hooks/answerable.json", hooks, "COPILOT_HOME")
    confirm = "Copilot CLI and VS Code run a project's hooks only in a folder that you trust: accept it when they ask."
    return Setup("copilot", ((place,),), (".copilot", ".github/hooks"), ("copilot",), confirm)


def _windsurf() -> Setup:
    checkpoint = {"command": CHECKPOINT, "show_output": False}
    guard = {"command": GUARD, "show_output": True}
    edits = ("pre_write_code", "post_write_code", "pre_run_command", "post_run_command")
    guarded = ("pre_write_code", "pre_run_command", "pre_read_code", "pre_mcp_tool_use")
    entries = [(event, checkpoint) for event in edits] + [(event, guard) for event in guarded]
    hooks = JsonHooks("windsurf", entries)
    place = Place(".windsurf/hooks.json", ".codeium/windsurf/hooks.json", hooks)
    confirm = "Windsurf reads its hooks when it starts: restart it."
    return Setup("windsurf", ((place,),), (".windsurf", ".codeium/windsurf"), ("windsurf",), confirm)


def _opencode() -> Setup:
    name = "plugins/answerable.js"
    place = Place(f".opencode/{name}", f".config/opencode/{name}", plugin("opencode.js"), "XDG_CONFIG_HOME")
    confirm = "opencode loads plugins when it starts: restart it."
    return Setup("opencode", ((place,),), (".opencode", ".config/opencode"), ("opencode",), confirm)


def _cline() -> Setup:
    scripts = {
        "PreToolUse": "cline_before.sh",
        "PostToolUse": "cline_after.sh",
        "TaskComplete": "cline_after.sh",
        "TaskCancel": "cline_after.sh",
    }
    places = [
        Place(
            f".clinerules/hooks/{event}",
            f"Documents/Cline/Hooks/{event}",
            script(name, "cline"),
            executable=True,
        )
        for event, name in scripts.items()
    ]
    confirm = "Cline runs hooks only when they are switched on in its settings, each one by its switch in the Hooks tab."
    return Setup(
        "cline", tuple((place,) for place in places), (".clinerules", "Documents/Cline"), ("cline",), confirm
    )


def _amp() -> Setup:
    name = "amp/plugins/answerable.ts"
    place = Place(f".{name}", f".config/{name}", plugin("amp.ts"), "XDG_CONFIG_HOME")
    confirm = "Amp loads plugins when it is told to, as by PLUGINS=all in its environment, and asks you to trust them."
    return Setup("amp", ((place,),), (".amp", ".config/amp"), ("amp",), confirm)


def _kiro() -> Setup:
    checkpoint, guard = {"matcher": "*", "command": CHECKPOINT}, {"matcher": "*", "command": GUARD}
    embedded = JsonHooks(
        "kiro",
        (
            ("preToolUse", checkpoint),
            ("preToolUse", guard),
            ("postToolUse", checkpoint),
            ("stop", {"command": CHECKPOINT}),
        ),
    )
    triggers = (
        ("PreToolUse", CHECKPOINT),
        ("PreToolUse", GUARD),
        ("PostToolUse", CHECKPOINT),
        ("Stop", CHECKPOINT),
    )
    hooks = [
        {
            "name": f"answerable {verb[1:]} {trigger}",
            "description": "@mark; with --remove it is deleted",
            "trigger": trigger,
            "action": {"type": "command", "command": verb},
        }
        for trigger, verb in triggers
    ]
    own = listed({"version": "v1", "hooks": hooks}, "kiro")
    # Kiro CLI before 3.0 runs the hooks of custom agents only; later versions run those beside the others.
    places = (
        Place(".kiro/agents/*.json", ".kiro/agents/*.json", embedded),
        Place(".kiro/hooks/answerable.json", ".kiro/hooks/answerable.json", own),
    )
    confirm = "Kiro runs hooks only in a workspace that you trust, and shows them in its Agent Hooks panel."
    return Setup("kiro", (places,), (".kiro",), ("kiro", "kiro-cli"), confirm)


def _aider() -> Setup:
    return Setup("aider", (), (), (), "Aider has no hooks; it is recognised by the commits that it makes.")


#: Every agent by its name, in the order in which they are listed to people.
SETUPS: Final = {
    setup.agent: setup
    for setup in (
        _claude(), _cursor(), _codex(), _gemini(), _copilot(), _windsurf(), _opencode(), _cline(), _amp(), _kiro(), _aider(),
    )
}  # fmt: skip
