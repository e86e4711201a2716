"""One repository and what is made for it: everything when first asked for, every adapter imported where it is made.

A git hook pays for what it uses and for nothing else.
"""

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from answerable.core.ports import Change
    from answerable.core.whole.tree import Tree
    from answerable.repo.history import GitHistory
    from answerable.repo.objects import GitObjects
    from answerable.repo.plumbing import Discovery, Plumbing
    from answerable.repo.records import GitRecords
    from answerable.repo.repository import Repository
    from answerable.repo.staging import GitStaging
    from answerable.repo.worktree import GitWorktree
    from answerable.store.journal import SqliteJournal
    from answerable.store.settings_files import SettingsFiles

__all__ = [
    "TOOL",
    "Workspace",
    "clock",
    "open_workspace",
    "received",
    "settings_files",
    "stage_landing",
    "tree_after",
    "user_state",
    "worktree",
    "worktree_changes",
]

#: How records name what wrote them. Kept here because asking the installed package costs a hook 20 ms.
TOOL: Final = "answerable 0.1.0"


class Workspace:
    """One worktree of one repository with everything that belongs to it; see `open_workspace`."""

    def __init__(self, cwd: str, environ: Mapping[str, str], *, in_hook: bool = False) -> None:
        self._cwd = cwd
        self._environ = environ
        self._in_hook = in_hook
        self._discovery: Discovery | None = None

    def begin(self) -> "Discovery":
        """Let git look for the repository already while Python goes on importing."""
        from answerable.repo.plumbing import Discovery  # noqa: PLC0415 - see the package

        self._discovery = Discovery(self._cwd, self._environ, in_hook=self._in_hook)
        return self._discovery

    @cached_property
    def git(self) -> "Plumbing":
        """Git commands. Raises `NotARepository`, here and wherever it is needed below."""
        discovery = self._discovery or self.begin()
        self._discovery = None
        return discovery.finish()

    @cached_property
    def journal(self) -> "SqliteJournal":
        """The journal, as this worktree sees it. Raises `JournalUnavailable`."""
        from answerable.store.journal import open_journal  # noqa: PLC0415 - see the package

        git = self.git
        is_linked = git.git_dir != git.common_dir
        journal = open_journal(
            git.common_dir, clock, os.path.relpath(git.git_dir, git.common_dir) if is_linked else ""
        )
        self.__dict__["journal"] = journal
        self.settle()
        return journal

    def settle(self) -> None:
        """Tidy up after records that landed while nobody looked."""
        from answerable.repo.landing import landed  # noqa: PLC0415 - see the package

        with landed(self.git.git_dir) as ids:
            if ids:
                from answerable.app.land_record import settle  # noqa: PLC0415 - see the package

                settle(ids, self.journal)

    @cached_property
    def objects(self) -> "GitObjects":
        """Git's objects."""
        from answerable.repo.objects import GitObjects  # noqa: PLC0415 - see the package

        return GitObjects(self.git)

    @cached_property
    def staging(self) -> "GitStaging":
        """The commit being made."""
        from answerable.repo.staging import GitStaging  # noqa: PLC0415 - see the package

        return GitStaging(self.git)

    @cached_property
    def records(self) -> "GitRecords":
        """The records under `refs/answerable/records`."""
        from answerable.repo.records import GitRecords  # noqa: PLC0415 - see the package

        return GitRecords(self.git, self.objects)

    @cached_property
    def history(self) -> "GitHistory":
        """Patches and blame."""
        from answerable.repo.history import GitHistory  # noqa: PLC0415 - see the package

        return GitHistory(self.git)

    @cached_property
    def repository(self) -> "Repository":
        """Configuration and the state of an operation in progress."""
        from answerable.repo.repository import Repository  # noqa: PLC0415 - see the package

        return Repository(self.git)

    @property
    def identity(self) -> str:
        """The e-mail address of the person at the machine, empty when git was not told."""
        return self.repository.identity

    @property
    def settings(self) -> Mapping[str, str]:
        """The `answerable.*` keys of git's configuration, without that prefix, in lower case."""
        return self.repository.settings

    def stop_git(self) -> None:
        """End the git processes that still go on; they start again when they are needed."""
        if self._discovery is not None:
            self._discovery.cancel()
            self._discovery = None
        if "objects" in self.__dict__:
            self.objects.close()

    def close(self) -> None:
        """Release what was opened."""
        self.stop_git()
        if "journal" in self.__dict__:
            self.journal.close()


def open_workspace(cwd: str, environ: Mapping[str, str]) -> Workspace:
    """The worktree that the folder `cwd` belongs to.

    The variables with which git tells its hooks where they are count inside one: git always sets the index there.
    """
    return Workspace(cwd, environ, in_hook="GIT_INDEX_FILE" in environ)


def stage_landing(workspace: Workspace, data: bytes, record: str) -> None:
    """Write a record so that its commit only has to move the ref of records; see `repo.landing`."""
    from answerable.core.errors import GitFailed  # noqa: PLC0415 - see the package
    from answerable.repo.landing import prepare_landing  # noqa: PLC0415 - see the package

    # What fails here is done by the hook after the commit, which also complains.
    with suppress(OSError, GitFailed):
        staged = workspace.records.stage(data)
        if staged is not None:
            prepare_landing(workspace.git.git_dir, staged, record)


def clock() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def worktree(workspace: Workspace) -> "GitWorktree":
    """The files of the worktree as they are on disk."""
    from answerable.repo.worktree import GitWorktree  # noqa: PLC0415 - see the package

    return GitWorktree(workspace.git, workspace.objects)


def settings_files() -> "SettingsFiles":
    """The decoder of policy and roster."""
    from answerable.store.settings_files import SettingsFiles  # noqa: PLC0415 - see the package

    return SettingsFiles()


def tree_after(workspace: Workspace, revision: str, *, staged: bool = False) -> "Tree":
    """The files of a commit, with an empty revision those of the index or of the worktree."""
    from answerable.repo.trees import CommitTree, IndexTree, WorktreeTree  # noqa: PLC0415 - see the package

    if revision:
        return CommitTree(workspace.git, workspace.objects, revision)
    if staged:
        return IndexTree(workspace.git, workspace.objects)
    return WorktreeTree(workspace.git, worktree(workspace))


def worktree_changes(workspace: Workspace, revision: str) -> Sequence["Change"]:
    """What the worktree changes against a commit or tree; see `GitStaging.worktree`."""
    return workspace.staging.worktree(revision)


def user_state() -> str:
    """The folder for what belongs to the user and to no repository."""
    from answerable.store.locations import state_directory  # noqa: PLC0415 - see the package

    return state_directory()


def received(cwd: str, environ: Mapping[str, str]) -> Workspace:
    """The repository that a push goes to, as its hooks see it: with the objects in quarantine."""
    return Workspace(cwd, environ, in_hook=True)
