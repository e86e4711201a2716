"""`$/setTrace`: understood and without effect; traces would carry the client's text."""

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["set_trace"]


def set_trace(ls: "AnswerableServer", params: types.SetTraceParams) -> None:
    """Remember the value, as the protocol asks."""
    ls.protocol.trace = params.value
