"""`workspace/executeCommand`: what code actions and lenses do."""

from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from answerable.app.annotate import explain
from answerable.core.errors import UsageError
from answerable.core.origin import Author, Grade, Mechanism, Origin
from answerable.core.views import plain_text
from answerable.lsp.convert import to_lines, to_place
from answerable.lsp.messages import Command, Target

if TYPE_CHECKING:
    from answerable.app.track import Tracked
    from answerable.lsp.server import AnswerableServer

__all__ = ["execute_command"]


async def execute_command(ls: "AnswerableServer", params: types.ExecuteCommandParams) -> str | None:
    """Carry out one of our commands. `why` answers with what it also shows; the others with nothing."""
    if params.command not in set(Command):
        raise JsonRpcInvalidParams(f"No such command: {params.command:.100}")
    target = _target(ls, params)
    tracked = ls.document(target.uri)
    if tracked is None or tracked.note:
        raise UsageError("The document is not open, or is not tracked by line.")
    await ls.desk.loaded(tracked)
    first, last = to_lines(target.range, len(tracked.document.lines))
    match Command(params.command):
        case Command.WHY:
            return await _why(ls, tracked, target)
        case Command.MARK_REVIEWED:
            changed = await _review(ls, tracked, first, last)
        case Command.WRITTEN_BY:
            origin = Origin(Author.AI, Mechanism.DECLARED, Grade.LABELLED, agent=target.agent)
            changed = tracked.declare(first, last, origin)
        case Command.TYPED:
            changed = tracked.declare(first, last, Origin(Author.HUMAN, Mechanism.DECLARED, Grade.LABELLED))
    if changed:
        ls.regions_changed(tracked)
        await ls.desk.keep(tracked)
    return None


def _target(ls: "AnswerableServer", params: types.ExecuteCommandParams) -> Target:
    arguments = params.arguments or ()
    if len(arguments) != 1:
        raise JsonRpcInvalidParams(f"{params.command} takes one argument.")
    return ls.protocol.shaped(arguments[0], Target, params.command)


async def _review(ls: "AnswerableServer", tracked: "Tracked", first: int, last: int) -> bool:
    """Mark lines as reviewed, if the text is still the one that was asked about when we know by whom."""
    generation = tracked.generation
    email = await ls.desk.reviewer(tracked)
    if not email:
        raise UsageError("Git does not know who you are: set user.email, then mark as reviewed again.")
    if generation != tracked.generation:
        raise UsageError("The text changed meanwhile: look again, then mark as reviewed.")
    return tracked.review(first, last, email)


async def _why(ls: "AnswerableServer", tracked: "Tracked", target: Target) -> str:
    place = to_place(tracked.document, target.range.start, ls.client.encoding)
    [blast] = await ls.reach(tracked, [(place.line + 1, place.line + 1)])
    paragraphs = explain(tracked.snapshot(), place, ls.publisher.current(tracked), blast)
    said = plain_text(paragraphs) or "There is nothing to explain on a blank line."
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, said))
    return said
