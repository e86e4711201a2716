"""Blast radii as text: a tree of dependents for one target, a list for a change. At most 80 columns."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from answerable.cli.output import Output, Part, safe
from answerable.core.blast.spread import Branch, spread

if TYPE_CHECKING:
    from answerable.app.blast import Impact
    from answerable.core.blast.graph import Graph

__all__ = ["print_change", "print_target"]

_WIDTH: Final = 80
#: Lines of a tree, targets of a change, and dependents under each of them, before the rest is counted only.
_LINES: Final = 60
_TARGETS: Final = 20
_UNDER: Final = 4


def print_target(output: Output, graph: "Graph", impact: "Impact", depth: int) -> None:
    """A target and the tree of what depends on it."""
    symbol = impact.symbol.name if impact.symbol is not None else None
    lines = list(_tree(spread(graph, impact.path, symbol, depth), ""))
    output.lines([*_head(impact), *lines[:_LINES]])
    if len(lines) > _LINES:
        output.say((f"… and {len(lines) - _LINES} more lines; --json has all that name it", "faint"))


def print_change(output: Output, impacts: Sequence["Impact"]) -> None:
    """What a change touches, each with its first dependents."""
    if not impacts:
        output.say("Nothing that is indexed was touched.")
        return
    lines: list[list[Part]] = []
    for impact in impacts[:_TARGETS]:
        branches = [Branch(each, []) for each in impact.reach.direct]
        lines += [*_head(impact), *_tree(branches[:_UNDER], "", len(branches) - _UNDER)]
    if len(impacts) > _TARGETS:
        lines.append([(f"… and {len(impacts) - _TARGETS} more that reach less far", "faint")])
    output.lines(lines)


def _head(impact: "Impact") -> Iterator[list[Part]]:
    reach = impact.reach
    yield [(_fit(reach.target, _WIDTH), "strong")]
    said = f"direct {len(reach.direct)}, transitive at most {reach.transitive}"
    marks = [
        *([f"in {len(reach.files)} file{'s' if len(reach.files) != 1 else ''}"] if reach.files else []),
        *(["exported"] if reach.exported and impact.symbol is not None else []),
        *(["started from outside"] if reach.entry_point else []),
        *(["gone"] if impact.is_gone else []),
    ]
    yield [said, (f" ({', '.join(marks)})" if marks else "", "faint")]


def _tree(branches: Sequence[Branch], indent: str, rest: int = 0) -> Iterator[list[Part]]:
    for number, branch in enumerate(branches):
        is_last = number == len(branches) - 1 and rest <= 0
        dependent = branch.dependent
        guide = indent + ("└── " if is_last else "├── ")
        symbol = _fit(dependent.symbol, _WIDTH // 2)
        room = max(12, _WIDTH - len(guide) - len(symbol) - 1)
        place = _fit(f"{dependent.path}:{dependent.line}", room)
        yield [(guide, "faint"), place, (f" {symbol}" if symbol else "", "strong")]
        yield from _tree(branch.branches, indent + ("    " if is_last else "│   "))
    if rest > 0:
        yield [(f"{indent}└── … and {rest} more", "faint")]


def _fit(text: str, width: int) -> str:
    """A text on one line; of one that is too long its end, which says more of a path than its beginning."""
    plain = safe(text)
    return plain if len(plain) <= width else f"…{plain[1 - width :]}"
