"""Evidence and snapshots: what the journal stores."""

import hashlib
from typing import NamedTuple

from answerable.core.origin import Author, Grade, Mechanism, Origin, intern_origin
from answerable.core.text import Attributed

__all__ = ["Evidence", "Snapshot", "Window", "content_digest"]


def content_digest(text: str) -> str:
    """The digest that joins evidence to text: SHA-256 of the UTF-8 bytes, 64 hex digits.

    Undecodable bytes read with `surrogateescape` are hashed as the bytes they stand for. A text with any other lone
    surrogate, which only JSON can bring, is hashed as CESU-like UTF-8: it never equals a file's content.
    """
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


class Evidence(NamedTuple):
    """One report about an edit of one file.

    `path` is relative to the top of the worktree, with `/`. `before` and `after` are content digests; empty
    when the producer could not know them. `at_ms` is the reporter's clock and is only ever shown, never
    compared. `human` is the e-mail address of the person at the machine (git's user.email), if known.
    """

    producer: str
    path: str
    mechanism: Mechanism
    author: Author
    grade: Grade
    agent: str = ""
    version: str = ""
    model: str = ""
    session: str = ""
    before: str = ""
    after: str = ""
    at_ms: int = 0
    human: str = ""

    def origin(self) -> Origin:
        """The origin that text claimed by this evidence has."""
        return intern_origin(
            Origin(
                self.author, self.mechanism, self.grade, self.agent, self.version, self.model, self.session
            )
        )


class Snapshot(NamedTuple):
    """One file's content with its origins at a moment. `source` names who saw it: `editor` or an agent's name."""

    path: str
    digest: str
    attributed: Attributed
    source: str
    at_ms: int = 0


class Window(NamedTuple):
    """A tool call that has begun and not ended: the `before` half of a pair.

    `key` joins the halves (session and tool-use id, or session and path). `before` maps each path to the
    content seen then; `None` for a file that did not exist. A window that is never closed attributes nothing.
    """

    key: str
    producer: str
    before: dict[str, str | None]
    at_ms: int = 0
