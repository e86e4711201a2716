"""The server without a client library: bytes in, every answer out, for what no well-behaved client would send."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

__all__ = ["RawServer"]


class RawServer:
    """A server process spoken to in JSON. `said` holds every message it has sent."""

    def __init__(self, environ: Mapping[str, str], *args: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "answerable.lsp.main", *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
            cwd="/",
        )
        self.said: list[dict[str, Any]] = []
        self.stderr = ""
        self._ids = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.leave()

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: object) -> None:
        """Send one message, whatever it is."""
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: object = None) -> dict[str, Any]:
        """Send a request and read until its answer comes."""
        self._ids += 1
        self.send({"jsonrpc": "2.0", "id": self._ids, "method": method, "params": params})
        return self.answer_to(self._ids)

    def answer_to(self, msg_id: object) -> dict[str, Any]:
        while True:
            for message in self.said:
                if message.get("id") == msg_id and "method" not in message:
                    return message
            assert self._read(), f"the server ended: {self.leave()}"

    def begin(self, capabilities: object = None, **params: object) -> dict[str, Any]:
        """Initialise."""
        answer = self.ask(
            "initialize", {"processId": None, "rootUri": None, "capabilities": capabilities or {}, **params}
        )
        self.notify("initialized", {})
        return answer["result"]

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "python", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: object, *changes: object) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def covered(self, uri: str) -> list[tuple[int, int, int, int]]:
        """The ranges of the document's regions, flat: what the server takes the text to be."""
        answer = self.ask("answerable/regions", {"uri": uri})
        ranges = [region["range"] for region in answer["result"]["regions"]]
        return [(*_flat(one["start"]), *_flat(one["end"])) for one in ranges]

    def leave(self) -> str:
        """Close its input, read the rest; what it said on standard error."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        while self._read():
            pass
        self.stderr = self.process.stderr.read().decode()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.stderr

    def answers(self) -> list[object]:
        """The ids of all answers so far, in order."""
        return [message["id"] for message in self.said if "id" in message and "method" not in message]

    def _read(self) -> bool:
        length = 0
        while (header := self.process.stdout.readline().strip()) or not length:
            if not header:
                return False
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
        self.said.append(json.loads(self.process.stdout.read(length)))
        return True


def _flat(position: dict[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]
