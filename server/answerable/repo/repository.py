"""What a repository says about itself and the commit being made: configuration, identity, states of an operation."""

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

from answerable.repo.caller import amends, calling_git
from answerable.repo.plumbing import Plumbing

__all__ = ["Repository"]

#: Everything that is asked for, in one git process.
_ASKED: Final = (
    r"^((user|committer)\.email|core\.comment(char|string)|commit\.(cleanup|verbose)|core\.sshcommand"
    r"|answerable\..*|alias\..*)$"
)
_FIXUPS: Final = frozenset({"f", "fixup", "s", "squash"})


class Repository:
    """Configuration is read once, when first asked for."""

    def __init__(self, git: Plumbing) -> None:
        self._git = git
        self._reading: Callable[[], bytes] | None = None

    def begin(self) -> Callable[[], bytes]:
        """Let git read the configuration already: it is going to be asked for."""
        self._reading = self._git.begin("config", "-z", "--get-regexp", _ASKED)
        return self._reading

    @cached_property
    def config(self) -> dict[str, str]:
        """The values that Answerable asks for by key, in git's spelling of keys: lower case but for names."""
        listed = (self._reading or self.begin())()
        config: dict[str, str] = {}
        for entry in filter(None, os.fsdecode(listed).split("\0")):
            key, equals, value = entry.partition("\n")
            # The last value of a key wins, and counts as said last among keys; one without `=` means true.
            config.pop(key, None)
            config[key] = value if equals else "true"
        return config

    @property
    def identity(self) -> str:
        """The e-mail address of the person at the machine as git would write it, empty when git was not told."""
        environ, config = self._git.environ, self.config
        return (
            environ.get("GIT_COMMITTER_EMAIL")
            or config.get("committer.email")
            or config.get("user.email")
            or environ.get("EMAIL", "")
        )

    @property
    def settings(self) -> Mapping[str, str]:
        """The repository's `answerable.*` configuration without that prefix."""
        prefix = "answerable."
        return {
            key.removeprefix(prefix): value for key, value in self.config.items() if key.startswith(prefix)
        }

    @property
    def comment(self) -> str:
        """What begins a comment in commit messages: a string, or `auto`."""
        # core.commentString (git 2.45) and core.commentChar are two names of one setting: the later one wins.
        return next(
            (self.config[key] for key in reversed(self.config) if key.startswith("core.comment")), "#"
        )

    def merged_heads(self) -> list[str]:
        """The commits a merge in progress brings in."""
        return [line.strip() for line in self._state("MERGE_HEAD").splitlines() if line.strip()]

    def earlier_messages(self) -> str:
        """The messages of what is being merged, squashed or picked, also when the user gave another with `-m`."""
        return "\n".join(self._state(name) for name in ("SQUASH_MSG", "MERGE_MSG"))

    def amends(self, pid: int, source: str, named: str) -> bool:
        """Whether the commit being made replaces HEAD.

        `pid` is the parent of the hook; `source` and `named` are the hook's second and third argument.
        """
        words = calling_git(pid)
        aliases = {key[6:]: value for key, value in self.config.items() if key.startswith("alias.")}
        answer = amends(words, aliases)
        if answer is not None:
            return answer
        done = self._state("rebase-merge/done").splitlines()
        if words and words[0] in {"rebase", "cherry-pick", "revert"}:
            return words[0] == "rebase" and bool(done) and done[-1].split(" ")[0] in _FIXUPS
        return source == "commit" and named == "HEAD"

    def _state(self, name: str) -> str:
        try:
            with open(f"{self._git.git_dir}/{name}", encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - pathlib costs 5 ms
                return file.read()
        except OSError:
            return ""
