"""`textDocument/completion`: the trailers of a commit message. Code is never completed here."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.app.commit_message import Proposal, proposals
from answerable.core.positions import Place
from answerable.core.text import content
from answerable.lsp.convert import to_place, to_position

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["completion"]


async def completion(ls: "AnswerableServer", params: types.CompletionParams) -> list[types.CompletionItem]:
    """What can stand where the cursor is, the stamp of what is staged first."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None or not tracked.is_message or tracked.note:
        return []
    place = to_place(tracked.document, params.position, ls.client.encoding)
    facts = await ls.desk.message_facts(tracked, with_agents=True)
    attributed = tracked.snapshot()
    found = proposals(content(attributed), place.line, place.column, facts)
    end = to_position(attributed.lines, place, ls.client.encoding)
    return [
        _item(
            one,
            number,
            types.Range(to_position(attributed.lines, Place(place.line, one.start), ls.client.encoding), end),
        )
        for number, one in enumerate(found)
    ]


def _item(proposal: Proposal, number: int, where: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        label=proposal.label,
        kind=types.CompletionItemKind.Property,
        documentation=proposal.detail,
        sort_text=f"{number:03}",
        filter_text=proposal.text.lstrip(),
        text_edit=types.TextEdit(where, proposal.text),
    )
