"""Repositories in a file each, for the graph of dependents.

A file opens with what it shows; `=== PATH` begins a file, `=== expect` the expectations.
"""

import re
from pathlib import Path

from answerable.core.blast.graph import Graph
from answerable.syntax.symbols_reading import outline_of

__all__ = ["CASES", "graph_of", "read_case"]

DATA = Path(__file__).parents[1] / "data" / "blast"
CASES = sorted(path.name for path in DATA.glob("*.txt"))


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
