"""A language client that drives the real server in a child process and forgets nothing the server says."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import attrs
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import LanguageClient, LanguageClientProtocol, client_capabilities
from pytest_lsp.client import register_lsp_features

from answerable.lsp.converter import make_converter
from answerable.lsp.messages import DID_EDIT, PARAMS, REGIONS, REGIONS_CHANGED

__all__ = ["CLIENTS", "Editor", "Spot", "capabilities_of", "start_editor"]

_RECORDINGS = Path(__file__).parents[1] / "lsp" / "capabilities"

#: The clients by name: our own recordings, and those that pytest-lsp brings.
CLIENTS = {
    "vscode": "",
    "bare": "",
    "kate-22.12": "",
    "neovim-0.7": "neovim@v0.7.0",
    "neovim-0.11": "neovim@v0.11.0",
    "emacs": "emacs@v29.1",
}
#: Seconds until a message that does not come fails the test.
_PATIENCE = 30.0
#: What a server may say without anybody listening.
_CHATTER = {
    types.PROGRESS,
    types.WINDOW_WORK_DONE_PROGRESS_CREATE,
    types.WORKSPACE_CONFIGURATION,
    types.CLIENT_REGISTER_CAPABILITY,
    types.WORKSPACE_CODE_LENS_REFRESH,
    types.WORKSPACE_INLAY_HINT_REFRESH,
    types.WORKSPACE_DIAGNOSTIC_REFRESH,
}


class Spot(NamedTuple):
    """One region as a test states it: the text it covers, its class, its agent, who reviewed it."""

    text: str
    line_class: str
    agent: str = ""
    reviewed_by: tuple[str, ...] = ()


def capabilities_of(client: str) -> types.ClientCapabilities:
    """The capabilities that a client sends."""
    if CLIENTS[client]:
        return client_capabilities(CLIENTS[client])
    recorded = json.loads((_RECORDINGS / f"{client}.json").read_text())
    return get_converter().structure(recorded["capabilities"], types.ClientCapabilities)


@attrs.define
class _Answer:
    id: int | str
    result: dict[str, Any]
    jsonrpc: str = "2.0"


@attrs.define
class _Notice:
    params: dict[str, Any]
    method: str = REGIONS_CHANGED
    jsonrpc: str = "2.0"


class _Protocol(LanguageClientProtocol):
    """Notes every message of the server before anybody handles it."""

    def get_message_type(self, method: str) -> type[Any] | None:
        return _Notice if method == REGIONS_CHANGED else super().get_message_type(method)

    def get_result_type(self, method: str) -> type[Any] | None:
        return _Answer if method in PARAMS else super().get_result_type(method)

    def _handle_notification(self, method_name: str, params: Any) -> None:
        super()._handle_notification(method_name, params)
        self._server.hear(method_name, params)

    def _handle_request(self, msg_id: Any, method_name: str, params: Any) -> None:
        super()._handle_request(msg_id, method_name, params)
        self._server.hear(method_name, params)


def _converter():
    converter = make_converter()
    # lsprotocol takes every object with a `command` for a Command, code actions included.
    converter.register_structure_hook(
        types.Command | types.CodeAction,
        lambda given, _: converter.structure(
            given, types.Command if isinstance(given.get("command"), str) else types.CodeAction
        ),
    )
    return converter


class Editor(LanguageClient):
    """One editor: documents by URI with their texts and versions, and the messages nobody has read yet."""

    def __init__(self) -> None:
        super().__init__(protocol_cls=_Protocol, converter_factory=_converter)
        self.unread: list[tuple[str, Any]] = []
        self.versions: dict[str, int] = {}
        self.offered: types.ServerCapabilities
        self._news = asyncio.Event()

    def hear(self, method: str, params: Any) -> None:
        self.unread.append((method, params))
        self._news.set()

    async def heard(self, method: str) -> Any:
        """The oldest unread message of a method; waits for one."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                for place, (name, params) in enumerate(self.unread):
                    if name == method:
                        del self.unread[place]
                        return params
                self._news.clear()
                await self._news.wait()

    async def found(self, uri: str) -> Sequence[types.Diagnostic]:
        """The diagnostics of a document as it is now, pushed or pulled."""
        if self.offered.diagnostic_provider is not None:
            report = await self.text_document_diagnostic_async(
                types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
            )
            return report.items
        while (published := await self.heard(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)).uri != uri:
            pass
        return published.diagnostics

    def leftovers(self) -> list[tuple[str, Any]]:
        """What the server said and nobody read, apart from chatter and empty diagnostics."""
        return [
            (method, params)
            for method, params in self.unread
            if method not in _CHATTER
            and not (method == types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS and not params.diagnostics)
        ]

    def open(self, path: Path | str, text: str, language: str = "python", version: int = 1) -> str:
        """Open a document; its URI."""
        uri = path.as_uri() if isinstance(path, Path) else path
        self.versions[uri] = version
        item = types.TextDocumentItem(uri=uri, language_id=language, version=version, text=text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def saved(self, uri: str) -> None:
        self.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def edit(
        self, uri: str, start: tuple[int, int], end: tuple[int, int], text: str, version: int | None = None
    ) -> None:
        """Replace the range `start` to `end` (line and column in the client's units)."""
        where = types.Range(types.Position(*start), types.Position(*end))
        self._changed(uri, types.TextDocumentContentChangePartial(range=where, text=text), version)

    def type(self, uri: str, line: int, column: int, text: str) -> None:
        """Type `text`, one update for each character."""
        for step, character in enumerate(text):
            self.edit(uri, (line, column + step), (line, column + step), character)

    def replace(self, uri: str, text: str) -> None:
        """Send the whole text."""
        self._changed(uri, types.TextDocumentContentChangeWholeDocument(text=text), None)

    def hint(self, uri: str, mechanism: str, producer: str = "", **more: str) -> None:
        """Say how the next update arrives."""
        said = {"uri": uri, "version": self.versions[uri] + 1, "mechanism": mechanism, **more}
        self.protocol.notify(DID_EDIT, {**said, "producer": producer} if producer else said)

    async def regions(self, uri: str) -> dict[str, Any]:
        """The answer to `answerable/regions`."""
        async with asyncio.timeout(_PATIENCE):
            return await self.protocol.send_request_async(REGIONS, {"uri": uri})

    async def spots(self, uri: str, text: str) -> list[Spot]:
        """The regions of an ASCII document that are not text of the parent commit."""
        found = []
        for entry in (await self.regions(uri))["regions"]:
            if entry["mechanism"] != "vcs":
                begin, end = entry["range"]["start"], entry["range"]["end"]
                covered = _between(text, (begin["line"], begin["character"]), (end["line"], end["character"]))
                people = tuple(entry.get("reviewedBy", ()))
                found.append(Spot(covered, entry["class"], entry.get("agent", ""), people))
        return found

    async def hover(self, uri: str, line: int, column: int) -> str:
        """The text of a hover, empty when there is none."""
        answer = await self.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, column))
        )
        return answer.contents.value if answer else ""

    async def actions(self, uri: str, first: int, last: int) -> dict[str, types.Command]:
        """The commands behind the code actions for a range of lines, by title."""
        found = await self.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(uri), _lines(first, last), types.CodeActionContext([])
            )
        )
        commands = [one if isinstance(one, types.Command) else one.command for one in found]
        return {one.title: one for one in commands if one is not None}

    async def mends(self, uri: str, first: int, last: int, *only: str) -> dict[str, types.CodeAction]:
        """The code actions that bring an edit, by title."""
        asked = types.CodeActionContext([], only=list(only) or None)
        found = await self.text_document_code_action_async(
            types.CodeActionParams(types.TextDocumentIdentifier(uri), _lines(first, last), asked)
        )
        return {one.title: one for one in found if isinstance(one, types.CodeAction) and one.edit}

    async def run(self, command: types.Command) -> Any:
        """Execute a command as its author asked for it."""
        return await self.workspace_execute_command_async(
            types.ExecuteCommandParams(command.command, command.arguments)
        )

    async def lenses(self, uri: str) -> list[types.CodeLens]:
        found = await self.text_document_code_lens_async(
            types.CodeLensParams(types.TextDocumentIdentifier(uri))
        )
        return list(found)

    async def hints(self, uri: str) -> list[types.InlayHint]:
        found = await self.text_document_inlay_hint_async(
            types.InlayHintParams(types.TextDocumentIdentifier(uri), _lines(0, 10_000))
        )
        return list(found)

    def _changed(self, uri: str, change: Any, version: int | None) -> None:
        self.versions[uri] = self.versions[uri] + 1 if version is None else version
        document = types.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))


