"""The review order of a change of a repository: what is known of it is gathered here."""

from collections.abc import Mapping, Sequence

from answerable.app.finding_classes import pending_lines
from answerable.app.radius import blast_of_change
from answerable.app.read_range import Commits, read_range
from answerable.app.review_order import KnownOfChange, review_order
from answerable.cli.risks.reach import reached
from answerable.cli.risks.subject import RepositoryChange
from answerable.core.errors import JournalUnavailable
from answerable.core.familiar import Familiar
from answerable.core.finding import Finding
from answerable.core.order import ToRead
from answerable.core.origin import LineClass
from answerable.wiring.workspace import clock, worktree

__all__ = ["order_of"]


def order_of(subject: RepositoryChange, findings: Sequence[Finding]) -> list[ToRead]:
    """The files of a change, what to read first first. Raises `GitFailed`; gaps join the problems of the subject."""
    found = reached(subject)
    subject.problems.extend(found.problems)
    paths = {path for one in subject.changes for path in (one.old_path, one.path) if path}
    impacts = [impact for impact, _ in found.parts]
    authors, now = _people(subject)
    known = KnownOfChange(
        findings,
        _classes(subject),
        found.ground,
        blast_of_change(found.ground, sorted(paths), impacts, found.missing),
        Familiar(found.past, now),
        authors,
    )
    return review_order(subject.changes, subject.pairs, known)


def _people(subject: RepositoryChange) -> tuple[set[str], int]:
    """The addresses of who made the change, and when the last of it was made, in seconds."""
    workspace = subject.workspace
    if subject.revision:
        commits = workspace.objects.commits(subject.base, subject.revision)
        return {one.author_email for one in commits}, max((one.author_time for one in commits), default=0)
    return {workspace.identity} - {""}, clock() // 1000


def _classes(subject: RepositoryChange) -> Mapping[str, Mapping[int, LineClass]]:
    """The classes of the lines that the change added, by path."""
    workspace = subject.workspace
    if not subject.revision:
        try:
            return pending_lines(workspace.journal, worktree(workspace), subject.pairs)
        except JournalUnavailable:
            return {}
    if not workspace.records.ids():
        return {}
    commits = Commits(subject.base, subject.revision, subject.base)
    classes: dict[str, dict[int, LineClass]] = {}
    for line in read_range(workspace.objects, workspace.history, workspace.records, commits).lines:
        classes.setdefault(line.path, {})[line.line] = line.line_class
    return classes
