"""Aider: it has no hooks and commits by itself, so its commits say what it did.

It adds `(aider)` to the name of the author, or `Co-authored-by: aider (MODEL)` to the message. The name of the
committer says nothing: it has the suffix also when aider commits what the user had changed before.
"""

import re
from typing import Final

from answerable.agents.protocol import Decoded
from answerable.core.origin import Author, Grade, Mechanism, Origin, intern_origin

__all__ = ["NAME", "claim", "decode", "model_of_commit", "wrote"]

NAME: Final = "aider"

_SUFFIX: Final = "(aider)"
_TRAILER: Final = re.compile(
    r"^Co-authored-by: aider(?: \(([^)\n]{1,200})\))?(?: <[^>\n]*>)?\s*$", re.IGNORECASE | re.MULTILINE
)


def decode(payload: object) -> Decoded:  # noqa: ARG001 - every adapter takes a payload
    """Aider sends none."""
    return [], [f"{NAME}: has no hooks; it is recognised by the commits it makes"]


def claim(author_name: str, message: str) -> Origin | None:
    """The origin of what this commit changes, if it says that aider wrote it. Nobody observed that."""
    if not wrote(author_name, message):
        return None
    model = model_of_commit(message)
    return intern_origin(Origin(Author.AI, Mechanism.DECLARED, Grade.LABELLED, agent=NAME, model=model))


def wrote(author_name: str, message: str) -> bool:
    """Whether aider wrote what this commit changes. A claim of the commit, as good as a label."""
    return author_name.rstrip().endswith(_SUFFIX) or _TRAILER.search(message) is not None


def model_of_commit(message: str) -> str:
    """The model that the trailer names, empty when it names none."""
    found = _TRAILER.search(message)
    return (found[1] or "").strip() if found else ""
