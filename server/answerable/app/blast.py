"""Who depends on what: the index of a revision or a worktree, and what a change of some files reaches."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from answerable.app.risk import decode
from answerable.core.blast.change import touched
from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Outline
from answerable.core.blast.reach import Reach, Symbol
from answerable.core.ports import Change, Seen
from answerable.core.text import split_lines

__all__ = [
    "Changed",
    "Contents",
    "Impact",
    "OutlineCache",
    "OutlineReader",
    "files_of",
    "impacts_of",
    "index_of",
]

_AT_ONCE: Final = 600  # files that are read, outlined and kept together
_LARGEST: Final = 5_000_000  # bytes
#: Why something is no source file at all: nobody misses it.
_NO_FILE: Final = frozenset({"", "binary", "a symbolic link", "not a regular file"})
_REGULAR: Final = "100"  # a mode that starts so is a regular file, no link and no submodule

Progress = Callable[[int, int], None]


class OutlineReader(Protocol):
    """Makes outlines; never raises."""

    def kind_of(self, path: str) -> str:
        """What of a path its outline depends on; empty for a file without one."""
        ...

    def outlines_of(self, items: list[tuple[str, str]]) -> list[tuple[Outline, str]]:
        """For each path and text its outline, and a sentence where there is none."""
        ...


class OutlineCache(Protocol):
    """Remembers outlines by key; may forget any of them."""

    def get(self, keys: Iterable[str]) -> dict[str, Outline]:
        """Those that are known."""
        ...

    def put(self, outlines: Mapping[str, Outline]) -> None:
        """Keep some."""
        ...


class Contents(NamedTuple):
    """How contents are read: `blobs` git's blobs by id, `disk` a file of the worktree that has no id."""

    blobs: Callable[[Iterable[str]], Mapping[str, bytes | None]]
    disk: Callable[[str], Seen]


class Changed(NamedTuple):
    """A changed file: its paths, which differ for a rename, and its texts (empty where there is none)."""

    old_path: str
    path: str
    old: str
    new: str


class Impact(NamedTuple):
    """A definition that was touched, or without a symbol what stands outside of all, and how far that reaches.

    `is_gone` tells that it is not there any more: what is shown depended on it.
    """

    path: str
    symbol: Symbol | None
    reach: Reach
    is_gone: bool = False


def files_of(committed: Mapping[str, str], changes: Iterable[Change]) -> dict[str, str]:
    """Path -> blob id, empty for what is on disk only: the files of a commit after what the worktree changes."""
    files = dict(committed)
    for change in changes:
        if change.status != "C":
            files.pop(change.old_path, None)
        if change.status != "D" and change.mode.startswith(_REGULAR):
            # Git may name a blob that it only made up to find renames.
            files[change.path] = ""
    return files


def index_of(
    files: Mapping[str, str],
    contents: Contents,
    reader: OutlineReader,
    cache: OutlineCache,
    progress: Progress | None = None,
) -> tuple[Graph, list[str]]:
    """The graph of files, path -> blob id (empty: to be read from disk), and what could not be looked at, in sentences.

    `progress` is told how many files are done, and of how many.
    """
    indexing = _Indexing(files, contents, reader, cache)
    outlines = indexing.all(progress)
    return Graph({path: each for path, each in outlines.items() if each != _NOTHING}), indexing.problems


_NOTHING: Final = Outline("")


class _Indexing:
    """One index in the making."""

    def __init__(
        self, files: Mapping[str, str], contents: Contents, reader: OutlineReader, cache: OutlineCache
    ) -> None:
        self._files = files
        self._kinds = {path: kind for path in files if (kind := reader.kind_of(path))}
        self._contents = contents
        self._reader = reader
        self._cache = cache
        self.problems: list[str] = []

    def all(self, progress: Progress | None) -> dict[str, Outline]:
        """The outlines of all files that have one."""
        keys = {
            path: f"{self._files[path]}:{kind}" for path, kind in self._kinds.items() if self._files[path]
        }
        known = self._cache.get(keys.values())
        outlines = {path: known[key] for path, key in keys.items() if key in known}
        missing = [path for path in self._kinds if path not in outlines]
        for start in range(0, len(missing), _AT_ONCE):
            if progress is not None:
                progress(len(self._kinds) - len(missing) + start, len(self._kinds))
            outlines |= self._read(missing[start : start + _AT_ONCE])
        return outlines

    def _read(self, chunk: Sequence[str]) -> dict[str, Outline]:
        """The outlines of files that no outline is known of by their blobs; they are kept."""
        ids = [self._files[path] for path in chunk if self._files[path]]
        blobs = self._contents.blobs(ids) if ids else {}
        texts: dict[str, str] = {}
        keys: dict[str, str] = {}
        for path in chunk:
            text, key = self._text(path, blobs)
            if text is not None:
                texts[path], keys[path] = text, f"{key}:{self._kinds[path]}"
        known = self._cache.get(key for path, key in keys.items() if not self._files[path])
        found = {path: known[key] for path, key in keys.items() if key in known}
        waiting = [(path, text) for path, text in texts.items() if path not in found]
        made: dict[str, Outline] = {}
        for (path, _), (outline, problem) in zip(waiting, self._reader.outlines_of(waiting), strict=True):
            found[path] = outline
            if problem:
                self.problems.append(problem)
            else:
                made[keys[path]] = outline
        if made:
            self._cache.put(made)
        return found

    def _text(self, path: str, blobs: Mapping[str, bytes | None]) -> tuple[str | None, str]:
        """A file's text and the id of its content; no text for what is binary, too large, or gone."""
        blob = self._files[path]
        if blob:
            content = blobs.get(blob)
            if content is None or len(content) > _LARGEST:
                self.problems.append(f"{path} was not indexed: it is missing or over 5 MB")
                return None, blob
            return decode(content), blob
        seen = self._contents.disk(path)
        if seen.text is None and seen.note not in _NO_FILE:
            self.problems.append(f"{path} was not indexed: it is {seen.note}")
        return seen.text, seen.digest


def impacts_of(graph: Graph, changes: Iterable[Changed], reader: OutlineReader) -> list[Impact]:
    """What a change touches and how far that reaches, the furthest first. `graph` is of the state after the change.

    What went is looked up in the graph as it was before.
    """
    found: list[Impact] = []
    gone: list[tuple[str, str]] = []
    before: dict[str, Outline] = {}
    known = [each for each in changes if reader.kind_of(each.path)]
    olds = reader.outlines_of([(each.old_path, each.old) for each in known])
    for change, (old, _) in zip(known, olds, strict=True):
        before[change.old_path] = old
        new = graph.outlines.get(change.path, _NOTHING)
        for name in touched(old, new, split_lines(change.old), split_lines(change.new)):
            symbol = graph.symbol(change.path, name)
            if name and symbol is None:
                gone.append((change.old_path, name))
            elif name or change.new:
                found.append(Impact(change.path, symbol, graph.reach(change.path, name or None)))
    if gone:
        then = Graph({**graph.outlines, **before})
        found += [
            Impact(path, then.symbol(path, name), then.reach(path, name), is_gone=True) for path, name in gone
        ]
    return sorted(
        found, key=lambda each: (-each.reach.transitive, -len(each.reach.direct), each.reach.target)
    )
