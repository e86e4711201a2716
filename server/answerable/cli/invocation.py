"""The workspace of a command: the repository of the current folder, closed when the command is done."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from answerable.core.errors import NotARepository, UsageError
from answerable.wiring.workspace import open_workspace, worktree

if TYPE_CHECKING:
    from answerable.wiring.workspace import Workspace

__all__ = ["locate", "workspace_here"]


@contextmanager
def workspace_here() -> "Iterator[Workspace]":
    """The workspace of the current folder. Raises `NotARepository` when there is none."""
    workspace = open_workspace(_current_folder(), os.environ)
    # Git looks for the repository while Python imports what the command needs.
    workspace.begin()
    try:
        yield workspace
    finally:
        workspace.close()


def locate(workspace: "Workspace", file: str) -> str:
    """The path of a file that the user named, as the repository spells it. Raises `UsageError` when it has none."""
    if workspace.git.is_bare:
        return file
    path, problem = worktree(workspace).locate(_current_folder(), file)
    if problem:
        raise UsageError(f"{problem}; give a file of this repository.")
    return path


def _current_folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - pathlib costs 5 ms
    except FileNotFoundError:
        raise NotARepository("The current folder does not exist any more.") from None
