"""A model on loopback: it asks a coding agent for one tool call, and says "done" when it gets the result."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

__all__ = ["ScriptedModel"]


class ScriptedModel:
    """Speaks as much of the Gemini and the OpenAI Responses protocol as the agents under test need.

    `call` is the tool call: a name and its arguments.
    """

    def __init__(self, name: str, arguments: dict[str, object]) -> None:
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_parts: object) -> None:
                """The agent's own output is what a failing test shows."""

            def do_GET(self) -> None:
                self.answer('{"models": [], "data": []}', "application/json")

            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers.get("content-length", 0))).decode("utf-8", "replace")
                self.answer(*model.answer(self.path, asked))

            def answer(self, body: str, kind: str) -> None:
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

        self.name, self.arguments = name, arguments
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, asked: str) -> tuple[str, str]:
        """Body and content type."""
        if "enerateContent" in path:
            return self._gemini(asked, streams="stream" in path)
        return (
            (self._responses(asked), "text/event-stream")
            if "responses" in path
            else ("{}", "application/json")
        )

    def _gemini(self, asked: str, *, streams: bool) -> tuple[str, str]:
        wants_call = "functionDeclarations" in asked and "functionResponse" not in asked
        part = (
            {"functionCall": {"name": self.name, "args": self.arguments}} if wants_call else {"text": "done"}
        )
        content = {"role": "model", "parts": [part]}
        answer = json.dumps({"candidates": [{"content": content, "finishReason": "STOP", "index": 0}]})
        return (f"data: {answer}\r\n\r\n", "text/event-stream") if streams else (answer, "application/json")

    def _responses(self, asked: str) -> str:
        said = {"type": "output_text", "text": "done"}
        item: dict[str, object] = {"type": "message", "role": "assistant", "id": "m1", "content": [said]}
        if "call_output" not in asked:
            arguments = json.dumps(self.arguments)
            item = {
                "type": "function_call",
                "id": "f1",
                "call_id": "c1",
                "name": self.name,
                "arguments": arguments,
            }
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        events: tuple[dict[str, object], ...] = (
            {"type": "response.created", "response": {"id": "r1"}},
            {"type": "response.output_item.done", "item": item},
            {"type": "response.completed", "response": {"id": "r1", "usage": usage}},
        )
        return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
