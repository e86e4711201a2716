"""Aider: it has no hooks and commits by itself, so its commits say what it did.

It adds `(aider)` to the name of the author or committer, and `Co-authored-by: aider (MODEL)` to the message.
"""

import re
from typing import Final

from answerable.agents.protocol import Decoded

__all__ = ["NAME", "decode", "model_of_commit", "wrote"]

NAME: Final = "aider"

_SUFFIX: Final = "(aider)"
_TRAILER: Final = re.compile(
    r"^Co-authored-by: aider(?: \(([^)\n]{1,200})\))?(?: <[^>\n]*>)?\s*$", re.IGNORECASE | re.MULTILINE
)


def decode(payload: object) -> Decoded:  # noqa: ARG001 - every adapter takes a payload
    """Aider sends none."""
    return [], [f"{NAME}: has no hooks; it is recognised by the commits it makes"]


def wrote(author_name: str, committer_name: str, message: str) -> bool:
    """Whether aider made this commit. A claim of the commit, as good as a label."""
    names = (author_name.rstrip(), committer_name.rstrip())
    return any(name.endswith(_SUFFIX) for name in names) or _TRAILER.search(message) is not None


def model_of_commit(message: str) -> str:
    """The model that the trailer names, empty when it names none."""
    found = _TRAILER.search(message)
    return (found[1] or "").strip() if found else ""
