"""`answerable/branch`: the gate's verdict on the current branch, and what of it is to be reviewed."""

from typing import TYPE_CHECKING, Any

from answerable.lsp.convert import file_of
from answerable.lsp.messages import BranchParams

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["branch"]


async def branch(ls: "AnswerableServer", params: BranchParams) -> dict[str, Any]:
    """The answer of the inspector, an `app.branch_report.BranchReport`."""
    return await ls.inquiry.ask("branch", file_of(params.uri), base=params.base)
