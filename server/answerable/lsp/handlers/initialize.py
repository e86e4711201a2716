"""`initialize`: what the client can do, and what it is offered."""

from typing import TYPE_CHECKING

from lsprotocol import types

from answerable.core.settings import parse_settings
from answerable.lsp.capabilities import read_client, server_capabilities
from answerable.lsp.convert import file_of
from answerable.lsp.protocol import Phase
from answerable.wiring.risks import risk_rules_page

if TYPE_CHECKING:
    from answerable.lsp.server import AnswerableServer

__all__ = ["initialize"]


def initialize(ls: "AnswerableServer", params: types.InitializeParams) -> types.InitializeResult:
    """Begin the session."""
    page = risk_rules_page().as_uri()
    ls.client = ls.publisher.client = read_client(params.capabilities)._replace(rules_page=page)
    ls.settings, problems = parse_settings(params.initialization_options)
    ls.publisher.settings = ls.settings
    ls.surveys.want(ls.settings.blast)
    ls.folders = _folders(params)
    ls.protocol.phase = Phase.RUNNING
    ls.note(problems)
    return types.InitializeResult(
        capabilities=server_capabilities(ls.client),
        server_info=types.ServerInfo(name=ls.name, version=ls.version),
    )


def _folders(params: types.InitializeParams) -> list[str]:
    """The paths of the folders that were opened; older clients name one root."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    found = [path for uri in uris if (path := file_of(uri))]
    return found or ([params.root_path] if params.root_path else [])
