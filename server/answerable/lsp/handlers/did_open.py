"""`textDocument/didOpen`."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.lsp.convert import readable

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_open"]


def did_open(ls: "AnswerableServer", params: types.DidOpenTextDocumentParams) -> None:
    """Begin to track a document."""
    item = params.text_document
    if (before := ls.document(item.uri)) is not None:
        ls.desk.closed(before)
    tracked = ls.session.open(item.uri, item.language_id, item.version, readable(item.text))
    ls.desk.opened(tracked)
    if tracked.note:
        ls.note([f"{item.uri}: {tracked.note}"])
