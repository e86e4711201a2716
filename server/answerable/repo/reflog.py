"""Git's log of where HEAD was: which commits were made here, and whether HEAD moved in any other way.

The format is that of `git help reflog` on disk: `OLD NEW NAME <EMAIL> TIME ZONE<TAB>MESSAGE`, the newest line last.
"""

import os
import re
from typing import Final

__all__ = ["commits_since"]

#: Bytes read from the end of the log: a command makes a commit or two.
_TAIL: Final = 1 << 16
_ENTRY: Final = re.compile(
    rb"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) [^\t\n]*(?:\t([^\n]*))?"
)
#: How git names its own making of a commit; a merge, a pick or a rebase brings in what others wrote.
_AMENDED: Final = b"commit (amend): "
_MADE: Final = re.compile(rb"commit(?: \((?:initial|amend)\))?: ")


def commits_since(git_dir: str, head: str) -> list[str]:
    """The commits made on top of `head` (empty before the first), oldest first, without those that were amended.

    Empty when there is none, when HEAD also moved in another way, or when there is no log.
    """
    made: list[str] = []
    amended: set[str] = set()
    for old, new, message in reversed(_entries(git_dir)):
        if new == head:
            break
        if old == new:
            # A branch that begins here, or a commit that was not made after all.
            continue
        if not _MADE.match(message):
            return []
        if message.startswith(_AMENDED):
            amended.add(old)
        if new not in amended:
            made.append(new)
        if old == head or not (head or old.strip("0")):
            return made[::-1]
    return []


def _entries(git_dir: str) -> list[tuple[str, str, bytes]]:
    try:
        with open(f"{git_dir}/logs/HEAD", "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            lines = file.read().split(b"\n")
    except OSError:
        return []
    # The first line of a tail is a part of one, which does not match.
    found = [_ENTRY.fullmatch(line) for line in lines]
    return [(one[1].decode(), one[2].decode(), one[3] or b"") for one in found if one is not None]
