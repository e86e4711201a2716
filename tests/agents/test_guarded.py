"""What agents ask before they act, and how each is answered."""

import json
import random

import pytest

from answerable.agents.guarded import read_operations
from answerable.agents.registry import AGENTS
from answerable.agents.replies import reply_with
from answerable.core.guarding.danger import Verdict
from answerable.core.guarding.decision import Operation

CLAUDE = {
    "hook_event_name": "PreToolUse",
    "transcript_path": "/t",
    "session_id": "s",
    "cwd": "/p",
    "tool_use_id": "u",
}
CURSOR = {"conversation_id": "c", "cursor_version": "2.0", "workspace_roots": ["/p"]}
GEMINI = {
    "hook_event_name": "BeforeTool",
    "transcript_path": "/t",
    "session_id": "s",
    "cwd": "/p",
    "timestamp": "t",
}
WINDSURF = {"trajectory_id": "s", "execution_id": "u"}


def check_asked(payload, expected, configured="auto"):
    """One payload: exactly these operations, without problems."""
    asked = read_operations(configured, json.dumps(payload).encode())
    assert asked.problems == []
    assert asked.operations == expected


SHELL = Operation("claude-code", "shell", "make", "/p", session="s", tool_use="u")


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (CLAUDE | {"tool_name": "Bash", "tool_input": {"command": "make"}}, [SHELL]),
        (
            CLAUDE
            | {
                "tool_name": "Bash",
                "tool_input": {"command": "make"},
                "permission_mode": "bypassPermissions",
            },
            [SHELL._replace(can_ask=False)],
        ),
        (
            CLAUDE | {"tool_name": "Write", "tool_input": {"file_path": "/p/a", "content": "x"}},
            [SHELL._replace(kind="write", command="", paths=("/p/a",))],
        ),
        (
            CLAUDE | {"tool_name": "Read", "tool_input": {"file_path": "/p/.env"}},
            [Operation("claude-code", "read", cwd="/p", paths=("/p/.env",), session="s")],
        ),
        (
            CLAUDE | {"tool_name": "mcp__postgres__query", "tool_input": {"sql": "DROP TABLE t"}},
            [Operation("claude-code", "sql", "DROP TABLE t", "/p", session="s")],
        ),
        (
            CLAUDE | {"tool_name": "WebSearch", "tool_input": {"query": "drop table"}},
            [Operation("claude-code", "other", cwd="/p", session="s")],
        ),
        (
            CLAUDE
            | {"hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_input": {"command": "make"}},
            [],
        ),
        (
            CLAUDE
            | {"hook_event_name": "PostToolUse", "tool_name": "Read", "tool_input": {"file_path": ".env"}},
            [],
        ),
        (CLAUDE | {"hook_event_name": "UserPromptSubmit", "prompt": "rm -rf /"}, []),
        (
            CURSOR | {"hook_event_name": "beforeShellExecution", "command": "make", "cwd": "/p"},
            [Operation("cursor", "shell", "make", "/p", session="c")],
        ),
        (
            CURSOR | {"hook_event_name": "beforeReadFile", "file_path": "/p/.env", "content": "A=1"},
            [Operation("cursor", "read", cwd="/p", paths=("/p/.env",), session="c")],
        ),
        (
            CURSOR
            | {
                "hook_event_name": "beforeMCPExecution",
                "tool_name": "run",
                "tool_input": '{"query": "DROP TABLE t"}',
            },
            [Operation("cursor", "sql", "DROP TABLE t", "/p", session="c")],
        ),
        (CURSOR | {"hook_event_name": "afterShellExecution", "command": "make"}, []),
        (
            GEMINI | {"tool_name": "run_shell_command", "tool_input": {"command": "make"}},
            [Operation("gemini-cli", "shell", "make", "/p", session="s")],
        ),
        (
            GEMINI | {"tool_name": "read_file", "tool_input": {"absolute_path": "/p/.env"}},
            [Operation("gemini-cli", "read", cwd="/p", paths=("/p/.env",), session="s")],
        ),
        (
            {
                "toolName": "bash",
                "toolArgs": '{"command": "make"}',
                "cwd": "/p",
                "sessionId": "s",
                "timestamp": 1,
            },
            [Operation("copilot", "shell", "make", "/p", session="s")],
        ),
        (
            WINDSURF
            | {"agent_action_name": "pre_run_command", "tool_info": {"command_line": "make", "cwd": "/p"}},
            [Operation("windsurf", "shell", "make", "/p", session="s", tool_use="u")],
        ),
        (
            WINDSURF | {"agent_action_name": "pre_read_code", "tool_info": {"file_path": "/p/.env"}},
            [Operation("windsurf", "read", paths=("/p/.env",), session="s")],
        ),
        (
            {"hookName": "PreToolUse", "taskId": "s", "workspaceRoots": ["/p"]}
            | {"preToolUse": {"toolName": "execute_command", "parameters": {"command": "make"}}},
            [Operation("cline", "shell", "make", "/p", session="s")],
        ),
        (
            {"hook_event_name": "preToolUse", "cwd": "/p", "tool_name": "use_aws"}
            | {"tool_input": {"service_name": "s3api", "operation_name": "delete-bucket"}},
            [Operation("kiro", "shell", "aws s3api delete-bucket", "/p")],
        ),
        (
            {
                "type": "pre_shell_command",
                "repo_working_dir": "/p",
                "agent_name": "b",
                "command": "make",
                "conversation_id": "s",
            },
            [Operation("agent-v1", "shell", "make", "/p", session="s")],
        ),
    ],
    ids=lambda value: (
        "-".join(str(value.get(name, "")) for name in ("hook_event_name", "tool_name", "agent_action_name"))[
            :40
        ]
        if isinstance(value, dict)
        else ""
    ),
)
def test_what_is_asked(payload, expected):
    check_asked(payload, expected)


