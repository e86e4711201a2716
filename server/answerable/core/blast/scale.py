"""How far the definitions of a repository usually reach: what is much here would be little elsewhere.

Asking all of them would take seconds. A hundred are asked, those whose names hash lowest: the same on every machine,
and a change of some files leaves most of the sample as it is.
"""

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import Final
from zlib import crc32

from answerable.core.blast.graph import Graph
from answerable.core.blast.radius import Scale

__all__ = ["scale_of"]

_SAMPLE: Final = 100
_SHARE: Final = 95  # in a hundred


def scale_of(graph: Graph) -> Scale:
    """The scale of a graph."""
    targets = list(_targets(graph))
    reached = [graph.reach(path, name) for _, path, name in nsmallest(_SAMPLE, targets)]
    return Scale(
        direct=_exceeded_by_few([len(one.direct) for one in reached]),
        transitive=_exceeded_by_few([one.transitive for one in reached]),
        definitions=len(targets),
    )


def _targets(graph: Graph) -> Iterator[tuple[int, str, str]]:
    for path, outline in graph.outlines.items():
        for one in outline.definitions:
            yield crc32(f"{path}:{one.name}".encode("utf-8", "surrogatepass")), path, one.name


def _exceeded_by_few(counts: Sequence[int]) -> int:
    """The smallest count that at least 95 of 100 do not exceed; 0 of none."""
    return sorted(counts)[(len(counts) * _SHARE - 1) // 100] if counts else 0
