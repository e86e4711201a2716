"""Blast radii as text: a tree of dependents for one target, a list for a change. At most 80 columns."""

from collections.abc import Iterator, Sequence
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Final

from answerable.cli.output import Output, Part, fitted, safe
from answerable.core.blast.spread import Branch, spread

if TYPE_CHECKING:
    from answerable.app.blast import Impact
    from answerable.core.blast.graph import Graph
    from answerable.core.blast.radius import Radius
    from answerable.core.cochange import Partner

__all__ = ["print_change", "print_target"]

_WIDTH: Final = 80
#: Lines of a tree, targets of a change, and dependents under each of them, before the rest is counted only.
_LINES: Final = 60
_TARGETS: Final = 20
_UNDER: Final = 4
#: Partners that are named.
_PARTNERS: Final = 5


def print_target(output: Output, graph: "Graph", impact: "Impact", radius: "Radius", depth: int) -> None:
    """A target, why its tier is what it is, and the tree of what depends on it."""
    symbol = impact.symbol.name if impact.symbol is not None else None
    lines = list(_tree(spread(graph, impact.path, symbol, depth), ""))
    output.lines([*_head(impact, radius), *_reasons(radius), *lines[:_LINES]])
    if len(lines) > _LINES:
        output.say((f"… and {len(lines) - _LINES} more lines; --json has all that name it", "faint"))


def print_change(
    output: Output, parts: Sequence[tuple["Impact", "Radius"]], missing: Sequence["Partner"]
) -> None:
    """What a change touches, each with its first dependents, and the files that it should perhaps touch."""
    lines: list[list[Part]] = []
    for impact, radius in parts[:_TARGETS]:
        branches = [Branch(each, []) for each in impact.reach.direct]
        lines += [*_head(impact, radius), *_tree(branches[:_UNDER], "", len(branches) - _UNDER)]
    if len(parts) > _TARGETS:
        lines.append([(f"… and {len(parts) - _TARGETS} more that reach less far", "faint")])
    output.lines([*(lines or [["Nothing that is indexed was touched."]]), *_partners(missing)])


def _head(impact: "Impact", radius: "Radius") -> Iterator[list[Part]]:
    reach = impact.reach
    yield [(fitted(reach.target, _WIDTH), "strong")]
    said = f"direct {len(reach.direct)}, transitive at most {reach.transitive}"
    marks = [
        *([f"in {len(reach.files)} file{'s' if len(reach.files) != 1 else ''}"] if reach.files else []),
        *(["exported"] if reach.exported and impact.symbol is not None else []),
        *(["started from outside"] if reach.entry_point else []),
        *(["gone"] if impact.is_gone else []),
    ]
    yield [said, (f" ({', '.join(marks)})" if marks else "", "faint")]
    owners = f", owners {' '.join(map(safe, radius.owners))}" if radius.owners else ""
    yield [shorten(f"tier {radius.tier}{owners}", _WIDTH, placeholder=" …")]


def _reasons(radius: "Radius") -> Iterator[list[Part]]:
    """What makes the tier; of a low one the counts say it all."""
    for reason in radius.reasons if radius.tier != "low" else ():
        if reason.tier != "low":
            yield from _wrapped(safe(reason.sentence))


def _partners(missing: Sequence["Partner"]) -> Iterator[list[Part]]:
    if missing:
        yield [("Usually changes as well, and did not:", "strong")]
    for one in missing[:_PARTNERS]:
        yield ["    ", fitted(one.partner, _WIDTH - 4)]
        times = f"      in {one.together} of the {one.changes} last commits that changed "
        yield [(times + fitted(one.path, _WIDTH - len(times)), "faint")]
    if len(missing) > _PARTNERS:
        yield [(f"    … and {len(missing) - _PARTNERS} more", "faint")]


def _wrapped(sentence: str) -> Iterator[list[Part]]:
    for line in wrap(sentence, _WIDTH, initial_indent="  ", subsequent_indent="    "):
        yield [(line, "faint")]


def _tree(branches: Sequence[Branch], indent: str, rest: int = 0) -> Iterator[list[Part]]:
    for number, branch in enumerate(branches):
        is_last = number == len(branches) - 1 and rest <= 0
        dependent = branch.dependent
        guide = indent + ("└── " if is_last else "├── ")
        symbol = fitted(dependent.symbol, _WIDTH // 2)
        room = max(12, _WIDTH - len(guide) - len(symbol) - 1)
        place = fitted(f"{dependent.path}:{dependent.line}", room)
        yield [(guide, "faint"), place, (f" {symbol}" if symbol else "", "strong")]
        yield from _tree(branch.branches, indent + ("    " if is_last else "│   "))
    if rest > 0:
        yield [(f"{indent}└── … and {rest} more", "faint")]
