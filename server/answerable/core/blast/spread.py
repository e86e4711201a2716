"""The dependents of a target as a tree: who refers to it, and who to those."""

from typing import NamedTuple

from answerable.core.blast.graph import Graph
from answerable.core.blast.project import Target
from answerable.core.blast.reach import Dependent

__all__ = ["Branch", "spread"]


class Branch(NamedTuple):
    """A dependent, and those that depend on it and are not nearer to the target."""

    dependent: Dependent
    branches: "list[Branch]"


def spread(graph: Graph, path: str, symbol: str | None, depth: int) -> list[Branch]:
    """The tree of dependents down to `depth` steps. Each stands in it once, where it is nearest to the target."""
    reach = graph.reach(path, symbol)
    seen: set[Target] = {(path, symbol or "")}
    seen |= {
        (path, each.name) for each in graph.symbols(path) if symbol is None or _is_inside(each.name, symbol)
    }
    top = [Branch(each, []) for each in reach.direct]
    seen |= {(each.path, each.symbol) for each in reach.direct}
    level = top
    for distance in range(2, depth + 1):
        below: list[Branch] = []
        for branch in level:
            for each in (
                graph.references(branch.dependent.path, branch.dependent.symbol)
                if branch.dependent.symbol
                else ()
            ):
                if (each.path, each.symbol) not in seen:
                    seen.add((each.path, each.symbol))
                    branch.branches.append(Branch(each._replace(distance=distance), []))
            below += branch.branches
        level = below
    return top


def _is_inside(name: str, symbol: str) -> bool:
    return name == symbol or name.startswith(f"{symbol}.")
