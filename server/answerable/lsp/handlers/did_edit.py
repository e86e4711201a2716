"""`answerable/didEdit`: how the next change arrives."""

import logging
from typing import TYPE_CHECKING, Final

from answerable.app.track import Copied, hint_of
from answerable.lsp.messages import DidEditParams

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_edit"]

_log: Final = logging.getLogger(__name__)


def did_edit(ls: "AnswerableServer", params: DidEditParams) -> None:
    """Remember it until the change comes that it describes."""
    tracked = ls.document(params.uri)
    copied = [Copied(one.count, one.class_, one.producer, one.model, one.session) for one in params.origins]
    hint = hint_of(params.mechanism, params.producer, params.model, params.session, copied)
    if tracked is None:
        _log.warning("A hint about %s, which is not open, is ignored.", params.uri)
    elif hint is None:
        _log.warning("A hint about %s names an unknown mechanism and is ignored.", params.uri)
    elif params.version <= tracked.version:
        _log.warning("A hint about %s is for version %d, which is past.", params.uri, params.version)
    else:
        tracked.expect(params.version, hint)
