"""What `answerable guard --explain` and `--log` print with `--json`."""

from typing import Literal, TypedDict

__all__ = ["GuardLog", "Guarded", "GuardedDanger", "LoggedDecision"]

_Verdict = Literal["allow", "ask", "deny"]


class GuardedDanger(TypedDict):
    """One thing that would be lost, and what is decided about it."""

    verdict: _Verdict
    kind: str
    environment: Literal["", "test", "production"]
    loss: str
    instead: str


class Guarded(TypedDict):
    """`answerable guard --explain COMMAND --json`."""

    schema: Literal["answerable.guard/v1"]
    verdict: _Verdict
    sentence: str
    dangers: list[GuardedDanger]
    problems: list[str]


class LoggedDecision(TypedDict):
    """One decision: neither the command nor any path of it is kept."""

    at_ms: int
    agent: str
    session: str
    tool_use: str
    operation: str
    verdict: _Verdict
    given: _Verdict
    kinds: list[str]
    program: str
    digest: str


class GuardLog(TypedDict):
    """`answerable guard --log --json`."""

    schema: Literal["answerable.guard-log/v1"]
    decisions: list[LoggedDecision]
