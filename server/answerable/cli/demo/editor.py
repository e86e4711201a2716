"""A minimal editor: drives `answerable-lsp` as a child process over stdio, the way a real one would.

It speaks the base protocol of LSP 3.17 (`Content-Length` framing, JSON-RPC 2.0), answers the requests that a
server may send, and waits for messages, never for time to pass.
"""

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from answerable.core.errors import AnswerableError

__all__ = ["Editor"]

Message = dict[str, Any]

#: What this editor can do: as much as the story shows.
CAPABILITIES: Message = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "hover": {"contentFormat": ["plaintext"]},
        "codeLens": {},
    },
    "workspace": {"workspaceFolders": True},
}


class Editor:
    """One editor window on one folder. Use it as a context manager: leaving it shuts the server down."""

    def __init__(
        self, command: list[str], folder: Path, environ: Mapping[str, str], patience: float = 30.0
    ) -> None:
        self._patience = patience
        self._inbox: queue.Queue[Message | None] = queue.Queue()
        self._kept: list[Message] = []
        self._last_id = 0
        self._server = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._read, daemon=True).start()
        uri = folder.as_uri()
        self.server_info: Message = self.request(
            "initialize",
            {
                "processId": None,
                "clientInfo": {"name": "answerable demo"},
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": folder.name}],
                "capabilities": CAPABILITIES,
            },
        ).get("serverInfo", {})
        self.notify("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.request("shutdown", None)
                self.notify("exit", None)
                self._server.wait(timeout=self._patience)
        finally:
            self._server.kill()
            self._server.wait()
            for pipe in (self._server.stdin, self._server.stdout):
                if pipe is not None:
                    pipe.close()

    def request(self, method: str, params: object) -> Any:  # noqa: ANN401 - whatever JSON the server answers
        """Send a request and wait for its result. Raises `AnswerableError` when the server refuses or is gone."""
        self._last_id += 1
        wanted = self._last_id
        self._send({"id": wanted, "method": method, "params": params})
        answer = self._wait(lambda message: message.get("id") == wanted and "method" not in message)
        if "error" in answer:
            raise AnswerableError(f"The server refused {method}: {answer['error'].get('message')}.")
        return answer["result"]

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def wait_for(self, method: str, accept: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - the message's parameters
        """The parameters of the first `method` notification that `accept` takes, earlier ones included."""
        found = self._wait(lambda message: message.get("method") == method and accept(message["params"]))
        return found["params"]

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        pipe = self._server.stdin
        if pipe is None or self._server.poll() is not None:
            raise AnswerableError(
                "The language server has ended; start it by hand with: answerable-lsp --stdio"
            )
        pipe.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        pipe.flush()

    def _wait(self, accept: Callable[[Message], bool]) -> Message:
        for message in self._kept:
            if accept(message):
                self._kept.remove(message)
                return message
        while True:
            try:
                message_or_end = self._inbox.get(timeout=self._patience)
            except queue.Empty:
                raise AnswerableError(f"The language server was silent for {self._patience:.0f} s.") from None
            if message_or_end is None:
                raise AnswerableError("The language server ended in the middle of the story.")
            if "method" in message_or_end and "id" in message_or_end:
                self._answer(message_or_end)
            elif accept(message_or_end):
                return message_or_end
            else:
                self._kept.append(message_or_end)

    def _answer(self, asked: Message) -> None:
        """Answer a request of the server: every setting is at its default, everything else is agreed to."""
        items = (
            asked.get("params", {}).get("items", []) if asked["method"] == "workspace/configuration" else None
        )
        self._send({"id": asked["id"], "result": None if items is None else [None] * len(items)})

    def _read(self) -> None:
        pipe = self._server.stdout
        while pipe is not None:
            length = 0
            while (line := pipe.readline()) not in {b"", b"\r\n"}:
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not line:
                break
            self._inbox.put(json.loads(pipe.read(length)))
        self._inbox.put(None)
