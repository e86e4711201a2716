"""The change that `answerable risk` looks at: the worktree, the index, a range, or two paths without git."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from answerable.app.check_range import POLICY_PATH, ROSTER_PATH
from answerable.app.finding_classes import classes_at, classes_pending
from answerable.app.risk import pairs_of
from answerable.cli.folders import FolderTree, pairs_of_paths
from answerable.core.allowances import Allowance, allow
from answerable.core.errors import BadRevision, JournalUnavailable, UsageError
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.policy import Policy
from answerable.core.ports import Change
from answerable.core.scene import Tier
from answerable.core.whole.tree import Tree
from answerable.wiring.history import blame_reader, record_index
from answerable.wiring.risks import analyser
from answerable.wiring.workspace import (
    Workspace,
    clock,
    open_workspace,
    settings_files,
    tree_after,
    worktree,
    worktree_changes,
)

if TYPE_CHECKING:
    from answerable.app.explain import Lookup

__all__ = ["RepositoryChange", "Subject", "TwoPaths", "analysed", "open_change"]

_MANY: Final = 200  # files before progress is worth showing

Progress = Callable[[str], None] | None


class TwoPaths(NamedTuple):
    """Two files or folders; nobody knows who wrote them, and no policy is about them."""

    pairs: Sequence[FilePair]
    problems: list[str]
    tops: Sequence[str]
    tree: Tree | None = None

    def judged(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings as they are."""
        return list(findings)


class RepositoryChange:
    """A change of a repository. `revision` is the commit that it leads to, empty for the worktree and the index."""

    def __init__(
        self,
        workspace: Workspace,
        changes: Sequence[Change],
        base: str,
        revision: str,
        *,
        staged: bool = False,
    ) -> None:
        self.workspace = workspace
        self.changes = changes
        self.base = base
        self.revision = revision
        self._staged = staged
        self.problems: list[str] = []
        self._files = worktree(workspace)
        self.pairs = list(pairs_of(changes, workspace.objects.blobs, self._files.read, self.problems))

    @property
    def tree(self) -> Tree:
        """The files after the change."""
        return tree_after(self.workspace, self.revision, staged=self._staged)

    @property
    def tops(self) -> Sequence[str]:
        """The spellings of the folder that it is in."""
        top = self.workspace.git.top
        return list(dict.fromkeys((top, os.path.realpath(top)))) if top else ()

    def judged(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with the classes of their lines, and with what the policy of the base allows."""
        found = list(findings)
        return allow(self._with_classes(found), self._allowances(), clock() // 1000) if found else found

    def _with_classes(self, findings: Sequence[Finding]) -> list[Finding]:
        workspace = self.workspace
        if self.revision:
            if not workspace.records.ids():
                return list(findings)
            return classes_at(self._lookup(), self.revision, findings)
        try:
            return classes_pending(workspace.journal, self._files, self.pairs, findings)
        except JournalUnavailable:
            return list(findings)

    def _lookup(self) -> "Lookup":
        from answerable.app.line_facts import Lookup  # noqa: PLC0415 - for findings in commits only

        workspace = self.workspace
        return Lookup(blame_reader(workspace), workspace.records, lambda: record_index(workspace))

    @property
    def tiers(self) -> Sequence[Tier]:
        """The tiers of paths of the policy at the base of the change."""
        return self._policy.tiers if self._policy is not None else ()

    def _allowances(self) -> Sequence[Allowance]:
        """What the policy allows as it is committed, at the base of the change."""
        return self._policy.allowances if self._policy is not None else ()

    @cached_property
    def _policy(self) -> Policy | None:
        policy, roster = (
            self.workspace.objects.file(self.base, path) if self.base else None
            for path in (POLICY_PATH, ROSTER_PATH)
        )
        if policy is None:
            return None
        files = settings_files()
        people = files.roster(roster)[0] if roster is not None else None
        rules = (
            files.policy(policy, people.levels, [team.name for team in people.teams])[0] if people else None
        )
        if rules is None:
            self.problems.append(f"{POLICY_PATH} is not valid at {self.base[:12]}: nothing is allowed by it")
        return rules


Subject = TwoPaths | RepositoryChange


@contextmanager
def open_change(targets: Sequence[str], old: str, new: str, *, staged: bool) -> Iterator[Subject]:
    """The change that the arguments of the command mean. Raises `UsageError`, `BadRevision`, `GitFailed`."""
    if old or new:
        if not (old and new) or staged or targets:
            raise UsageError("--old and --new go together, and with nothing else")
        problems: list[str] = []
        pairs = list(pairs_of_paths(old, new, problems))
        tree = FolderTree(new) if os.path.isdir(new) else None  # noqa: PTH112 - as above
        yield TwoPaths(pairs, problems, (os.path.realpath(new),), tree)
        return
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs 5 ms
    try:
        yield _change(workspace, targets, staged=staged)
    finally:
        workspace.close()


def analysed(subject: Subject) -> list[Finding]:
    """What our own rules find in it; what could not be looked at joins its problems."""
    with _progress(len(subject.pairs)) as progress:
        findings, problems = analyser().change(subject.pairs, progress, around=subject.tree)
    subject.problems.extend(problems)
    return list(findings)


def _change(workspace: Workspace, targets: Sequence[str], *, staged: bool) -> RepositoryChange:
    objects = workspace.objects
    if len(targets) == 1 and ".." in targets[0] and not os.path.lexists(targets[0]):
        if staged:
            raise UsageError("--staged takes no range")
        base, head = _ends(workspace, targets[0])
        return RepositoryChange(workspace, objects.changes(base, head), base, head)
    commit = objects.resolve("HEAD") or ""
    head = commit or workspace.git.empty_tree
    changes = workspace.staging.staged(head) if staged else worktree_changes(workspace, head)
    wanted = _only(workspace, changes, targets) if targets else changes
    return RepositoryChange(workspace, wanted, commit, "", staged=staged)


def _ends(workspace: Workspace, text: str) -> tuple[str, str]:
    """The commits between which a range is a net change."""
    base, _, head = text.partition("...") if "..." in text else text.partition("..")
    ends = [workspace.objects.resolve(name or "HEAD") for name in (base, head)]
    if ends[0] is None or ends[1] is None:
        wrong = base if ends[0] is None else head
        raise BadRevision(f"{wrong or 'HEAD'} names no commit in this repository")
    return workspace.objects.merge_base(ends[0], ends[1]) or ends[0], ends[1]


def _only(workspace: Workspace, changes: Iterable[Change], targets: Iterable[str]) -> list[Change]:
    top = os.path.realpath(workspace.git.top)
    wanted = []
    for target in targets:
        full = os.path.realpath(target)
        if not os.path.lexists(target):
            raise UsageError(f"{target} is neither a file nor a range a..b")
        wanted.append(os.path.relpath(full, top))
    return [
        change
        for change in changes
        if any(each in {".", change.path} or change.path.startswith(f"{each}/") for each in wanted)
    ]


@contextmanager
def _progress(files: int) -> Iterator[Progress]:
    if files < _MANY or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only for a long run on a terminal
    from rich.progress import Progress as Bar  # noqa: PLC0415 - the same

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Comparing files", total=files)
        yield lambda _path: bar.advance(task)
