"""What an agent's payload says it is about to do.

Edits and shell commands are read by the agent's own adapter; this adds what only a guard wants to know: files that
are read, statements for a database, and whether the agent can ask its user.
"""

import re
from typing import Final, NamedTuple

from answerable.agents.detection import detect
from answerable.agents.hooks import EVENT_NAMES, phase_of
from answerable.agents.protocol import Fields, parse_json
from answerable.agents.registry import AGENTS, AUTO, decoder
from answerable.core.guarding.decision import Operation
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["Asked", "read_operations"]

#: Agents that never call a hook before they act, and reports of people.
_NOT_GUARDED: Final = frozenset({"aider", "ai_tab", "known_human"})
#: Modes of Claude Code in which nobody is asked, whatever a hook answers.
_NOBODY_ASKED: Final = frozenset({"auto", "bypassPermissions", "dontAsk"})
_READS: Final = frozenset(
    {"read", "readfile", "readmanyfiles", "view", "viewfile", "fsread", "openfile", "cat", "getfilecontents"}
)
_PATHS: Final = ("file_path", "filePath", "path", "target_file", "absolute_path", "absolutePath", "filename")
_STATEMENTS: Final = ("sql", "query", "statement", "command", "script")
_BEFORE: Final = {
    "beforeReadFile": "read",
    "beforeMCPExecution": "mcp",
    "pre_read_code": "read",
    "pre_mcp_tool_use": "mcp",
}


class Asked(NamedTuple):
    """What a payload asks.

    `event` names the hook in the agent's own words: some answer differently by it. `operations` is empty when the
    payload is not about something that will happen.
    """

    agent: str
    event: str
    operations: list[Operation]
    problems: list[str]


def read_operations(name: str, payload: bytes) -> Asked:
    """What the agent is about to do. Never raises; a payload that is plainly another agent's is read as that one's."""
    if name != AUTO and name not in AGENTS:
        return Asked(
            name, "", [], [f"{name} is no agent that is known here; known are {', '.join(AGENTS)}, {AUTO}"]
        )
    value, problem = parse_json(payload)
    if problem:
        return Asked(name, "", [], [f"{name}: {problem}"])
    agent = detect(value) or name
    decode = decoder(agent)
    if decode is None:
        return Asked(name, "", [], [f"{name}: no agent is recognised in the payload"])
    if agent in _NOT_GUARDED:
        return Asked(agent, "", [], [f"{agent} has no hook that could be guarded"])
    fields = Fields(agent, value, [])
    event = fields.name(*EVENT_NAMES, "agent_action_name", "type")
    reports, problems = decode(value)
    operations = [_operation(report, fields) for report in reports if report.phase is Phase.BEFORE]
    if not reports and not problems:
        operations = _others(agent, event, fields)
    return Asked(agent, event, operations, problems)


def _operation(report: Report, fields: Fields) -> Operation:
    is_shell = report.mechanism is Mechanism.AGENT_SHELL
    return Operation(
        agent=report.producer,
        kind="shell" if is_shell else "write",
        command=report.command,
        cwd=report.cwd,
        paths=() if is_shell else report.paths,
        session=report.session,
        tool_use=report.tool_use,
        can_ask=fields.name("permission_mode", "permissionMode") not in _NOBODY_ASKED,
    )


def _others(agent: str, event: str, fields: Fields) -> list[Operation]:
    """Tools that change no file and run no shell, yet are worth a look."""
    call = (
        fields.inner("preToolUse", "tool_info") if "preToolUse" in fields or "tool_info" in fields else fields
    )
    arguments = _arguments(call)
    tool = call.name("tool_name", "toolName", "tool", "mcp_tool_name")
    is_before = (
        event in _BEFORE or phase_of(event) is Phase.BEFORE or (not event and "toolResult" not in fields)
    )
    if not is_before or "toolResult" in fields:
        return []
    blank = Operation(
        agent,
        "other",
        cwd=fields.text("cwd", "directory")
        or next(iter(fields.texts("workspace_roots", "workspaceRoots")), ""),
        session=fields.name(
            "session_id", "sessionId", "sessionID", "conversation_id", "taskId", "trajectory_id"
        ),
        can_ask=fields.name("permission_mode") not in _NOBODY_ASKED,
    )
    return [_judged(blank, _BEFORE.get(event, ""), tool, call, arguments)]


def _judged(blank: Operation, hook: str, tool: str, call: Fields, arguments: Fields) -> Operation:
    bare = re.sub(r"[^a-z0-9]", "", tool.rsplit("__", 1)[-1].lower())
    paths = tuple(
        path
        for fields in (arguments, call)
        for path in (fields.text(*_PATHS), *fields.texts("paths"))
        if path
    )
    if hook == "read" or bare in _READS:
        return blank._replace(kind="read", paths=tuple(dict.fromkeys(paths)))
    if bare in {"useaws", "aws"}:
        words = ("aws", arguments.text("service_name"), arguments.text("operation_name"))
        return blank._replace(kind="shell", command=" ".join(words))
    statement = arguments.text(*_STATEMENTS)
    if statement and (hook == "mcp" or "mcp" in tool.lower() or "sql" in bare or "query" in bare):
        return blank._replace(kind="sql", command=statement)
    return blank


def _arguments(call: Fields) -> Fields:
    return call.inner(
        "tool_input", "toolInput", "toolArgs", "args", "input", "parameters", "mcp_tool_arguments"
    )
