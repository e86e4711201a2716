"""The guard's decision table of commands, and a repository in which they are judged."""

from pathlib import Path
from typing import NamedTuple

from answerable.core.guarding.decision import Decision, decide
from answerable.core.guarding.judge import dangers_of_command
from answerable.core.guarding.table import default_table
from answerable.core.guarding.values import Ground

__all__ = ["GROUND", "Around", "Row", "judged", "rows"]

GROUND = Ground("/home/dev/project", "/home/dev/project", "/home/dev")
DATA = Path(__file__).parents[1] / "data" / "guard"


class Around:
    """A repository with work that git could not bring back, on a branch of one's own."""

    def __init__(
        self, *, lost: bool | None = True, branch: str | None = "feature/login", policies=(None, None)
    ):
        self.lost = lost
        self.name = branch
        self.found = policies

    def changes(self):
        return self.lost

    def untracked(self):
        return self.lost

    def restorable(self, path):  # noqa: ARG002 - the port's signature
        return None if self.lost is None else not self.lost

    def branch(self):
        return self.name

    def policies(self):
        return self.found


class Row(NamedTuple):
    """One command and what is expected of it."""

    verdict: str
    kinds: tuple[str, ...]
    command: str


def rows(name: str) -> list[Row]:
    """The rows of a file in data/guard."""
    found = []
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        head, _, command = line.partition(" :: ")
        verdict, kinds = head.split()
        found.append(
            Row(verdict, tuple(kinds.split(",")) if kinds != "-" else (), command.replace("\\n", "\n"))
        )
    return found


def judged(command: str, around: Around | None = None, ground: Ground = GROUND) -> Decision:
    """The decision about a command in a repository without a policy."""
    return decide(dangers_of_command(command, ground), around or Around(), lambda: [default_table()])
