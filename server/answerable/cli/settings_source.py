"""Where `policy` and `roster` read their files: the worktree, or a revision."""

from collections.abc import Mapping, Sequence

from answerable.app.check_range import POLICY_PATH, ROSTER_PATH
from answerable.cli.output import Output, safe
from answerable.core.errors import BadRevision, SettingUnreadable
from answerable.core.record import well_formed
from answerable.wiring.workspace import Workspace, open_workspace, worktree

__all__ = ["read_files", "read_settings", "say_checked"]


def read_settings(
    revision: str, cwd: str, environ: Mapping[str, str]
) -> tuple[bytes | None, bytes | None, str]:
    """The contents of policy and roster (`None` where there is none), and where that is, in words."""
    (policy, roster), place = read_files((POLICY_PATH, ROSTER_PATH), revision, cwd, environ)
    return policy, roster, place


def read_files(
    paths: Sequence[str], revision: str, cwd: str, environ: Mapping[str, str]
) -> tuple[list[bytes | None], str]:
    """The contents of files in the worktree or at a revision (`None` where there is none), and where, in words."""
    workspace = open_workspace(cwd, environ)
    try:
        if not revision:
            return [_in_worktree(workspace, path) for path in paths], "in the worktree"
        commit = workspace.objects.resolve(revision)
        if commit is None:
            raise BadRevision(f"{revision!r} names no commit in this repository.")
        return [workspace.objects.file(commit, path) for path in paths], f"at {revision}"
    finally:
        workspace.close()


def say_checked(output: Output, path: str, problems: Sequence[str], summary: str) -> int:
    """Print whether the file is valid (`answerable.check/v1`); the exit code."""
    if output.as_json:
        said = [well_formed(problem) for problem in problems]
        output.json({"schema": "answerable.check/v1", "path": path, "valid": not said, "problems": said})
    for problem in problems:
        output.say(safe(problem))
    if not problems:
        output.say(f"{path} is valid: {summary}.")
    return 1 if problems else 0


def _in_worktree(workspace: Workspace, path: str) -> bytes | None:
    seen = worktree(workspace).read(path)
    if seen.note:
        raise SettingUnreadable(f"{path} cannot be read: it is {seen.note}.")
    return None if seen.text is None else seen.text.encode("utf-8", "surrogateescape")
