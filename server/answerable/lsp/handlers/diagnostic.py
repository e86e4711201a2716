"""`textDocument/diagnostic`."""

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["diagnostic"]


async def diagnostic(
    ls: "AnswerableServer", params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Answer when the text as it is now has been analysed."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return await ls.publisher.pulled(tracked, params.previous_result_id)
