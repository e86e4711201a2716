"""The workspace of a command: the repository of the current folder, closed when the command is done."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from answerable.core.errors import NotARepository
from answerable.wiring import open_workspace

if TYPE_CHECKING:
    from answerable.wiring import Workspace

__all__ = ["workspace_here"]


@contextmanager
def workspace_here() -> "Iterator[Workspace]":
    """The workspace of the current folder. Raises `NotARepository` when there is none."""
    try:
        folder = os.getcwd()  # noqa: PTH109 - pathlib costs 5 ms
    except FileNotFoundError:
        raise NotARepository("The current folder does not exist any more.") from None
    workspace = open_workspace(folder, os.environ)
    try:
        yield workspace
    finally:
        workspace.close()
