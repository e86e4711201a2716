"""`workspace/didChangeConfiguration`."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.core.settings import parse_settings

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["did_change_configuration"]


def did_change_configuration(ls: "AnswerableServer", params: types.DidChangeConfigurationParams) -> None:
    """Ask for the settings where the client can be asked, else take those that came along."""
    if ls.client.configuration:
        ls.schedule.after(0, "configuration", ls.ask_for_settings)
        return
    settings, problems = parse_settings(params.settings)
    ls.note(problems)
    ls.configure(settings)
