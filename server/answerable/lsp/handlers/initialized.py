"""`initialized`: ask for what only now may be asked for, and open the repositories of the workspace."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.lsp.capabilities import completion_registration

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["initialized"]


def initialized(ls: "AnswerableServer", _params: types.InitializedParams) -> None:
    """The client is ready."""
    if ls.client.registers_configuration:
        registration = types.Registration(
            id="answerable-configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options=types.DidChangeConfigurationRegistrationOptions(section="answerable"),
        )
        ls.client_register_capability(types.RegistrationParams([registration]))
    if ls.client.registers_completion:
        ls.client_register_capability(types.RegistrationParams([completion_registration()]))
    if ls.client.configuration:
        ls.schedule.after(0, "configuration", ls.ask_for_settings)
    ls.schedule.after(0, "repositories", ls.open_repositories)
