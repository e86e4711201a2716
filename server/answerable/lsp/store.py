"""The one thread that talks to journals and to git, so that neither ever makes the loop wait.

A SQLite connection and a running `git cat-file` belong to one thread; here they all share this one.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, NamedTuple, TypeVar

from answerable.app.known_risk import remember_findings
from answerable.app.track import EDITOR, renamed
from answerable.core.errors import AnswerableError, NotARepository
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.text import Attributed, content
from answerable.wiring import Workspace, analyser_edition, open_workspace, worktree

__all__ = ["Known", "Repository", "Store"]

_log: Final = logging.getLogger(__name__)

#: How many of a file's newest snapshots are looked at.
_RECENT: Final = 8

_Answer = TypeVar("_Answer")


class Known(NamedTuple):
    """What journal and git know of a file: its text at HEAD, and snapshots of it, the newest first."""

    head: str | None
    snapshots: Sequence[Snapshot]


class Repository:
    """One repository. Its methods are for the store's thread only; `problem` is a failure not yet told to the user."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._worktree = worktree(workspace)
        self.problem = ""

    def place(self, file: str) -> str:
        """The path of a file in this repository, empty when it is not of this repository."""
        return self._worktree.locate("", file)[0]

    def known(self, path: str) -> Known:
        """What is known of a file. A journal that cannot be read knows nothing."""
        head = self._worktree.committed("HEAD", [path]).get(path)
        try:
            return Known(head, self._workspace.journal.snapshots(path, _RECENT))
        except AnswerableError as error:
            self.problem = str(error)
            return Known(head, ())

    def copied(self, attributed: Attributed) -> Sequence[Snapshot]:
        """The newest snapshot of any file with this content, if there is one."""
        try:
            found = self._workspace.journal.digest_anywhere(content_digest(content(attributed)))
        except AnswerableError as error:
            self.problem = str(error)
            return ()
        return () if found is None else (found,)

    def save(self, path: str, attributed: Attributed, at_ms: int) -> str:
        """Store a state that an editor saw; its digest. `problem` says why it could not be stored."""
        digest = content_digest(content(attributed))
        try:
            self._workspace.journal.save(Snapshot(path, digest, attributed, EDITOR, at_ms))
        except AnswerableError as error:
            self.problem = str(error)
        return digest

    def judged(self, pair: FilePair, found: Sequence[Finding]) -> None:
        """Keep what was found in a file: a commit of this text need not be analysed again."""
        try:
            remember_findings([pair], found, analyser_edition(), self._workspace.journal)
        except AnswerableError as error:
            self.problem = str(error)

    def rename(self, old_path: str, path: str) -> None:
        """Let what is known of a file, or of the files of a folder, be known under another path."""
        try:
            journal = self._workspace.journal
            for snapshot in journal.latest_all():
                journal.rename(snapshot.path, renamed(snapshot.path, old_path, path))
        except AnswerableError as error:
            self.problem = str(error)

    def changes(self) -> int:
        """A number that differs when somebody else has written to the journal."""
        try:
            return self._workspace.journal.changes()
        except AnswerableError as error:
            self.problem = str(error)
            return 0

    def notices(self) -> list[str]:
        """What the journal has to tell the user, each thing once."""
        try:
            notices = self._workspace.journal.notices
        except AnswerableError as error:
            self.problem = str(error)
            return []
        told = list(notices)
        notices.clear()
        return told

    def reviewer(self) -> str:
        """The e-mail address of the person at the machine, empty when git was not told."""
        return self._workspace.identity

    def close(self) -> None:
        """Release what was opened."""
        self._workspace.close()


class Store:
    """Repositories by folder, and the thread in which their methods run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._thread = ThreadPoolExecutor(1, "answerable-store")
        self._by_folder: dict[str, Repository] = {}
        self._by_top: dict[str, Repository] = {}

    async def run(self, work: Callable[..., _Answer], *args: object) -> _Answer:
        """Do `work` in the store's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args))

    async def find(self, folder: str) -> Repository | None:
        """The repository that a folder belongs to, `None` when there is none (yet: it is looked for each time)."""
        repository = self._by_folder.get(folder) or await self.run(self._discover, folder)
        if repository is not None:
            self._by_folder[folder] = repository
        return repository

    async def place(self, file: str) -> tuple[Repository, str] | None:
        """The repository a file belongs to and its path there, `None` when it belongs to none, or is no file."""
        if not file:
            return None
        repository = await self.find(os.path.dirname(file))  # noqa: PTH120 - a text goes in, a text comes out
        if repository is None:
            return None
        path = await self.run(repository.place, file)
        return (repository, path) if path else None

    def repositories(self) -> Sequence[Repository]:
        """Every repository that was found so far."""
        return list(self._by_top.values())

    async def close(self) -> None:
        """Finish what was begun and release everything."""
        for repository in self.repositories():
            await self.run(repository.close)
        self._thread.shutdown()

    def _discover(self, folder: str) -> Repository | None:
        try:
            workspace = open_workspace(folder, self._environ)
            top = workspace.git.top
        except NotARepository:
            return None
        except AnswerableError as error:
            _log.warning("%s", error)
            return None
        if not top:
            return None
        if top not in self._by_top:
            self._by_top[top] = Repository(workspace)
        return self._by_top[top]
