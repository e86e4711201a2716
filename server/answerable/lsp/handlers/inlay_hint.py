"""`textDocument/inlayHint`: a short mark at the end of the first line of each AI region."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.app.annotate import ai_blocks
from answerable.core.positions import Place
from answerable.core.views import hint_label
from answerable.lsp.convert import to_position

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["inlay_hint"]


async def inlay_hint(ls: "AnswerableServer", params: types.InlayHintParams) -> list[types.InlayHint]:
    """The marks in the range that the client shows."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None or not ls.settings.hints:
        return []
    await ls.desk.loaded(tracked)
    attributed = tracked.snapshot()
    return [
        types.InlayHint(
            position=to_position(
                attributed.lines, Place(block.first, len(attributed.lines[block.first])), ls.client.encoding
            ),
            label=hint_label(block),
            padding_left=True,
        )
        for block in ai_blocks(attributed)
        if params.range.start.line <= block.first <= params.range.end.line
    ]
