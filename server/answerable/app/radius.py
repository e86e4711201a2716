"""The blast radius of a change, of places in a file, and of findings: who depends on them, owners, tiers, partners."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from answerable.app.blast import Changed, Impact, OutlineReader, impacts_of
from answerable.app.risk import pairs_of
from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Outline, innermost
from answerable.core.blast.radius import (
    DOCUMENT,
    Blast,
    Overall,
    Place,
    Radius,
    Surroundings,
    of_place,
    radius,
    words,
)
from answerable.core.blast.reach import Reach
from answerable.core.blast.scale import scale_of
from answerable.core.blast.tiers import BLAST_TIERS
from answerable.core.cochange import DEEPEST, CoChange, Partner, PathHistory
from answerable.core.codeowners import CODEOWNERS_PLACES, CodeOwners, parse_codeowners
from answerable.core.errors import GitFailed
from answerable.core.finding import Finding
from answerable.core.ports import Change, Objects, Seen
from answerable.core.scene import Tier
from answerable.core.whole.tree import Tree

__all__ = [
    "BlastSources",
    "Ground",
    "Measured",
    "Span",
    "blast_of_change",
    "graph_of_tree",
    "ground_of",
    "measured",
    "missing_partners",
    "radii_of",
    "radius_at",
    "read_owners",
    "with_blast",
]

#: Files, and characters in all of them.
_MOST_FILES: Final = 3000
_MOST_TEXT: Final = 20_000_000
#: First and last line, 1-based, both inclusive.
Span = tuple[int, int]


class Ground(NamedTuple):
    """What a radius is measured on: who refers to what, and what else is known of the repository."""

    graph: Graph
    around: Surroundings


class Indexer(Protocol):
    """Makes the graph of a commit; what could not be looked at comes in sentences that begin with its path."""

    def __call__(self, revision: str) -> tuple[Graph, Sequence[str]]:
        """The graph. Raises `GitFailed`."""
        ...


class BlastSources(NamedTuple):
    """Where the blast radius of a range of commits is read."""

    objects: Objects
    history: PathHistory
    graph: Indexer
    reader: OutlineReader


class Measured(NamedTuple):
    """A blast radius, `None` when it could not be measured. `gaps` in sentences: changed files that are not in it.

    `remarks` are about the rest of the repository.
    """

    blast: Blast | None
    gaps: Sequence[str] = ()
    remarks: Sequence[str] = ()


def measured(sources: BlastSources, base: str, old: str, new: str, tiers: Sequence[Tier]) -> Measured:
    """The blast radius of turning the commit `old` into `new`; CODEOWNERS is that of `base`, where the change goes."""
    try:
        return _measured(sources, base, old, new, tiers)
    except GitFailed as error:
        return Measured(None, [f"The blast radius could not be measured: {error}"])


def ground_of(graph: Graph, owners: CodeOwners, tiers: Sequence[Tier]) -> Ground:
    """The ground that a graph makes, with its scale."""
    return Ground(graph, Surroundings(scale_of(graph), owners, tiers))


def graph_of_tree(tree: Tree, reader: OutlineReader) -> Graph | None:
    """The graph of a folder without git; `None` for one that is too large to be read for that alone."""
    paths = [path for path in tree.paths() if reader.kind_of(path)]
    if len(paths) > _MOST_FILES:
        return None
    texts = [(path, text) for path in paths if (text := tree.read(path)) is not None]
    if sum(len(text) for _, text in texts) > _MOST_TEXT:
        return None
    outlines = zip(texts, reader.outlines_of(texts), strict=True)
    return Graph({path: outline for (path, _), (outline, _) in outlines if outline.language})


def read_owners(file: Callable[[str], bytes | None]) -> tuple[CodeOwners, list[str]]:
    """The owners by the first CODEOWNERS that there is, and what was skipped in it; `file` reads by path."""
    for place in CODEOWNERS_PLACES:
        data = file(place)
        if data is not None:
            return parse_codeowners(data)
    return CodeOwners(), []


def blast_of_change(
    ground: Ground, paths: Iterable[str], impacts: Sequence[Impact], missing: Sequence[Partner]
) -> Blast:
    """The blast radius of what a change touches; a file that no definition or statement of was, is one whole."""
    touched = {one.path for one in impacts}
    rest = [(Place(path, DOCUMENT), _no_reach(path)) for path in paths if path not in touched]
    radii = [*radii_of(ground, impacts, missing), *_radii(ground, rest, missing)]
    return Blast(radii, ground.around.scale.definitions)


def radii_of(ground: Ground, impacts: Iterable[Impact], missing: Iterable[Partner]) -> list[Radius]:
    """The blast radius of each part of a change; `missing` are the partners that the change leaves alone."""
    places = [(Place(one.path, one.symbol.kind if one.symbol else ""), one.reach) for one in impacts]
    return _radii(ground, places, missing)


def missing_partners(
    past: CoChange, changes: Iterable[Change], exists: Callable[[str], bool]
) -> list[Partner]:
    """What usually changes with the files of a change and did not; see `CoChange.missing`."""
    return past.missing(_paths(changes), exists)


def radius_at(
    ground: Ground, path: str, outline: Outline | None, span: Span, missing: Sequence[Partner] = ()
) -> Overall | None:
    """The blast radius of some lines; `None` for a file that is not in the graph. `missing` partners are its file's.

    `outline` tells which definitions hold them now: that of the text they are counted in, `None` for that of the graph.
    """
    known = ground.graph.outlines.get(path)
    if known is None:
        return None
    definitions = (outline or known).definitions
    found = dict.fromkeys(innermost(definitions, line) for line in range(span[0], span[1] + 1))
    held = [one for one in found if one is not None]
    graph = ground.graph
    places = [(Place(path, one.kind), graph.reach(path, one.name)) for one in held]
    places = places or [(Place(path), graph.reach(path))]
    radii = [radius(place, reach, ground.around, missing) for place, reach in places]
    return of_place(Blast(radii, ground.around.scale.definitions))


def with_blast(findings: Iterable[Finding], ground: Ground) -> list[Finding]:
    """The findings with the blast radius of what they stand in, those in far-reaching code first."""
    known: dict[tuple[str, str], Overall | None] = {}
    told = []
    for one in findings:
        symbol = ground.graph.at(one.path, one.line)
        key = (one.path, symbol.name if symbol else "")
        if key not in known:
            known[key] = radius_at(ground, one.path, None, (one.line, one.line))
        found = known[key]
        told.append(one if found is None else one._replace(blast=words(found), tier=found.tier))
    return sorted(told, key=_rank)


def _rank(finding: Finding) -> int:
    """Lower comes first. What does not reach far keeps its place."""
    return -BLAST_TIERS.index(finding.tier) if finding.tier in {"high", "critical"} else 0


def _measured(sources: BlastSources, base: str, old: str, new: str, tiers: Sequence[Tier]) -> Measured:
    objects = sources.objects
    changes = objects.changes(old, new)
    problems: list[str] = []
    pairs = list(pairs_of(changes, objects.blobs, _nothing_on_disk, problems))
    graph, unread = sources.graph(new)
    # Begun after the graph, which may be made by several processes: a thread must not run while they are forked.
    past = sources.history.path_sets(old, DEEPEST)
    old_paths = {change.path: change.old_path or change.path for change in changes}
    changed = [Changed(old_paths[pair.path], *pair) for pair in pairs]
    # Whoever still refers to a moved file by its old name refers to nothing.
    changed += [
        Changed(one.old_path, one.old_path, one.old, "") for one in changed if one.old_path != one.path
    ]
    owners, remarks = read_owners(lambda path: objects.file(base, path))
    impacts = impacts_of(graph, changed, sources.reader)
    paths = _paths(changes)
    missing = missing_partners(CoChange(past), changes, lambda path: objects.file(new, path) is not None)
    ground = ground_of(graph, owners, tiers)
    gaps = [*problems, *(one for one in unread if any(one.startswith(f"{path} ") for path in paths))]
    rest = [f"{one}." for one in unread if one not in gaps]
    blast = blast_of_change(ground, sorted(paths), impacts, missing)
    return Measured(blast, [f"{one}." for one in gaps], [*remarks, *rest])


def _radii(ground: Ground, places: Iterable[tuple[Place, Reach]], missing: Iterable[Partner]) -> list[Radius]:
    partners: dict[str, list[Partner]] = {}
    for one in missing:
        partners.setdefault(one.path, []).append(one)
    return [radius(place, reach, ground.around, partners.get(place.path, ())) for place, reach in places]


def _paths(changes: Iterable[Change]) -> set[str]:
    return {path for change in changes for path in (change.old_path, change.path) if path}


def _nothing_on_disk(_path: str) -> Seen:
    return Seen(None)


def _no_reach(path: str) -> Reach:
    return Reach(path, exported=False, entry_point=False, direct=(), transitive=0, files=())
