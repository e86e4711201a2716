"""`$/cancelRequest`: the client no longer wants an answer."""

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["cancel_request"]


def cancel_request(ls: "AnswerableServer", params: types.CancelParams) -> None:
    """Answer the request as cancelled, if it is still being worked on."""
    ls.protocol.cancel(params.id)
