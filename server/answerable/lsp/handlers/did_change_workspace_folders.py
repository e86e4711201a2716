"""`workspace/didChangeWorkspaceFolders`."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.lsp.convert import file_of

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_change_workspace_folders"]


def did_change_workspace_folders(
    ls: "AnswerableServer", params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Open the repositories of new folders. Those of removed folders stay open while documents of theirs are."""
    removed = {file_of(folder.uri) for folder in params.event.removed}
    added = [path for folder in params.event.added if (path := file_of(folder.uri))]
    ls.folders = [path for path in ls.folders if path not in removed] + added
    ls.schedule.after(0, "repositories", ls.open_repositories)
