"""`textDocument/didSave`."""

import logging
from typing import TYPE_CHECKING, Final

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_save"]

_log: Final = logging.getLogger(__name__)


def did_save(ls: "AnswerableServer", params: types.DidSaveTextDocumentParams) -> None:
    """The document is on the disk now."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None:
        _log.warning("%s was saved and is not open.", params.text_document.uri)
    else:
        ls.desk.saved(tracked)
        ls.surveys.changed(ls.desk.home(tracked))
