"""What the journal keeps of a decision of the guard: enough to answer for it, and nothing that was secret."""

from typing import NamedTuple

__all__ = ["Decided"]


class Decided(NamedTuple):
    """One decision about one tool call.

    `verdict` is what was decided and `given` what the agent was told (an agent that cannot ask is refused what
    should be asked). `kinds` are the dangers, `program` is the name of the first program of a shell command and
    `digest` the content digest of the whole command: neither arguments nor paths are kept.
    """

    at_ms: int
    agent: str
    session: str
    tool_use: str
    operation: str
    verdict: str
    given: str
    kinds: tuple[str, ...] = ()
    program: str = ""
    digest: str = ""
