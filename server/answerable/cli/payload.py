"""Reading an agent's payload from standard input, from agents that do it right and from those that do not."""

import os
import select
from typing import Final

__all__ = ["LARGEST_PAYLOAD", "read_payload"]

#: 64 MiB: the whole contents of large files travel in payloads.
LARGEST_PAYLOAD: Final = 64 << 20
#: Some agents never close our standard input. A pause of this many milliseconds after a closing brace means that
#: nothing more comes; a payload that pauses elsewhere gets longer.
_SHORT_PAUSE_MS: Final = 60
_LONG_PAUSE_MS: Final = 2000
_CHUNK: Final = 1 << 20


def read_payload(descriptor: int) -> tuple[bytes, str]:
    """Everything that arrives on `descriptor`, and what is wrong with it (empty when nothing is).

    The input is read to its end also when it is too large: an agent must not find a broken pipe.
    """
    if os.isatty(descriptor):
        return b"", "expects an agent's JSON on standard input, not a terminal"
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    chunks: list[bytes] = []
    size = 0
    while True:
        is_complete = bool(chunks) and chunks[-1].rstrip().endswith(b"}")
        ready = poll.poll(_SHORT_PAUSE_MS if is_complete else _LONG_PAUSE_MS)
        if not ready:
            return (b"".join(chunks), "") if is_complete else (b"", "standard input was never closed")
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            break
        size += len(chunk)
        if size <= LARGEST_PAYLOAD:
            chunks.append(chunk)
    if size > LARGEST_PAYLOAD:
        return b"", f"the payload is over {LARGEST_PAYLOAD >> 20} MiB"
    return b"".join(chunks), "" if size else "nothing on standard input"
