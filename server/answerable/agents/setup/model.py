"""The words of an installation: who is called, what a file becomes, and where an agent keeps its configuration."""

import re
from typing import Final, NamedTuple, Protocol

__all__ = ["Caller", "Edited", "Format", "Place", "Setup", "calls_us"]

_OURS: Final = re.compile(r"answerable (?:checkpoint|guard) ")
#: What a shell still reads inside double quotes.
_QUOTED: Final = re.compile(r'([\\"$`])')


class Caller(NamedTuple):
    """How this installation is started: an absolute interpreter and its options."""

    python: str
    flags: tuple[str, ...] = ("-I",)

    def command(self, verb: str, agent: str) -> str:
        """The command line for a shell."""
        python = _QUOTED.sub(r"\\\1", self.python)
        return f'"{python}" {" ".join(self.flags)} -m answerable {verb} {agent}'


class Edited(NamedTuple):
    """What a file becomes, `None` for no file. With a `problem`, a sentence, it is what it was."""

    text: str | None
    problem: str = ""


class Format(Protocol):
    """How the configuration in one file takes our hooks in, and out again."""

    def install(self, text: str | None, caller: Caller) -> Edited:
        """The file with our hooks, unchanged where they are in place; `None` stands for no file."""
        ...

    def remove(self, text: str) -> Edited:
        """The file without our hooks; everything else stays."""
        ...


class Place(NamedTuple):
    """One file: its path in a repository, and in the home folder for all of a user's repositories.

    A `*` in the last part of a path stands for every file there is. `variable` names what moves the first folder
    of the user's path elsewhere.
    """

    project: str
    user: str
    format: Format
    variable: str = ""
    executable: bool = False


class Setup(NamedTuple):
    """One agent. Of each group of places, those that exist are used, or else the last.

    `traces` are folders, of a repository or the home folder, and `programs` commands that show that the agent is
    used. `confirm` is what the agent asks its user, which nobody else should answer.
    """

    agent: str
    places: tuple[tuple[Place, ...], ...]
    traces: tuple[str, ...]
    programs: tuple[str, ...]
    confirm: str


def calls_us(command: object) -> bool:
    """Whether a hook's command, by whatever installation it was written, is one of ours."""
    return isinstance(command, str) and _OURS.search(f"{command} ") is not None
