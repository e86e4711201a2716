"""`answerable/stampPreview`: what the stamp of a commit of what is staged will say."""

from typing import TYPE_CHECKING, Any

from answerable.lsp.convert import file_of
from answerable.lsp.messages import StampPreviewParams

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["stamp_preview"]


async def stamp_preview(ls: "AnswerableServer", params: StampPreviewParams) -> dict[str, Any]:
    """The answer of the inspector, an `app.preview_commit.StampPreview`."""
    return await ls.inquiry.ask("stamp", file_of(params.uri), message=params.message)
