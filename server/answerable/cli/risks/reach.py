"""How far the code reaches in which findings stand: the index is made only where there are findings."""

import os
from collections.abc import Sequence
from contextlib import suppress

from answerable.app.radius import Ground, graph_of_tree, ground_of, read_owners, with_blast
from answerable.cli.risks.subject import RepositoryChange, Subject, TwoPaths
from answerable.core.errors import GitFailed
from answerable.core.finding import Finding
from answerable.wiring import blast_graph, symbol_reader

__all__ = ["with_reach"]


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
    objects = subject.workspace.objects
    graph, _ = blast_graph(subject.workspace, subject.revision, processes=os.cpu_count() or 1)
    owners, _ = read_owners(lambda path: objects.file(subject.base, path) if subject.base else None)
    return ground_of(graph, owners, subject.tiers)
