"""The analysis process: reads requests from standard input, writes findings to standard output, ends with its input.

A frame is four bytes of length, big-endian, and that much JSON. It is a process of its own because tree-sitter holds
the interpreter's lock while it parses: a thread would stall the server's loop.

A request with `old` and `text` begins a session of the document `path`, one with `first`, `last` and `lines` tells its
next edit: the lines that were replaced, half-open, and what they became. `drop` names sessions that are over.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from answerable.wiring import risk_session

if TYPE_CHECKING:
    from answerable.syntax.session import Session

__all__ = ["LENGTH", "main"]

#: Bytes of a frame's length.
LENGTH: Final = 4
#: Below the editor's own work in the queue for a processor.
_NICENESS: Final = 5


def main() -> None:
    """Analyse until the input ends. Says `{"ready": true}` once the grammars are loaded."""
    os.nice(_NICENESS)
    read, write = sys.stdin.buffer, sys.stdout.buffer
    sessions: dict[str, Session] = {}
    risk_session("", "").findings("")
    _put(write, {"ready": True})
    while (request := _take(read)) is not None:
        _put(write, {"id": request["id"], **_answer(sessions, request)})


def _answer(sessions: "dict[str, Session]", request: dict[str, Any]) -> dict[str, object]:
    """What a document's text brings; `exact` says whether a comparison of the whole texts would say the same."""
    for path in request["drop"]:
        sessions.pop(path, None)
    path = request["path"]
    if "old" in request:
        session = sessions[path] = risk_session(path, request["old"])
        findings, problems = session.findings(request["text"])
    else:
        session = sessions[path]
        findings, problems = session.edit(request["first"], request["last"], request["lines"])
    found = [list(one) for one in findings]
    return {"findings": found, "problems": list(problems), "exact": session.is_exact}


def _take(stream: BinaryIO) -> dict[str, Any] | None:
    header = stream.read(LENGTH)
    if len(header) < LENGTH:
        return None
    request: dict[str, Any] = json.loads(stream.read(int.from_bytes(header, "big")))
    return request


def _put(stream: BinaryIO, answer: dict[str, object]) -> None:
    body = json.dumps(answer).encode()
    stream.write(len(body).to_bytes(LENGTH, "big") + body)
    stream.flush()


if __name__ == "__main__":
    main()
