"""The outline of a file: what it defines, what it imports, and the names it uses. The graph is built from outlines.

Lines are 1-based and ends inclusive. Separators of every language (`.`, `::`, `->`, `?.`) are written `.`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Definition", "Import", "Outline", "holders", "innermost"]


class Definition(NamedTuple):
    """One definition; the fields are those of `reach.Symbol` without the path."""

    name: str
    kind: str
    line: int
    end_line: int
    exported: bool


class Import(NamedTuple):
    """One name that an import brings in, as it is written.

    `module` is the language's own spelling (`..pkg.mod`, `./cart.js`, `example.org/m/cart`, `a.b.Cart`), empty for a
    name of the file itself that is exported under another. `name` is what is taken from it: empty for the module as
    a whole, `*` for everything. `alias` is what the file calls it, empty where nothing is bound.
    """

    module: str
    name: str
    alias: str
    line: int


class Outline(NamedTuple):
    """What the graph needs to know of one file.

    `language` is the short code of `grammars/languages.toml`. `package` is what the file says it belongs to (Java,
    Go). `definitions` stand in the order of the text, outer before inner. `uses` has every chain of names (`cart`,
    `cart.total`; `.total` where something that is no name stands before the dot) with the lines where it is used, one
    for each definition that uses it. `hints` are the names that speak of what a receiver is (`cart` of `cart.total()`): its
    annotation, or what was called to make it. `starts` are the definitions, or with an empty name the file, that are started
    from outside. `settings` is what a project file says (`go.mod`, `package.json`, `tsconfig.json` …).
    """

    language: str
    package: str = ""
    definitions: tuple[Definition, ...] = ()
    imports: tuple[Import, ...] = ()
    uses: Mapping[str, tuple[int, ...]] = {}
    hints: Mapping[str, tuple[str, ...]] = {}
    starts: tuple[str, ...] = ()
    settings: Mapping[str, str] = {}


def innermost(definitions: Sequence[Definition], line: int) -> Definition | None:
    """The innermost definition that holds a line."""
    return _before(definitions, line, bisect_right(definitions, line, key=_line))


def holders(definitions: Sequence[Definition], lines: Iterable[int]) -> dict[int, str]:
    """Line -> name of the innermost definition that holds it, empty for none."""
    starts = [each.line for each in definitions]
    found = {}
    for line in lines:
        holder = _before(definitions, line, bisect_right(starts, line))
        found[line] = "" if holder is None else holder.name
    return found


def _before(definitions: Sequence[Definition], line: int, place: int) -> Definition | None:
    while place:
        place -= 1
        if definitions[place].end_line >= line:
            return definitions[place]
    return None


def _line(definition: Definition) -> int:
    return definition.line
