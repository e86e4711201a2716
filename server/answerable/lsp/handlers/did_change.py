"""`textDocument/didChange`: the keystroke path. Nothing here may cost more than the edit is long."""

import logging
from typing import TYPE_CHECKING, Final

from lsprotocol import types

from answerable.core.positions import Place, Span
from answerable.lsp.convert import readable, to_span

if TYPE_CHECKING:
    from answerable.app.track import Tracked
    from answerable.core.positions import Encoding
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_change"]

_log: Final = logging.getLogger(__name__)


def did_change(ls: "AnswerableServer", params: types.DidChangeTextDocumentParams) -> None:
    """Apply the changes of one update, in order.

    They are applied whatever version they claim: the order of messages decides what the client's text is.
    """
    uri, version = params.text_document.uri, params.text_document.version
    tracked = ls.document(uri)
    if tracked is None:
        _log.warning("A change of %s, which is not open, is ignored.", uri)
        return
    if version <= tracked.version:
        _log.warning("%s: version %d comes after version %d.", uri, version, tracked.version)
    changes = [_apply(tracked, change, version, ls.client.encoding) for change in params.content_changes]
    tracked.moved_on(version)
    ls.desk.edited(tracked, unexplained=any(changes))
    ls.publisher.soon(tracked)


def _apply(
    tracked: "Tracked", change: types.TextDocumentContentChangeEvent, version: int, encoding: "Encoding"
) -> bool:
    """Apply one change; whether it brought text that nobody explains."""
    document = tracked.document
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        span, problem = Span(Place(0, 0), document.end()), ""
    else:
        span, problem = to_span(document, change.range, encoding)
    if problem and not tracked.note:
        _log.warning("%s: version %d has %s; the nearest text is taken.", tracked.uri, version, problem)
    return tracked.edit(span, readable(change.text), version)
