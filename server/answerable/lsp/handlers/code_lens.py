"""`textDocument/codeLens`: over each AI region its size, its review, what can be done about it, and how far it reaches."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.app.annotate import ai_blocks
from answerable.core.views import blast_title, lens_title
from answerable.lsp.convert import line_range, to_argument
from answerable.lsp.messages import Command

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["code_lens"]


async def code_lens(ls: "AnswerableServer", params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lenses of a document."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None or not ls.settings.lens:
        return []
    await ls.desk.loaded(tracked)
    attributed = tracked.snapshot()
    lenses = []
    blocks = ai_blocks(attributed)
    radii = await ls.reach(tracked, [(block.first + 1, block.last) for block in blocks])
    for block, blast in zip(blocks, radii, strict=True):
        where = line_range(attributed.lines, block.first, block.last, ls.client.encoding)
        above = types.Range(where.start, where.start)
        argument = to_argument(tracked.uri, where)
        titles = [(lens_title(block), Command.WHY)]
        titles += [] if block.reviewers else [("mark reviewed", Command.MARK_REVIEWED)]
        titles += [] if blast is None else [(blast_title(blast), Command.WHY)]
        lenses += [
            types.CodeLens(above, types.Command(title=title, command=name, arguments=[argument]))
            for title, name in titles
        ]
    return lenses
