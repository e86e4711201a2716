"""`workspace/didRenameFiles`."""

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_rename_files"]


def did_rename_files(ls: "AnswerableServer", params: types.RenameFilesParams) -> None:
    """What is known of a file goes with it, whether the client reopens it before or after it tells."""
    renames = [(file.old_uri, file.new_uri) for file in params.files]
    for old, new in renames:
        ls.session.rename(old, new)
    ls.schedule.after(0, ("save", "renames", *renames), lambda: ls.desk.renamed(renames))
