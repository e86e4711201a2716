"""Hints: what a client says about an edit before it sends it (`answerable/didEdit`)."""

from typing import Final, NamedTuple

from answerable.core.origin import COMMITTED, UNKNOWN, Author, Grade, Mechanism, Origin, intern_origin

__all__ = ["Hint"]

#: Who such text comes from when the client does not say.
_AUTHORS: Final = {
    Mechanism.TYPED: Author.HUMAN,
    Mechanism.AGENT_EDIT: Author.AI,
    Mechanism.AGENT_SHELL: Author.AI,
    Mechanism.FORMAT: Author.TOOL,
    Mechanism.REFACTOR: Author.TOOL,
    Mechanism.SNIPPET: Author.TOOL,
}


class Hint(NamedTuple):
    """What the client says about an edit (`answerable/didEdit`). `producer` names the source of the text.

    `copied` are the origins of a pasted text that was copied from several: so many characters that are not blank each.
    """

    mechanism: Mechanism
    author: Author | None = None
    producer: str = ""
    agent: str = ""
    version: str = ""
    model: str = ""
    session: str = ""
    copied: tuple[tuple[int, Origin], ...] = ()

    def origin(self) -> Origin:
        """The origin of the text that the edit brought in. A completion with a producer is that producer's."""
        agent = self.agent or self.producer
        author = self.author or _AUTHORS.get(self.mechanism, Author.UNKNOWN)
        if self.author is None and self.mechanism is Mechanism.COMPLETION and agent:
            author = Author.AI
        if author is Author.UNKNOWN and self.mechanism in {Mechanism.VCS, Mechanism.UNKNOWN}:
            return COMMITTED if self.mechanism is Mechanism.VCS else UNKNOWN
        return intern_origin(
            Origin(author, self.mechanism, Grade.LABELLED, agent, self.version, self.model, self.session)
        )
