"""The analysis process: reads requests from standard input, writes findings to standard output, ends with its input.

A frame is four bytes of length, big-endian, and that much JSON. It is a process of its own because tree-sitter holds
the interpreter's lock while it parses: a thread would stall the server's loop.
"""

import json
import os
import sys
from typing import BinaryIO, Final

from answerable.wiring import analyser

__all__ = ["LENGTH", "main"]

#: Bytes of a frame's length.
LENGTH: Final = 4
#: Below the editor's own work in the queue for a processor.
_NICENESS: Final = 5


def main() -> None:
    """Analyse until the input ends. Says `{"ready": true}` once the grammars are loaded."""
    os.nice(_NICENESS)
    read, write = sys.stdin.buffer, sys.stdout.buffer
    analyse = analyser()
    _put(write, {"ready": True})
    while (request := _take(read)) is not None:
        findings, problems = analyse(request["path"], request["old"], request["new"])
        _put(
            write,
            {"id": request["id"], "findings": [list(one) for one in findings], "problems": list(problems)},
        )


def _take(stream: BinaryIO) -> dict[str, str] | None:
    header = stream.read(LENGTH)
    if len(header) < LENGTH:
        return None
    request: dict[str, str] = json.loads(stream.read(int.from_bytes(header, "big")))
    return request


def _put(stream: BinaryIO, answer: dict[str, object]) -> None:
    body = json.dumps(answer).encode()
    stream.write(len(body).to_bytes(LENGTH, "big") + body)
    stream.flush()


if __name__ == "__main__":
    main()
