"""Slices of a JSON text: what an edit touched, inside of all that holds it, without its siblings.

What a document says of one member does not depend on its siblings, except for what names it. So the findings of an edit
are those of two small texts, whose lines know where they stand in the large ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import tree_sitter

from answerable.core.alignment import changed_span
from answerable.core.facts import Fact
from answerable.core.values import LABELS
from answerable.syntax.comparison import FileDelta
from answerable.syntax.languages import Language
from answerable.syntax.parsing import parse, source_bytes

__all__ = ["Slice", "Slicer", "in_whole", "is_clean"]

#: Values of fewer lines are kept whole.
_LONG: Final = 30
#: A statement of a policy is read as a whole.
_STATEMENT: Final = frozenset({"effect", "action", "notaction", "actions", "not_actions"})


class Slice(NamedTuple):
    """Some lines of a text, and the number of each."""

    text: str
    numbers: list[int]


def is_clean(text: str, language: Language) -> bool:
    """Whether a text has no mistake."""
    tree = parse(source_bytes(text), language)
    return tree is not None and not tree.root_node.has_error


def in_whole(delta: FileDelta, slices: tuple[Slice, Slice]) -> FileDelta:
    """What was found in two slices, with the lines of the whole texts."""
    old, new = slices
    deltas = [
        each._replace(
            lost=tuple(_placed(fact, old) for fact in each.lost),
            gained=tuple(_placed(fact, new) for fact in each.gained),
        )
        for each in delta.deltas
    ]
    return FileDelta(
        tuple(deltas),
        tuple(_placed(fact, old) for fact in delta.old_facts),
        tuple(_placed(fact, new) for fact in delta.new_facts),
    )


def _placed(fact: Fact, part: Slice) -> Fact:
    numbers = part.numbers or [0]
    first = numbers[min(fact.line, len(numbers) - 1)]
    last = numbers[min(max(fact.line, fact.end_line - 1), len(numbers) - 1)]
    return fact._replace(line=first, end_line=last + 1)


class _Node(NamedTuple):
    """A value with its lines, half-open; those of its members begin at `inside` and end at `foot`."""

    start: int
    end: int
    inside: int
    foot: int
    members: tuple["_Node", ...]
    is_label: bool = False


class _Region(NamedTuple):
    """Lines that differ, half-open, in the old and in the new text."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Slicer:
    """Where a text differs from its old one, edit after edit."""

    def __init__(self, old: Sequence[str], language: Language, budget: float) -> None:
        self._old = old
        self._regions: list[_Region] = []
        tree = parse(source_bytes("".join(old).replace("\r\n", "\n")), language, budget=budget)
        is_readable = tree is not None and not tree.root_node.has_error
        self._top = _members(tree.root_node, 0) if tree is not None and is_readable else None

    def edit(self, first: int, last: int, made: int, lines: Sequence[str]) -> None:
        """The lines `first` to `last` of the text were replaced by so many; `lines` is what it is now."""
        grown = made - (last - first)
        before = [one for one in self._regions if one.new_end < first]
        after = [one for one in self._regions if one.new_start > last]
        met = self._regions[len(before) : len(self._regions) - len(after)]
        offset = before[-1].old_end - before[-1].new_end if before else 0
        start, end = min([first, *(one.new_start for one in met)]), max([last, *(one.new_end for one in met)])
        past = met[-1].old_end - met[-1].new_end if met else offset
        region = self._trimmed(_Region(start + offset, end + past, start, end + grown), lines)
        moved = [one._replace(new_start=one.new_start + grown, new_end=one.new_end + grown) for one in after]
        self._regions = [*before, *region, *moved]

    def slices(self, lines: Sequence[str]) -> tuple[Slice, Slice] | None:
        """The slices of both texts; `None` when the old one is no JSON."""
        if self._top is None:
            return None
        kept = set(_kept(self._top, [one[:2] for one in self._regions]))
        for one in self._regions:
            kept.update(range(one.old_start, one.old_end))
        old = sorted(kept)
        new = sorted(self._moved(old))
        return _slice(self._old, old), _slice(lines, new)

    def _trimmed(self, region: _Region, lines: Sequence[str]) -> list[_Region]:
        span = changed_span(
            self._old[region.old_start : region.old_end], lines[region.new_start : region.new_end]
        )
        if span.old_start == span.old_end and span.new_start == span.new_end:
            return []
        return [
            _Region(
                region.old_start + span.old_start,
                region.old_start + span.old_end,
                region.new_start + span.new_start,
                region.new_start + span.new_end,
            )
        ]

    def _moved(self, numbers: Iterable[int]) -> Iterator[int]:
        """Where old lines stand now, and the lines that are new."""
        regions = iter([*self._regions, None])
        region, offset = next(regions), 0
        for number in numbers:
            while region is not None and number >= region.old_end:
                offset = region.new_end - region.old_end
                region = next(regions)
            if region is None or number < region.old_start:
                yield number + offset
        for one in self._regions:
            yield from range(one.new_start, one.new_end)


def _members(node: tree_sitter.Node, depth: int) -> tuple[_Node, ...]:
    found: list[_Node] = []
    for child in node.named_children:
        one = _node(child, depth)
        if found and one.start < found[-1].end:
            # Values that share a line are one.
            found[-1] = _leaf(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def _node(node: tree_sitter.Node, depth: int) -> _Node:
    start, end = node.start_point[0], node.end_point[0] + 1
    value = node.child_by_field_name("value") if node.type == "pair" else node
    name = _name(node)
    if value is None or end - start <= _LONG or depth > _LONG or value.type not in {"object", "array"}:
        return _leaf(start, end)._replace(is_label=name in LABELS)
    names = {_name(each).lower() for each in value.named_children}
    members = _members(value, depth + 1) if not names & _STATEMENT else ()
    if not members or members[0].start <= value.start_point[0] or members[-1].end > value.end_point[0]:
        return _leaf(start, end)
    return _Node(start, end, members[0].start, members[-1].end, members)


def _leaf(start: int, end: int) -> _Node:
    return _Node(start, end, end, end, ())


def _name(node: tree_sitter.Node) -> str:
    key = node.child_by_field_name("key") if node.type == "pair" else None
    return "" if key is None or key.text is None else key.text.decode("utf-8", "replace").strip('"')


def _kept(nodes: Sequence[_Node], regions: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The lines of what regions touch, and of what stands directly beside them."""
    for node in nodes:
        # A region without old lines is a place between two: both sides count.
        if node.is_label or any(start <= node.end and node.start <= end for start, end in regions):
            yield from range(node.start, node.inside)
            yield from _kept(node.members, regions)
            yield from range(node.foot, node.end)


def _slice(lines: Sequence[str], numbers: list[int]) -> Slice:
    shown = [lines[number] for number in numbers]
    for at in range(len(shown) - 1):
        # The last of the members that are left has no comma.
        if shown[at + 1].lstrip()[:1] in {"]", "}"} and shown[at].rstrip().endswith(","):
            line = shown[at].rstrip()
            shown[at] = line[:-1] + shown[at][len(line) :]
    return Slice("".join(shown), numbers)
