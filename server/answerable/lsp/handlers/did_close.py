"""`textDocument/didClose`."""

import logging
from typing import TYPE_CHECKING, Final

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_close"]

_log: Final = logging.getLogger(__name__)


def did_close(ls: "AnswerableServer", params: types.DidCloseTextDocumentParams) -> None:
    """Stop tracking a document; its state is kept for when it comes back."""
    tracked = ls.session.close(params.text_document.uri)
    if tracked is None:
        _log.warning("%s was closed and is not open.", params.text_document.uri)
        return
    ls.desk.closed(tracked)
    ls.publisher.closed(tracked)