@pytest.mark.parametrize(
    ("name", "payload", "problem"),
    [
        ("nobody", b"{}", "nobody is no agent that is known here"),
        ("codex", b"{", "codex: the payload is not JSON"),
        ("auto", b"{}", "auto: no agent is recognised in the payload"),
        ("aider", b"{}", "aider has no hook that could be guarded"),
        ("claude-code", b"[]", "claude-code: the payload is not a JSON object"),
        ("claude-code", b"{}", 'claude-code: field "hook_event_name" is missing'),
    ],
)
def test_a_payload_that_cannot_be_used_is_said_to_be(name, payload, problem):
    asked = read_operations(name, payload)
    assert asked.operations == []
    assert problem in asked.problems[0]


@pytest.mark.parametrize("name", AGENTS)
def test_no_payload_makes_it_raise(name):
    rng = random.Random(name)
    values = [None, 0, "", "x", [], {}, {"command": 5}, "{}", ["a"], {"file_path": []}, 1 << 80]
    keys = [
        "hook_event_name",
        "tool_name",
        "tool_input",
        "toolName",
        "toolArgs",
        "preToolUse",
        "tool_info",
        "agent_action_name",
        "hookName",
        "type",
        "cwd",
        "sessionID",
    ]
    for _ in range(500):
        payload = {rng.choice(keys): rng.choice(values) for _ in range(6)} | {
            "hook_event_name": rng.choice(["PreToolUse", "BeforeTool", 5])
        }
        read_operations(name, json.dumps(payload).encode())


ASK_SUFFIX = " This needs the user's yes, and the agent cannot ask here: the user can run it in a terminal."


