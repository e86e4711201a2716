"""The index of a worktree that is made bit by bit, kept up to date, and asked what depends on lines of a file."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.app.blast import OutlineReader
from answerable.app.radius import Ground, Span, ground_of, radius_at
from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Outline
from answerable.core.blast.radius import Overall
from answerable.core.cochange import CoChange
from answerable.core.codeowners import CodeOwners
from answerable.core.scene import Tier

__all__ = ["Around", "Land", "Survey"]

#: Files of one step.
_AT_ONCE: Final = 16
#: From so many new outlines on a new graph is made of all of them.
_MANY: Final = 50
#: Files; a worktree with more is not indexed.
_MOST: Final = 20_000


class Around(NamedTuple):
    """What is known of the repository beside its files, as it is committed."""

    owners: CodeOwners
    tiers: Sequence[Tier]
    past: CoChange


class Land(NamedTuple):
    """Where a worktree is read. All of it raises `GitFailed`.

    `look` gives its files, path -> blob id (empty for what is on disk only), and the paths that differ from HEAD;
    `outlines` those of some of those files.
    """

    look: Callable[[], tuple[Mapping[str, str], Collection[str]]]
    outlines: Callable[[Mapping[str, str]], Mapping[str, Outline]]
    around: Callable[[], Around]
    reader: OutlineReader


class Survey:
    """One worktree."""

    def __init__(self, land: Land) -> None:
        self._land = land
        self._files, self._changed = land.look()
        self._waiting = [path for path in self._files if land.reader.kind_of(path)]
        self.total = 0 if len(self._waiting) > _MOST else len(self._waiting)
        self._outlines: dict[str, Outline] = {}
        self._around: Around | None = None
        self._ground: Ground | None = None

    @property
    def done(self) -> int:
        """How many of `total` files have been looked at; `total` is 0 for a worktree that is too large."""
        return max(0, self.total - len(self._waiting))

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked."""
        return self._ground is not None

    def step(self) -> None:
        """Look at some more files, or after the last of them make the graph."""
        if not self.total or self.is_ready:
            return
        if not self._waiting:
            self._around = self._land.around()
            there = {path: one for path, one in self._outlines.items() if path in self._files}
            self._ground = ground_of(Graph(there), self._around.owners, self._around.tiers)
            return
        some, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        self._outlines |= self._land.outlines(
            {path: self._files[path] for path in some if path in self._files}
        )

    def refresh(self) -> None:
        """Look again at what has changed since."""
        before = self._files
        self._files, self._changed = self._land.look()
        moved = self._moved(before)
        if self._ground is None:
            # What was looked at before it changed is looked at again.
            self._waiting += set(moved).difference(self._waiting)
            return
        found = self._land.outlines({path: self._files[path] for path in moved})
        graph = self._ground.graph
        news = {
            path: found.get(path)
            for path in (*moved, *(before.keys() - self._files.keys()))
            if found.get(path) != graph.outlines.get(path)
        }
        if len(news) > _MANY:
            kept = {path: one for path, one in graph.outlines.items() if path not in news}
            graph = Graph({**kept, **{path: one for path, one in news.items() if one is not None}})
        else:
            for path, outline in news.items():
                graph.replace(path, outline)
        self._ground = self._ground._replace(graph=graph)

    def radii(self, path: str, text: str, spans: Sequence[Span]) -> list[Overall | None]:
        """The blast radius of some lines of a file, whose text may be one that is not saved."""
        if self._ground is None or self._around is None:
            return [None] * len(spans)
        [(outline, _)] = self._land.reader.outlines_of([(path, text)])
        missing = [
            one
            for one in (self._around.past.partners(path) if path in self._changed else ())
            if one.partner in self._files and one.partner not in self._changed
        ]
        return [radius_at(self._ground, path, outline, span, missing) for span in spans]

    def _moved(self, before: Mapping[str, str]) -> list[str]:
        """The files that may have another content than before: what is on disk only may have any."""
        return [
            path
            for path, blob in self._files.items()
            if (not blob or before.get(path) != blob) and self._land.reader.kind_of(path)
        ]
