"""How far the code reaches that a change touches, and that in which findings stand."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from answerable.app.blast import Changed, Impact, impacts_of
from answerable.app.radius import (
    Ground,
    graph_of_tree,
    ground_of,
    missing_partners,
    radii_of,
    read_owners,
    with_blast,
)
from answerable.cli.risks.subject import RepositoryChange, Subject, TwoPaths
from answerable.core.blast.graph import Graph
from answerable.core.blast.radius import Radius
from answerable.core.cochange import DEEPEST, CoChange, Partner
from answerable.core.codeowners import CodeOwners
from answerable.core.errors import GitFailed
from answerable.core.finding import Finding
from answerable.core.history import PastCommit
from answerable.wiring.reach import blast_graph, symbol_reader

__all__ = ["Reached", "reached", "with_reach"]


class Reached(NamedTuple):
    """How far a change reaches: per part that it touches, the furthest first, and the partners that it leaves alone.

    `past` are the commits before it, `problems` sentences about what could not be looked at.
    """

    ground: Ground
    parts: Sequence[tuple[Impact, Radius]]
    missing: Sequence[Partner]
    past: Sequence[PastCommit]
    problems: Sequence[str]


def reached(subject: RepositoryChange, progress: Callable[[int, int], None] | None = None) -> Reached:
    """How far a change of a repository reaches. Raises `GitFailed`; `progress` is told of the files it indexes."""
    graph, problems = _graph(subject, progress)
    owners, remarks = _owners(subject)
    ground = ground_of(graph, owners, subject.tiers)
    old_paths = {change.path: change.old_path for change in subject.changes}
    changed = [Changed(old_paths[pair.path], *pair) for pair in subject.pairs]
    impacts = impacts_of(graph, changed, symbol_reader())
    # After the graph, which may be made by several processes: a thread must not run while they are forked.
    past = list(subject.workspace.history.past(subject.base, DEEPEST)) if subject.base else []
    together, tree = CoChange(one.paths for one in past), subject.tree
    missing = missing_partners(together, subject.changes, lambda path: tree.read(path) is not None)
    parts = list(zip(impacts, radii_of(ground, impacts, missing), strict=True))
    return Reached(ground, parts, missing, past, [*problems, *remarks])


def with_reach(subject: Subject, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with their blast radius, those in far-reaching code first; as they are where it cannot be told."""
    if findings:
        with suppress(GitFailed):
            ground = _of_paths(subject) if isinstance(subject, TwoPaths) else _of_repository(subject)
            return with_blast(findings, ground) if ground is not None else list(findings)
    return list(findings)


def _of_paths(subject: TwoPaths) -> Ground | None:
    """A folder that is not too large; a single file says nothing of who uses it."""
    graph = None if subject.tree is None else graph_of_tree(subject.tree, symbol_reader())
    if subject.tree is None or graph is None:
        return None
    read = subject.tree.read
    owners, _ = read_owners(
        lambda path: text.encode("utf-8", "surrogateescape") if (text := read(path)) else None
    )
    return ground_of(graph, owners, ())


def _of_repository(subject: RepositoryChange) -> Ground:
    return ground_of(_graph(subject)[0], _owners(subject)[0], subject.tiers)


def _graph(
    subject: RepositoryChange, progress: Callable[[int, int], None] | None = None
) -> tuple[Graph, list[str]]:
    return blast_graph(subject.workspace, subject.revision, progress, os.cpu_count() or 1)


def _owners(subject: RepositoryChange) -> tuple[CodeOwners, list[str]]:
    """CODEOWNERS as it is where the change goes."""
    objects = subject.workspace.objects
    return read_owners(lambda path: objects.file(subject.base, path) if subject.base else None)
