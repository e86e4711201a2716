"""`textDocument/hover`: who wrote this, how we know, who reviewed it, and what is risky about it; in a message, its trailers."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.app.annotate import explain
from answerable.app.commit_message import trailer_help
from answerable.core.text import content
from answerable.core.views import Paragraph
from answerable.lsp.convert import to_hover, to_place

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["hover"]


async def hover(ls: "AnswerableServer", params: types.HoverParams) -> types.Hover | None:
    """Explain the character under the pointer."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None:
        return None
    if tracked.is_message:
        facts = await ls.desk.message_facts(tracked)
        message = content(tracked.snapshot())
        return to_hover(trailer_help(message, params.position.line, facts), ls.client)
    await ls.desk.loaded(tracked)
    if tracked.note:
        return to_hover([Paragraph(tracked.note)], ls.client)
    place = to_place(tracked.document, params.position, ls.client.encoding)
    [blast] = await ls.reach(tracked, [(place.line + 1, place.line + 1)])
    return to_hover(explain(tracked.snapshot(), place, ls.publisher.current(tracked), blast), ls.client)
