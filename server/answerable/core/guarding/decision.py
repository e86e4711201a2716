"""From what an agent is about to do to a verdict with one sentence."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from answerable.core.guarding.danger import Danger, Needs, Verdict
from answerable.core.guarding.history import is_shared
from answerable.core.guarding.table import Table

__all__ = ["Decision", "Look", "Operation", "Weighed", "decide", "settle"]


class Operation(NamedTuple):
    """A tool call that has not happened yet.

    `kind` is `shell`, `write`, `read`, `sql` or `other`. `command` is the shell command or the SQL; it is never
    stored. `cwd` and `paths` are spelt as the agent spells them. `can_ask` says whether the agent can put a question
    to its user now.
    """

    agent: str
    kind: str
    command: str = ""
    cwd: str = ""
    paths: tuple[str, ...] = ()
    session: str = ""
    tool_use: str = ""
    can_ask: bool = True


class Weighed(NamedTuple):
    """A danger and what is decided about it."""

    verdict: Verdict
    danger: Danger


class Decision(NamedTuple):
    """The verdict, one sentence for whoever reads it (empty when nothing is wrong), and all that was weighed."""

    verdict: Verdict
    sentence: str = ""
    weighed: tuple[Weighed, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of danger, the strictest first."""
        return tuple(dict.fromkeys(one.danger.kind for one in self.weighed))


class Look(Protocol):
    """What is cheap to look up in the repository; `None` where it cannot be told."""

    def changes(self) -> bool | None:
        """Whether tracked files have uncommitted changes."""
        ...

    def untracked(self) -> bool | None:
        """Whether there are untracked files, ignored ones left out."""
        ...

    def restorable(self, path: str) -> bool | None:
        """Whether git can bring back all that is at `path`: everything there is tracked and unchanged."""
        ...

    def branch(self) -> str | None:
        """The branch that is checked out."""
        ...


def decide(dangers: Sequence[Danger], look: Look, tables: Callable[[], Sequence[Table]]) -> Decision:
    """The decision about dangers; the strictest of the tables counts, and they are only read when there is danger."""
    settled = [danger for one in dangers for danger in settle(one, look)]
    if not settled:
        return Decision(Verdict.ALLOW)
    known = tables()
    weighed = [Weighed(max(table.verdict(danger) for table in known), danger) for danger in settled]
    weighed.sort(key=lambda one: -one.verdict)
    worst = weighed[0]
    sentence = "" if worst.verdict is Verdict.ALLOW else _sentence(worst.danger)
    return Decision(worst.verdict, sentence, tuple(weighed))


def settle(danger: Danger, look: Look) -> Iterator[Danger]:
    """The danger as it is here, or nothing when it is none here. What cannot be looked up stays a danger."""
    if danger.needs is Needs.CHANGES and look.changes() is False:
        return
    if danger.needs is Needs.UNTRACKED and look.untracked() is False:
        return
    if danger.needs is Needs.RESTORABLE and look.restorable(danger.path) is True:
        return
    if danger.needs is Needs.BRANCH:
        branch = look.branch()
        if branch and is_shared(branch):
            yield danger._replace(kind="rewrite-shared", path="")
            return
        if branch and danger.path == "leased":
            return
        danger = danger._replace(path="")
    yield danger


def _sentence(danger: Danger) -> str:
    sentence = f"{danger.loss}; instead, {danger.instead}."
    return sentence[:1].upper() + sentence[1:]