@pytest.mark.parametrize(
    ("agent", "event", "verdict", "stdout", "stderr", "code"),
    [
        ("claude-code", "PreToolUse", "allow", None, "", 0),
        (
            "claude-code",
            "PreToolUse",
            "ask",
            {
                "hookSpecificOutput": {
                    "hookEventName": "PreToolUse",
                    "permissionDecision": "ask",
                    "permissionDecisionReason": "Answerable: S.",
                }
            },
            "",
            0,
        ),
        (
            "claude-code",
            "PreToolUse",
            "deny",
            {
                "hookSpecificOutput": {
                    "hookEventName": "PreToolUse",
                    "permissionDecision": "deny",
                    "permissionDecisionReason": "Answerable: S.",
                }
            },
            "",
            0,
        ),
        ("cursor", "beforeShellExecution", "allow", {}, "", 0),
        (
            "cursor",
            "beforeShellExecution",
            "ask",
            {"permission": "ask", "user_message": "Answerable: S.", "agent_message": "Answerable: S."},
            "",
            0,
        ),
        (
            "cursor",
            "beforeShellExecution",
            "deny",
            {"permission": "deny", "user_message": "Answerable: S.", "agent_message": "Answerable: S."},
            "",
            0,
        ),
        (
            "cursor",
            "preToolUse",
            "ask",
            {
                "permission": "deny",
                "user_message": f"Answerable: S.{ASK_SUFFIX}",
                "agent_message": f"Answerable: S.{ASK_SUFFIX}",
            },
            "",
            0,
        ),
        # Codex takes an explicit allow or ask for a mistake of the hook, and goes on.
        ("codex", "PreToolUse", "allow", None, "", 0),
        ("codex", "PreToolUse", "ask", None, f"Answerable: S.{ASK_SUFFIX}\n", 2),
        ("codex", "PreToolUse", "deny", None, "Answerable: S.\n", 2),
        ("gemini-cli", "BeforeTool", "allow", {}, "", 0),
        (
            "gemini-cli",
            "BeforeTool",
            "ask",
            {
                "decision": "deny",
                "reason": f"Answerable: S.{ASK_SUFFIX}",
                "systemMessage": f"Answerable: S.{ASK_SUFFIX}",
            },
            "",
            0,
        ),
        (
            "gemini-cli",
            "BeforeTool",
            "deny",
            {"decision": "deny", "reason": "Answerable: S.", "systemMessage": "Answerable: S."},
            "",
            0,
        ),
        ("copilot", "", "allow", None, "", 0),
        (
            "copilot",
            "",
            "ask",
            {"permissionDecision": "ask", "permissionDecisionReason": "Answerable: S."},
            "",
            0,
        ),
        (
            "copilot",
            "",
            "deny",
            {"permissionDecision": "deny", "permissionDecisionReason": "Answerable: S."},
            "",
            0,
        ),
        (
            "copilot",
            "PreToolUse",
            "deny",
            {
                "hookSpecificOutput": {
                    "hookEventName": "PreToolUse",
                    "permissionDecision": "deny",
                    "permissionDecisionReason": "Answerable: S.",
                }
            },
            "",
            0,
        ),
        ("windsurf", "pre_run_command", "allow", None, "", 0),
        ("windsurf", "pre_run_command", "ask", None, f"Answerable: S.{ASK_SUFFIX}\n", 2),
        ("windsurf", "pre_run_command", "deny", None, "Answerable: S.\n", 2),
        ("cline", "PreToolUse", "allow", {"cancel": False}, "", 0),
        (
            "cline",
            "PreToolUse",
            "ask",
            {"cancel": True, "errorMessage": f"Answerable: S.{ASK_SUFFIX}"},
            "",
            0,
        ),
        ("cline", "PreToolUse", "deny", {"cancel": True, "errorMessage": "Answerable: S."}, "", 0),
        ("kiro", "preToolUse", "allow", None, "", 0),
        ("kiro", "preToolUse", "ask", None, f"Answerable: S.{ASK_SUFFIX}\n", 2),
        ("kiro", "preToolUse", "deny", None, "Answerable: S.\n", 2),
        ("opencode", "tool.execute.before", "allow", {"decision": "allow", "reason": ""}, "", 0),
        (
            "opencode",
            "tool.execute.before",
            "ask",
            {"decision": "deny", "reason": f"Answerable: S.{ASK_SUFFIX}"},
            "",
            0,
        ),
        ("opencode", "tool.execute.before", "deny", {"decision": "deny", "reason": "Answerable: S."}, "", 0),
        ("amp", "tool.call", "ask", {"decision": "ask", "reason": "Answerable: S."}, "", 0),
        ("agent-v1", "pre_shell_command", "deny", {"decision": "deny", "reason": "Answerable: S."}, "", 0),
    ],
)
def test_every_agent_is_answered_in_its_own_words(agent, event, verdict, *, stdout, stderr, code):
    sentence = "" if verdict == "allow" else "S."
    reply, _ = reply_with(agent, event, Verdict[verdict.upper()], sentence)
    assert (json.loads(reply.stdout) if reply.stdout else None) == stdout
    assert (reply.stderr, reply.code) == (stderr, code)


@pytest.mark.parametrize("agent", ["claude-code", "codex", "gemini-cli", "opencode"])
def test_nobody_to_ask_means_no(agent):
    reply, given = reply_with(agent, "PreToolUse", Verdict.ASK, "S.", can_ask=False)
    assert given is Verdict.DENY
    assert "cannot ask here" in reply.stdout + reply.stderr
