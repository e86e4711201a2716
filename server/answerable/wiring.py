"""The composition root: the only module that puts adapters behind the ports.

Everything is made when first asked for and every adapter is imported where it is made: a git hook pays for what it
uses and for nothing else.
"""

import os
import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from answerable.agents.protocol import Decoded
    from answerable.core.ports import RiskAnalyser
    from answerable.repo.history import GitHistory
    from answerable.repo.objects import GitObjects
    from answerable.repo.plumbing import Plumbing
    from answerable.repo.records import GitRecords
    from answerable.repo.repository import Repository
    from answerable.repo.staging import GitStaging
    from answerable.repo.worktree import GitWorktree
    from answerable.store.journal import SqliteJournal

__all__ = ["TOOL", "Workspace", "analyser", "clock", "open_workspace", "read_reports", "worktree"]

#: How records name what wrote them. Kept here because asking the installed package costs a hook 20 ms.
TOOL: Final = "answerable 0.1.0"


class Workspace:
    """One worktree of one repository with everything that belongs to it; see `open_workspace`."""

    def __init__(self, cwd: str, environ: Mapping[str, str], *, in_hook: bool = False) -> None:
        self._cwd = cwd
        self._environ = environ
        self._in_hook = in_hook

    @cached_property
    def git(self) -> "Plumbing":
        """Git commands. Raises `NotARepository`, here and wherever it is needed below."""
        from answerable.repo.plumbing import Plumbing  # noqa: PLC0415 - see the module

        return Plumbing.discover(self._cwd, self._environ, in_hook=self._in_hook)

    @cached_property
    def journal(self) -> "SqliteJournal":
        """The journal, as this worktree sees it. Raises `JournalUnavailable`."""
        from answerable.store.journal import open_journal  # noqa: PLC0415 - see the module

        git = self.git
        is_linked = git.git_dir != git.common_dir
        return open_journal(
            git.common_dir, clock, os.path.relpath(git.git_dir, git.common_dir) if is_linked else ""
        )

    @cached_property
    def objects(self) -> "GitObjects":
        """Git's objects."""
        from answerable.repo.objects import GitObjects  # noqa: PLC0415 - see the module

        return GitObjects(self.git)

    @cached_property
    def staging(self) -> "GitStaging":
        """The commit being made."""
        from answerable.repo.staging import GitStaging  # noqa: PLC0415 - see the module

        return GitStaging(self.git)

    @cached_property
    def records(self) -> "GitRecords":
        """The records under `refs/answerable/records`."""
        from answerable.repo.records import GitRecords  # noqa: PLC0415 - see the module

        return GitRecords(self.git, self.objects)

    @cached_property
    def history(self) -> "GitHistory":
        """Patches and blame."""
        from answerable.repo.history import GitHistory  # noqa: PLC0415 - see the module

        return GitHistory(self.git)

    @cached_property
    def repository(self) -> "Repository":
        """Configuration and the state of an operation in progress."""
        from answerable.repo.repository import Repository  # noqa: PLC0415 - see the module

        return Repository(self.git)

    @property
    def identity(self) -> str:
        """The e-mail address of the person at the machine, empty when git was not told."""
        return self.repository.identity

    @property
    def settings(self) -> Mapping[str, str]:
        """The `answerable.*` keys of git's configuration, without that prefix, in lower case."""
        return self.repository.settings

    def close(self) -> None:
        """Release what was opened."""
        if "objects" in self.__dict__:
            self.objects.close()
        if "journal" in self.__dict__:
            self.journal.close()


def open_workspace(cwd: str, environ: Mapping[str, str], *, in_hook: bool = False) -> Workspace:
    """The worktree that the folder `cwd` belongs to. `in_hook` believes the variables git sets for its hooks."""
    return Workspace(cwd, environ, in_hook=in_hook)


def clock() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def analyser() -> "RiskAnalyser":
    """The risk analyser, which takes a third of a second to import."""
    from answerable.syntax.analyser import Analyser  # noqa: PLC0415 - see the module

    return Analyser()


def worktree(workspace: Workspace) -> "GitWorktree":
    """The files of the worktree as they are on disk."""
    from answerable.repo.worktree import GitWorktree  # noqa: PLC0415 - see the module

    return GitWorktree(workspace.git, workspace.objects)


def read_reports(agent: str, payload: bytes) -> "Decoded":
    """What an agent's payload reports, and what is wrong with it; see `agents.registry`."""
    from answerable.agents.registry import read_reports as read  # noqa: PLC0415 - see the module

    return read(agent, payload)
