"""What measures blast radii."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from answerable.wiring.risks import committed_standing
from answerable.wiring.workspace import Workspace, worktree, worktree_changes

if TYPE_CHECKING:
    from answerable.app.blast import Contents
    from answerable.app.check_range import BlastMeter
    from answerable.app.radius import Measured
    from answerable.app.read_range import Commits
    from answerable.app.survey import Around, Survey
    from answerable.core.blast.graph import Graph
    from answerable.core.scene import Tier
    from answerable.store.symbol_cache import SymbolCache
    from answerable.syntax.symbols_reading import SymbolReader

__all__ = ["blast_graph", "blast_meter", "blast_survey", "symbol_reader"]


def blast_meter(workspace: Workspace) -> "BlastMeter":
    """What measures the blast radius of a range of commits; nothing of it is loaded before it is asked."""

    def measure(commits: "Commits", tiers: "Sequence[Tier]") -> "Measured":
        from answerable.app.radius import BlastSources, measured  # noqa: PLC0415 - see the package

        sources = BlastSources(
            workspace.objects,
            workspace.history,
            lambda revision: blast_graph(workspace, revision, processes=os.cpu_count() or 1),
            symbol_reader(),
        )
        return measured(sources, commits.base, commits.merge_base, commits.head, tiers)

    return measure


def symbol_reader(processes: int = 1) -> "SymbolReader":
    """What makes the outlines of files; in a process without threads, several of them."""
    from answerable.syntax.symbols_reading import SymbolReader  # noqa: PLC0415 - see the package

    return SymbolReader(processes)


def blast_graph(
    workspace: Workspace,
    revision: str,
    progress: Callable[[int, int], None] | None = None,
    processes: int = 1,
) -> "tuple[Graph, list[str]]":
    """Who depends on what at a commit, or with an empty revision in the worktree, and what could not be looked at.

    Outlines are kept in the user's cache by their contents. Raises `BadRevision`.
    """
    from answerable.app.blast import index_of  # noqa: PLC0415 - see the package

    files = _indexed_files(workspace, revision)[0]
    contents, cache = _outline_sources(workspace)
    return index_of(files, contents, symbol_reader(processes), cache, progress)


def blast_survey(workspace: Workspace) -> "Survey":
    """The index of a worktree, to be made bit by bit; see `app.survey`. Raises `GitFailed`."""
    from answerable.app.blast import index_of  # noqa: PLC0415 - see the package
    from answerable.app.survey import Land, Survey  # noqa: PLC0415 - see the package

    reader = symbol_reader()
    contents, cache = _outline_sources(workspace)
    return Survey(
        Land(
            lambda: _indexed_files(workspace, ""),
            lambda files: index_of(files, contents, reader, cache)[0].outlines,
            lambda: _around(workspace),
            reader,
        )
    )


def _indexed_files(workspace: Workspace, revision: str) -> tuple[dict[str, str], set[str]]:
    """The files of a commit, or with an empty revision of the worktree, and the paths that differ from the commit."""
    from answerable.app.blast import files_of  # noqa: PLC0415 - see the package
    from answerable.repo.listing import listed  # noqa: PLC0415 - see the package

    head = revision or workspace.objects.resolve("HEAD") or workspace.git.empty_tree
    files = listed(workspace.git, head)
    if revision or workspace.git.is_bare:
        return files, set()
    changes = worktree_changes(workspace, head)
    return files_of(files, changes), {path for one in changes for path in (one.old_path, one.path)}


def _outline_sources(workspace: Workspace) -> "tuple[Contents, SymbolCache]":
    from answerable.app.blast import Contents  # noqa: PLC0415 - see the package
    from answerable.store.locations import cache_directory  # noqa: PLC0415 - see the package
    from answerable.store.symbol_cache import SymbolCache  # noqa: PLC0415 - see the package
    from answerable.syntax.symbols_edition import symbols_edition  # noqa: PLC0415 - see the package

    contents = Contents(workspace.objects.blobs, worktree(workspace).read)
    return contents, SymbolCache(cache_directory(), symbols_edition())


def _around(workspace: Workspace) -> "Around":
    """What `committed_standing` tells, and the commits up to HEAD."""
    from answerable.app.survey import Around  # noqa: PLC0415 - see the package
    from answerable.core.cochange import DEEPEST, CoChange  # noqa: PLC0415 - see the package

    head = workspace.objects.resolve("HEAD")
    past = CoChange(workspace.history.path_sets(head, DEEPEST) if head else ())
    return Around(*committed_standing(workspace), past)
