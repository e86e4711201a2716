"""`shutdown`: nothing is taken any more; what is known is saved when the client leaves."""

from typing import TYPE_CHECKING

from answerable.lsp.protocol import Phase

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["shutdown"]


async def shutdown(ls: "AnswerableServer", _params: None) -> None:
    """Save everything before the answer: some clients kill a server right after it."""
    ls.protocol.phase = Phase.SHUT
    await ls.schedule.finish("save")
