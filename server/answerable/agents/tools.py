"""Tools of agents: which of them edit files or run a shell, and what their arguments say of the change.

Agents name the same few tools differently, and rename them between versions: they are recognised together, by
names without case and punctuation. A tool that is not listed changes nothing that could be attributed.
"""

import re
from typing import Final

from answerable.agents.patch import read_patch
from answerable.agents.protocol import Fields
from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["mechanism_of", "with_tool"]

_EDITS: Final = frozenset(
    {
        "applydiff",
        "applypatch",
        "create",
        "createfile",
        "createnewfile",
        "delete",
        "deletefile",
        "edit",
        "editfile",
        "editfiles",
        "editnotebook",
        "editnotebookfile",
        "fswrite",
        "fsappend",
        "inserteditintofile",
        "multiedit",
        "multireplacestringinfile",
        "multistrreplace",
        "notebookedit",
        "patch",
        "replace",
        "replaceinfile",
        "replacestringinfile",
        "searchreplace",
        "strreplace",
        "strreplacebasededittool",
        "strreplaceeditor",
        "undoedit",
        "write",
        "writefile",
        "writetofile",
    }
)
_SHELLS: Final = frozenset(
    {
        "bash",
        "exec",
        "execcommand",
        "executebash",
        "executecommand",
        "executepwsh",
        "localshell",
        "powershell",
        "runcommand",
        "runinterminal",
        "runshellcommand",
        "runterminalcmd",
        "runterminalcommand",
        "shell",
        "shellcommand",
        "terminal",
    }
)

_PATHS: Final = (
    "file_path",
    "filePath",
    "path",
    "notebook_path",
    "notebookPath",
    "target_file",
    "targetFile",
    "absolutePath",
    "absolute_path",
    "filename",
)
_WRITTEN: Final = ("content", "contents", "file_text", "fileText")
_COMMANDS: Final = ("command", "cmd", "command_line", "commandLine", "script")
_PATCHES: Final = ("patch", "patchText", "patch_text", "input", "command", "diff")
#: Subcommands of file tools whose text is not the whole file.
_PARTIAL: Final = frozenset({"append", "insert", "str_replace", "strReplace"})


def mechanism_of(tool: str) -> Mechanism | None:
    """What a tool does to files, or `None` when it does nothing to them. MCP tools count by their last name."""
    bare = re.sub(r"[^a-z0-9]", "", tool.rsplit("__", 1)[-1].rsplit(".", 1)[-1].lower())
    if bare in _EDITS:
        return Mechanism.AGENT_EDIT
    return Mechanism.AGENT_SHELL if bare in _SHELLS else None


def with_tool(report: Report, tool: str, arguments: Fields) -> list[Report]:
    """The reports of a tool call, from what is known of the call and the tool's arguments; none for other tools."""
    mechanism = mechanism_of(tool)
    if mechanism is None:
        return []
    if mechanism is Mechanism.AGENT_SHELL:
        return _shell(report, arguments)
    edit = report._replace(mechanism=mechanism)
    patch = next((patch for name in _PATCHES if (patch := read_patch(_joined(arguments, name))).paths), None)
    if patch is not None:
        return [edit._replace(**patch._asdict())]
    paths = _paths(arguments)
    if not paths:
        arguments.missing(_PATHS[0])
        return []
    return [_with_account(edit._replace(paths=paths), arguments)]


def _shell(report: Report, arguments: Fields) -> list[Report]:
    folder = arguments.text("cwd", "workdir", "dir_path", "directory") or report.cwd
    command = _joined(arguments, *_COMMANDS)
    shell = report._replace(mechanism=Mechanism.AGENT_SHELL, cwd=folder, command=command)
    patch = read_patch(command)
    if report.phase is not Phase.BEFORE or not patch.paths:
        return [shell]
    # Codex takes a patch out of the command, applies it itself and sends no after (seen with 0.169.0): what the
    # patch says is remembered, and found again in the files at the session's next event.
    return [shell, shell._replace(mechanism=Mechanism.AGENT_EDIT, **patch._asdict())]


def _paths(arguments: Fields) -> tuple[str, ...]:
    found = [arguments.text(*_PATHS)]
    found += [entry.text(*_PATHS) for entry in arguments.objects("replacements", "edits", "files", "changes")]
    found += arguments.texts("paths", "files")
    return tuple(dict.fromkeys(path for path in found if path))


def _joined(arguments: Fields, *names: str) -> str:
    """A text, or the words of a command line as one."""
    return arguments.text(*names) or " ".join(arguments.texts(*names))


def _with_account(report: Report, arguments: Fields) -> Report:
    """The report with what the arguments say that the file becomes."""
    path = report.paths[0]
    if len(report.paths) > 1:
        by_path = [
            (entry.text(*_PATHS), replacement)
            for entry in arguments.objects("replacements", "edits")
            if (replacement := entry.replacement()) is not None
        ]
        grouped = {name: tuple(edit for of, edit in by_path if of == name) for name, _ in by_path}
        return report._replace(edits=tuple((name, edits) for name, edits in grouped.items() if name))
    single = arguments.replacement()
    edits = (single,) if single else arguments.replacements("edits", "replacements")
    if edits:
        return report._replace(edits=((path, edits),))
    written = arguments.get(*_WRITTEN)
    if isinstance(written, str) and arguments.text("command") not in _PARTIAL:
        return report._replace(written=((path, arguments.text(*_WRITTEN)),))
    return report
