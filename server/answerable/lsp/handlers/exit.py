"""`exit`: leave the message loop."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["leave"]


def leave(ls: "AnswerableServer", _params: None) -> None:
    """Stop reading messages; the transport puts the session away."""
    ls.leaving.set()
