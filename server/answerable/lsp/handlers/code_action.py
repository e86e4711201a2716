"""`textDocument/codeAction`: review, declare, ask why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.app.annotate import Offer, offers
from answerable.lsp.capabilities import ACTION_KIND
from answerable.lsp.convert import to_argument, to_lines
from answerable.lsp.messages import Command

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["code_action"]


async def code_action(
    ls: "AnswerableServer", params: types.CodeActionParams
) -> list[types.CodeAction | types.Command]:
    """What can be done about the lines of a range."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None or tracked.note or tracked.is_message or not _wanted(params.context.only):
        return []
    await ls.desk.loaded(tracked)
    attributed = tracked.snapshot()
    first, last = to_lines(params.range, len(attributed.lines))
    offer = offers(attributed, first, last)
    commands = [
        types.Command(title=title, command=name, arguments=[to_argument(tracked.uri, params.range, agent)])
        for title, name, agent in _choices(offer, ls.session.agents() if offer.declare_ai else ())
    ]
    if not ls.client.action_literals:
        return list(commands)
    return [
        types.CodeAction(title=command.title, kind=f"{ACTION_KIND}.{_last(command.command)}", command=command)
        for command in commands
    ]


def _choices(offer: Offer, agents: Sequence[str]) -> list[tuple[str, Command, str]]:
    """Title, command and agent of each action, in the order in which they are shown."""
    found: list[tuple[str, Command, str]] = []
    if offer.review:
        found.append(("Mark as reviewed", Command.MARK_REVIEWED, ""))
    if offer.declare_ai:
        found += [(f"This was written by {agent}", Command.WRITTEN_BY, agent) for agent in agents]
        found.append(("This was written by an AI tool", Command.WRITTEN_BY, ""))
    if offer.declare_human:
        found.append(("I typed this", Command.TYPED, ""))
    if offer.explain:
        found.append(("Why?", Command.WHY, ""))
    return found


def _wanted(only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether a client that asks for some kinds of actions asks for ours."""
    if not only:
        return True
    kinds = [kind.value if isinstance(kind, types.CodeActionKind) else kind for kind in only]
    return any(kind in {"", ACTION_KIND} or kind.startswith(f"{ACTION_KIND}.") for kind in kinds)


def _last(command: str) -> str:
    return command.rpartition(".")[2]
