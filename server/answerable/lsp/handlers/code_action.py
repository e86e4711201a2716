"""`textDocument/codeAction`: mend a finding, review, declare, ask why."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.app.annotate import Offer, offers
from answerable.core.mending import Mend, allowance, question, restored
from answerable.core.text import split_lines
from answerable.lsp.capabilities import ACTION_KIND
from answerable.lsp.convert import to_argument, to_lines, to_workspace_edit
from answerable.lsp.messages import Command
from answerable.wiring.risks import comment_opener

if TYPE_CHECKING:
    from answerable.app.track import Tracked
    from answerable.lsp.server import AnswerableServer

__all__ = ["code_action"]


async def code_action(
    ls: "AnswerableServer", params: types.CodeActionParams
) -> list[types.CodeAction | types.Command]:
    """What can be done about the lines of a range."""
    tracked = ls.document(params.text_document.uri)
    if tracked is None or tracked.note or tracked.is_message:
        return []
    await ls.desk.loaded(tracked)
    if ls.client.mends_at_once and params.context.diagnostics:
        return list(_preferred(ls, tracked, params))
    found: list[types.CodeAction | types.Command] = []
    if ls.client.action_literals and _wanted(params.context.only, types.CodeActionKind.QuickFix.value):
        found += _mends(ls, tracked, params)
    return [*found, *_commands(ls, tracked, params)] if _wanted(params.context.only, ACTION_KIND) else found


def _commands(
    ls: "AnswerableServer", tracked: "Tracked", params: types.CodeActionParams
) -> Iterator[types.CodeAction | types.Command]:
    """What is said about the lines, as commands of ours."""
    attributed = tracked.snapshot()
    offer = offers(attributed, *to_lines(params.range, len(attributed.lines)))
    for title, name, agent in _choices(offer, ls.session.agents() if offer.declare_ai else ()):
        command = types.Command(
            title=title, command=name, arguments=[to_argument(tracked.uri, params.range, agent)]
        )
        if ls.client.action_literals:
            yield types.CodeAction(title=title, kind=f"{ACTION_KIND}.{_last(name)}", command=command)
        else:
            yield command


def _preferred(
    ls: "AnswerableServer", tracked: "Tracked", params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    """The best edit for the finding that is meant: all that is offered may be done, a declaration among it."""
    meant = params.context.diagnostics[0]
    asked = types.CodeActionParams(params.text_document, meant.range, params.context)
    found = (
        one for one in _mends(ls, tracked, asked) if one.is_preferred and meant in (one.diagnostics or ())
    )
    yield from islice(found, 1)


def _mends(
    ls: "AnswerableServer", tracked: "Tracked", params: types.CodeActionParams
) -> Iterator[types.CodeAction]:
    """The edits that answer the findings on the lines, if those belong to the text as it is now."""
    lines = tracked.snapshot().lines
    first, last = to_lines(params.range, len(lines))
    committed = split_lines(tracked.base or "")
    begun = tracked.run.before if tracked.run is not None else ()
    opener = comment_opener(tracked.path or tracked.uri, "".join(lines[:1]))
    for finding in ls.publisher.current(tracked):
        if not (finding.line - 1 < last and first < finding.end_line) or finding.allowed:
            continue
        old = begun if finding.is_recent else committed
        told = [one for one in params.context.diagnostics if one.code == finding.rule] or None
        verb = "Restore what was removed" if finding.is_lost else "Put back the old text"
        offered: list[tuple[str, Mend | None]] = [
            (f"{verb} ({finding.rule} {finding.name})", restored(finding, old, lines)),
            (f"Allow {finding.rule} here, with a reason", allowance(finding, opener, lines)),
            (f"Mark {finding.rule} for sign-off", question(finding, opener, lines)),
        ]
        for number, (title, mend) in enumerate(offered):
            if mend is not None:
                yield types.CodeAction(
                    title=title,
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=told,
                    is_preferred=number == 0 or None,
                    edit=to_workspace_edit(tracked.uri, tracked.version, mend, lines, ls.client),
                )


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


def _wanted(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds of actions asks for this one: for it, or for what it is a part of."""
    if not only:
        return True
    kinds = [each.value if isinstance(each, types.CodeActionKind) else each for each in only]
    return any(each in {"", kind} or each.startswith(f"{kind}.") for each in kinds)


def _last(command: str) -> str:
    return command.rpartition(".")[2]
