"""A model on loopback that follows a script: turn by turn it asks a coding agent for a tool call, then says "done".

It speaks as much of the Gemini and of the OpenAI Responses protocol as the agents under test need, and keeps no state
of its own: an agent sends the whole conversation each time, and the results in it tell which turn is next.
"""

import json
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple, Self

__all__ = ["Gate", "ScriptedModel", "Turn"]

_PATIENCE_S = 60


class Gate:
    """Lets a test act while the model thinks: it waits for `reached`, acts, and opens the gate."""

    def __init__(self) -> None:
        self.reached = Event()
        self._opened = Event()

    def open(self) -> None:
        """Let the model answer."""
        self._opened.set()

    def pass_through(self) -> None:
        """The model's side."""
        self.reached.set()
        assert self._opened.wait(_PATIENCE_S), "the test never opened the gate"


class Turn(NamedTuple):
    """One tool call: its name, and its arguments or, for a tool that takes free text, that text."""

    tool: str
    arguments: Mapping[str, object] | str
    gate: Gate | None = None


class ScriptedModel:
    """Answers any number of agents at once, all with the same script; `asked` is what they sent last."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_parts: object) -> None:
                """The agent's own output is what a failing test shows."""

            def do_GET(self) -> None:
                self.answer('{"models": [], "data": []}', "application/json")

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
                self.answer(*model.answer(self.path, asked))

            def answer(self, body: str, kind: str) -> None:
                self.send_response(200)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

        self.turns = tuple(turns)
        self.asked: dict[str, object] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, asked: dict[str, object]) -> tuple[str, str]:
        """Body and content type."""
        if "enerateContent" in path:
            return self._gemini(asked, streams="stream" in path)
        if "responses" in path:
            return self._responses(asked), "text/event-stream"
        return "{}", "application/json"

    def results(self) -> list[object]:
        """What the tools gave back, as the agent told it in its last request."""
        return _results(self.asked)

    def _next(self, asked: dict[str, object], *, has_tools: bool) -> Turn | None:
        """The turn whose result is not in the conversation yet; side requests without tools get none."""
        if not has_tools:
            return None
        self.asked = asked
        done = len(_results(asked))
        if done >= len(self.turns):
            return None
        turn = self.turns[done]
        if turn.gate is not None:
            turn.gate.pass_through()
        return turn

    def _gemini(self, asked: dict[str, object], *, streams: bool) -> tuple[str, str]:
        turn = self._next(asked, has_tools="functionDeclarations" in json.dumps(asked.get("tools")))
        part = {"functionCall": {"name": turn.tool, "args": turn.arguments}} if turn else {"text": "done"}
        candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
        usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
        answer = json.dumps({"candidates": [candidate], "usageMetadata": usage})
        return (f"data: {answer}\r\n\r\n", "text/event-stream") if streams else (answer, "application/json")

    def _responses(self, asked: dict[str, object]) -> str:
        turn = self._next(asked, has_tools=bool(asked.get("tools")))
        said = {"type": "output_text", "text": "done"}
        item: dict[str, object] = {"type": "message", "role": "assistant", "id": "m1", "content": [said]}
        if turn:
            call = f"call_{len(_results(asked))}"
            item = {"id": f"item_{call}", "call_id": call, "name": turn.tool}
            if isinstance(turn.arguments, str):
                item |= {"type": "custom_tool_call", "input": turn.arguments}
            else:
                item |= {"type": "function_call", "arguments": json.dumps(turn.arguments)}
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        events: tuple[dict[str, object], ...] = (
            {"type": "response.created", "response": {"id": "r1"}},
            {"type": "response.output_item.done", "item": item},
            {"type": "response.completed", "response": {"id": "r1", "usage": usage}},
        )
        return "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)


def _results(asked: dict[str, object]) -> list[object]:
    """The results of tool calls in a conversation, in either protocol."""
    found: list[object] = []
    waiting: list[object] = [asked.get("contents"), asked.get("input")]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = value + waiting
        elif isinstance(value, dict):
            if "functionResponse" in value:
                found.append(value["functionResponse"])
            elif str(value.get("type", "")).endswith("_call_output"):
                found.append(value.get("output"))
            else:
                waiting = [inner for inner in value.values() if isinstance(inner, list)] + waiting
    return found
