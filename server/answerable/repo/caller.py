"""Which git command called a hook: git tells its hooks everything but `--amend -m`.

The hook's own process is a child of git, with shells between; the arguments of the nearest git above are decisive.
"""

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ["amends", "calling_git"]

#: Shells, hook managers and `env` between git and us.
_HIGHEST: Final = 12
#: Options of git itself that take the next word.
_GIT_VALUES: Final = frozenset(
    {"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env"}
)
#: Options of git commit that take the next word: `-m --amend` is a message.
_COMMIT_VALUES: Final = frozenset(
    {"-m", "-F", "-C", "-c", "-t", "--message", "--file", "--reuse-message", "--reedit-message", "--template"}
    | {"--author", "--date", "--cleanup", "--trailer", "--fixup", "--squash", "--pathspec-from-file"}
)
#: The shortest form of --amend that is no other option.
_SHORTEST: Final = "--am"


def calling_git(pid: int) -> list[str]:
    """The words of the nearest git command at or above the process `pid`, its subcommand first; empty if unknown."""
    for _ in range(_HIGHEST):
        if pid <= 1:
            break
        words, parent = _process(pid)
        if words and os.path.basename(words[0]) in {"git", "git.exe"}:  # noqa: PTH119 - pathlib costs 5 ms
            return _subcommand(words[1:])
        pid = parent
    return []


def amends(words: Sequence[str], aliases: Mapping[str, str]) -> bool | None:
    """Whether the git command `words` amends; `None` when it is no `git commit`, whose options would say so.

    `aliases` are the user's, by name; one that runs a shell is none: the git below it is the one that counts.
    """
    seen: set[str] = set()
    while words and words[0] in aliases and words[0] not in seen:
        seen.add(words[0])
        words = [*_split(aliases[words[0]]), *words[1:]]
    if not words or words[0] != "commit":
        return None
    options = iter(words[1:])
    for word in options:
        if word == "--":
            break
        if word in _COMMIT_VALUES:
            next(options, None)
        elif word.startswith(_SHORTEST) and "--amend".startswith(word):
            return True
    return False


def _subcommand(words: Sequence[str]) -> list[str]:
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            return [word, *rest]
        if word in _GIT_VALUES:
            next(rest, None)
    return []


def _process(pid: int) -> tuple[list[str], int]:
    """The words of a process and its parent."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
            words = os.fsdecode(file.read().removesuffix(b"\0")).split("\0")
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
            # The name of the program stands in parentheses and may hold anything.
            return words, int(file.read().rpartition(b")")[2].split()[1])
    except OSError:
        return _ask_ps(pid)


def _ask_ps(pid: int) -> tuple[list[str], int]:
    """The same where there is no /proc."""
    try:
        said = subprocess.run(
            ("ps", "-o", "ppid=,args=", "-p", str(pid)), capture_output=True, check=False
        ).stdout
    except OSError:
        return [], 0
    parent, _, words = os.fsdecode(said).strip().partition(" ")
    return _split(words), int(parent) if parent.isdigit() else 0


def _split(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError:
        return words.split()
