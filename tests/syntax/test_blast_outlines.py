"""What depends on definitions, one file of rows for each language: see `support.blast`.

`TARGET <- DEPENDENT, …` (all direct ones), `TARGET exported|hidden|started`, `TARGET reaches N`.
"""

import pytest

from answerable.core.blast.graph import Graph
from support.blast import CASES, graph_of, read_case


def check_expectation(graph: Graph, line: str) -> None:
    """One line of expectations."""
    target, _, rest = line.partition(" ")
    path, _, symbol = target.partition(":")
    assert path in graph.outlines, path
    reach = graph.reach(path, symbol or None)
    if rest.startswith("<-"):
        found = sorted(f"{each.path}:{each.symbol}".rstrip(":") for each in reach.direct)
        assert found == sorted(filter(None, (each.strip() for each in rest[2:].split(",")))), target
        assert len(found) <= reach.transitive
    elif rest.startswith("reaches"):
        assert reach.transitive == int(rest.split()[1]), target
    elif rest == "started":
        assert reach.entry_point, target
    else:
        assert rest in {"exported", "hidden"}
        assert reach.exported is (rest == "exported"), target


@pytest.mark.parametrize("name", CASES)
def test_dependents(name: str) -> None:
    files, expectations = read_case(name)
    graph = graph_of(files)
    assert expectations
    for line in expectations:
        check_expectation(graph, line)
