"""The model and version that an agent's transcript tells, for agents whose hooks do not.

Only the end of the file is looked at, and only the two fields are taken from it. Inside a JSON string every quote
is escaped, so that text of a conversation cannot pass for a field.
"""

import os
import re
import stat
from typing import Final

__all__ = ["read_transcript"]

_TAIL: Final = 256 * 1024
_MODEL: Final = re.compile(rb'(?<!\\)"model"\s*:\s*"([^"\\<>]{1,200})"')
_VERSION: Final = re.compile(rb'(?<!\\)"version"\s*:\s*"([0-9][^"\\]{0,40})"')


def read_transcript(path: str) -> tuple[str, str]:
    """The last model and the last version that the file names; empty where it names none or cannot be read."""
    try:
        # O_NONBLOCK: a pipe must not be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError):
        return "", ""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return "", ""
        tail = os.pread(descriptor, _TAIL, max(0, status.st_size - _TAIL))
    except OSError:
        return "", ""
    finally:
        os.close(descriptor)
    return _last(_MODEL, tail), _last(_VERSION, tail)


def _last(pattern: re.Pattern[bytes], tail: bytes) -> str:
    found = pattern.findall(tail)
    name = found[-1].decode("utf-8", "replace").strip() if found else ""
    return name if name.isprintable() else ""
