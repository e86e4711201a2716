"""The files of a commit with their contents' ids."""

import os

from answerable.repo.plumbing import Plumbing

__all__ = ["listed"]


def listed(git: Plumbing, revision: str) -> dict[str, str]:
    """Path -> blob id of the regular files of a commit or tree: no links, no submodules. Raises `BadRevision`."""
    raw = git.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
    found = {}
    for entry in raw.split(b"\0"):
        described, _, name = entry.partition(b"\t")
        if described.startswith(b"100"):
            found[os.fsdecode(name)] = described.split()[2].decode("ascii")
    return found
