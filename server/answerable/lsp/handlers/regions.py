"""`answerable/regions`: every region of a document, for clients that draw them."""

from typing import TYPE_CHECKING

from answerable.core import regions as core
from answerable.core.errors import UsageError
from answerable.lsp.convert import to_entry
from answerable.lsp.messages import RegionsParams, RegionsResult

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["regions"]


async def regions(ls: "AnswerableServer", params: RegionsParams) -> RegionsResult:
    """The regions as they are when the document's origins are known."""
    tracked = ls.document(params.uri)
    if tracked is None:
        raise UsageError("The document is not open.")
    await ls.desk.loaded(tracked)
    attributed = tracked.snapshot()
    found = core.regions(attributed)
    entries = tuple(to_entry(region, attributed.lines, ls.client.encoding) for region in found)
    return RegionsResult(tracked.uri, tracked.version, entries, tracked.note)
