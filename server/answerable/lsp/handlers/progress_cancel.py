"""`window/workDoneProgress/cancel`: our progress cannot be cancelled, and says so when it begins."""

from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["progress_cancel"]


def progress_cancel(_ls: "AnswerableServer", _params: types.WorkDoneProgressCancelParams) -> None:
    """Some clients send it all the same."""
