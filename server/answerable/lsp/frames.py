"""How the server's own processes talk: a frame is four bytes of length, big-endian, and that much JSON."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final

__all__ = ["LENGTH", "frame", "serve"]

#: Bytes of a frame's length.
LENGTH: Final = 4
#: Below the editor's own work in the queue for a processor.
_NICENESS: Final = 5


def frame(message: dict[str, object]) -> bytes:
    """A message as it is sent."""
    body = json.dumps(message).encode()
    return len(body).to_bytes(LENGTH, "big") + body


def serve(answer: Callable[[dict[str, Any]], dict[str, object]]) -> None:
    """Say `{"ready": true}`, then answer requests from standard input on standard output until the input ends."""
    os.nice(_NICENESS)
    read, write = sys.stdin.buffer, sys.stdout.buffer
    _put(write, {"ready": True})
    while (request := _take(read)) is not None:
        _put(write, {"id": request["id"], **answer(request)})


def _take(stream: BinaryIO) -> dict[str, Any] | None:
    header = stream.read(LENGTH)
    if len(header) < LENGTH:
        return None
    request: dict[str, Any] = json.loads(stream.read(int.from_bytes(header, "big")))
    return request


def _put(stream: BinaryIO, answer: dict[str, object]) -> None:
    stream.write(frame(answer))
    stream.flush()
