"""`answerable/focus`: a committed change of a file, brought down to certain lines."""

from typing import TYPE_CHECKING

from answerable.core.errors import UsageError
from answerable.core.focus import focused
from answerable.lsp.convert import file_of, readable
from answerable.lsp.messages import FocusParams, FocusResult

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["focus"]


async def focus(ls: "AnswerableServer", params: FocusParams) -> FocusResult:
    """The text at the head, and one to compare it with."""
    repository = await ls.store.find(file_of(params.uri))
    if repository is None:
        raise UsageError("This is no folder of a repository on the server's machine.")
    read = ls.store.run
    after = await read(repository.committed, params.head, params.path)
    before = await read(repository.committed, params.base, params.old or params.path)
    if after is None:
        raise UsageError(f"{params.path} is no text file at that revision.")
    return FocusResult(readable(focused(before or "", after, params.lines)), readable(after))
