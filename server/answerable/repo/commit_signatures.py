"""What was signed in a commit, and the signature."""

import re
from collections.abc import Iterable
from typing import Final

from answerable.core.errors import GitFailed
from answerable.repo.objects import GitObjects

__all__ = ["GitCommitSignatures"]

#: The header with its continuation lines; git signs the commit without it, in both of its spellings.
_HEADER: Final = re.compile(rb"^gpgsig(?:-sha256)? (?:.*\n )*.*\n", re.MULTILINE)


class GitCommitSignatures:
    """Reads commits; nothing of git's own verification runs."""

    def __init__(self, objects: GitObjects) -> None:
        self._objects = objects

    def signed(self, commits: Iterable[str]) -> dict[str, tuple[bytes, str]]:
        """Per commit what was signed and the armoured signature, empty when there is none. Raises `GitFailed`."""
        wanted = list(commits)
        found = {}
        for commit, one in zip(wanted, self._objects.named(wanted), strict=True):
            if one is None or one[1] != "commit":
                raise GitFailed(f"Commit {commit[:12]} cannot be read.")
            head, blank, message = one[2].partition(b"\n\n")
            head += b"\n"
            header = _HEADER.search(head)
            signature = header[0].partition(b" ")[2].replace(b"\n ", b"\n") if header else b""
            payload = _HEADER.sub(b"", head)[:-1] + blank + message
            found[commit] = (payload, signature.decode("ascii", "replace"))
        return found