async def start_editor(
    client: str,
    folders: Iterable[Path],
    environ: Mapping[str, str],
    *args: str,
    options: object = None,
    configuration: object = None,
) -> Editor:
    """A client called `client` with a server of its own, initialised on these folders."""
    editor = Editor()
    register_lsp_features(editor)
    for method in _CHATTER - {types.PROGRESS, types.WINDOW_WORK_DONE_PROGRESS_CREATE}:
        if method not in editor.protocol.fm.features:
            editor.feature(method)(lambda _params: None)
    if configuration is not None:
        editor.set_configuration({"answerable": configuration})
    await editor.start_io(sys.executable, "-m", "answerable.lsp.main", *args, env=dict(environ), cwd="/")
    answer = await editor.initialize_session(
        types.InitializeParams(
            capabilities=capabilities_of(client),
            workspace_folders=[types.WorkspaceFolder(one.as_uri(), one.name) for one in folders],
            # Whoever tests something else has no use for an index of their repository.
            initialization_options={"blast": False} if options is None else options,
            process_id=os.getpid(),
        )
    )
    editor.offered = answer.capabilities
    return editor


def _lines(first: int, last: int) -> types.Range:
    return types.Range(types.Position(first, 0), types.Position(last, 0))


def _between(text: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    lines = text.splitlines(keepends=True)
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    return "".join([lines[start[0]][start[1] :], *lines[start[0] + 1 : end[0]], lines[end[0]][: end[1]]])
