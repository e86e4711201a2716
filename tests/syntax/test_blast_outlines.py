"""Repositories in a file each: what their definitions' dependents are. One file for each language.

A file opens with what it shows; `=== PATH` begins a file, `=== expect` the expectations:
`TARGET <- DEPENDENT, …` (all direct ones), `TARGET exported|hidden|started`, `TARGET reaches N`.
"""

import re
from pathlib import Path

import pytest

from answerable.core.blast.graph import Graph
from answerable.syntax.symbols_reading import outline_of

DATA = Path(__file__).parents[1] / "data" / "blast"


def read_case(name: str) -> tuple[dict[str, str], list[str]]:
    """The files of a case, and the lines of its expectations."""
    _, *sections = re.split(r"^=== (.+)\n", (DATA / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    files = dict(zip(sections[::2], sections[1::2], strict=True))
    return files, [line for line in files.pop("expect").splitlines() if line]


def graph_of(files: dict[str, str]) -> Graph:
    """The graph of texts."""
    outlines = {}
    for path, text in files.items():
        outlines[path], problem = outline_of(path, text)
        assert problem == ""
    return Graph(outlines)


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


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.txt")))
def test_dependents(name: str) -> None:
    files, expectations = read_case(name)
    graph = graph_of(files)
    assert expectations
    for line in expectations:
        check_expectation(graph, line)
