"""What the client can do, and what we offer it accordingly."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from lsprotocol import types
from pygls.capabilities import get_capability

from answerable.app.track import MESSAGE_FILES, MESSAGE_LANGUAGES
from answerable.core.positions import Encoding
from answerable.lsp.messages import Command

__all__ = ["ACTION_KIND", "Client", "completion_registration", "read_client", "server_capabilities"]

#: The kind of our code actions; below it one kind for each action.
ACTION_KIND: Final = "answerable"


class Client(NamedTuple):
    """What a client said it can do. The defaults are a client that said nothing."""

    encoding: Encoding = Encoding.UTF16
    pulls_diagnostics: bool = False
    related_information: bool = False
    diagnostic_versions: bool = False
    shows_lenses: bool = False
    refreshes_lenses: bool = False
    shows_hints: bool = False
    refreshes_hints: bool = False
    action_literals: bool = False
    #: Whether it may carry out every action that it is given for a finding, as Quick Fix of Kate 22.12 does.
    mends_at_once: bool = False
    completes: bool = False
    registers_completion: bool = False
    markdown: bool = False
    configuration: bool = False
    registers_configuration: bool = False
    progress: bool = False
    reports_renames: bool = False
    document_changes: bool = False
    describes_codes: bool = False
    keeps_data: bool = False
    #: Not the client's: where the page of the rules is on this machine, as a URI.
    rules_page: str = ""


def read_client(capabilities: types.ClientCapabilities) -> Client:
    """The part of a client's capabilities that we act on."""

    def has(path: str) -> bool:
        said = get_capability(capabilities, path)
        return said is not None and said is not False

    return Client(
        encoding=_encoding(get_capability(capabilities, "general.position_encodings", ())),
        # What evidence from outside changes could not be told to a client that pulls and cannot be told to.
        pulls_diagnostics=has("text_document.diagnostic") and has("workspace.diagnostics.refresh_support"),
        related_information=has("text_document.publish_diagnostics.related_information"),
        diagnostic_versions=has("text_document.publish_diagnostics.version_support"),
        shows_lenses=has("text_document.code_lens"),
        refreshes_lenses=has("workspace.code_lens.refresh_support"),
        shows_hints=has("text_document.inlay_hint"),
        refreshes_hints=has("workspace.inlay_hint.refresh_support"),
        action_literals=has("text_document.code_action.code_action_literal_support"),
        mends_at_once=_mends_at_once(capabilities),
        completes=has("text_document.completion"),
        registers_completion=has("text_document.completion.dynamic_registration"),
        markdown=types.MarkupKind.Markdown
        in get_capability(capabilities, "text_document.hover.content_format", ()),
        configuration=has("workspace.configuration"),
        registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
        progress=has("window.work_done_progress"),
        reports_renames=has("workspace.file_operations.did_rename"),
        document_changes=has("workspace.workspace_edit.document_changes"),
        describes_codes=has("text_document.publish_diagnostics.code_description_support"),
        keeps_data=has("text_document.publish_diagnostics.data_support"),
    )


def server_capabilities(client: Client) -> types.ServerCapabilities:
    """What this client is offered: nothing it could not use."""
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(client.encoding.value),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True,
            change=types.TextDocumentSyncKind.Incremental,
            save=types.SaveOptions(include_text=False),
        ),
        hover_provider=True,
        # Where it can be registered for messages alone, the client need not ask about code: see `initialized`.
        completion_provider=types.CompletionOptions()
        if client.completes and not client.registers_completion
        else None,
        code_action_provider=types.CodeActionOptions(
            code_action_kinds=[types.CodeActionKind.QuickFix, ACTION_KIND]
        )
        if client.action_literals
        else True,
        code_lens_provider=types.CodeLensOptions(resolve_provider=False) if client.shows_lenses else None,
        inlay_hint_provider=types.InlayHintOptions(resolve_provider=False) if client.shows_hints else None,
        diagnostic_provider=types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier=ACTION_KIND
        )
        if client.pulls_diagnostics
        else None,
        execute_command_provider=types.ExecuteCommandOptions(commands=[str(name) for name in Command]),
        workspace=_workspace_options(client),
    )


def completion_registration() -> types.Registration:
    """Completion of trailers, for commit messages and no other document."""
    filters: list[types.DocumentFilter] = [
        *(types.TextDocumentFilterLanguage(language=name) for name in sorted(MESSAGE_LANGUAGES)),
        *(types.TextDocumentFilterPattern(pattern=f"**/{name}") for name in sorted(MESSAGE_FILES)),
    ]
    return types.Registration(
        id="answerable-completion",
        method=types.TEXT_DOCUMENT_COMPLETION,
        register_options=types.CompletionRegistrationOptions(document_selector=filters),
    )


def _mends_at_once(capabilities: types.ClientCapabilities) -> bool:
    """Kate gives no name, but no other client that we know says so little about code actions."""
    told = get_capability(capabilities, "text_document.code_action")
    return (
        told is not None
        and told.code_action_literal_support is not None
        and (told.is_preferred_support, told.dynamic_registration) == (None, None)
    )


def _encoding(offered: Sequence[types.PositionEncodingKind | str]) -> Encoding:
    """The first that both sides know, in the client's order; UTF-16 is what every client must know."""
    for kind in offered:
        name = kind.value if isinstance(kind, types.PositionEncodingKind) else kind
        if name in set(Encoding):
            return Encoding(name)
    return Encoding.UTF16


def _workspace_options(client: Client) -> types.WorkspaceOptions:
    every_file = types.FileOperationFilter(pattern=types.FileOperationPattern(glob="**/*"), scheme="file")
    return types.WorkspaceOptions(
        workspace_folders=types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True),
        file_operations=types.FileOperationOptions(
            did_rename=types.FileOperationRegistrationOptions(filters=[every_file])
        )
        if client.reports_renames
        else None,
    )
