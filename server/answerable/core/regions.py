"""Regions: what the origins of a text amount to, and how reports about it are joined.

See `transfer` for what an edit does to origins.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from answerable.core.origin import (
    COMMITTED,
    UNKNOWN,
    Author,
    Grade,
    LineClass,
    Mechanism,
    Origin,
    counts_as_ai,
    intern_origin,
    stronger,
)
from answerable.core.positions import Place
from answerable.core.runcodec import decode_runs, encode_runs
from answerable.core.runs import mapped, printed, settled, zipped
from answerable.core.text import Attributed, Runs, content
from answerable.core.transfer import transfer

__all__ = [
    "Region",
    "claim",
    "declare",
    "decode_runs",
    "encode_runs",
    "line_class",
    "line_origin",
    "line_reviewers",
    "mark_reviewed",
    "merge",
    "regions",
    "transfer",
]


class Region(NamedTuple):
    """A maximal run of characters with one origin, half-open. It begins and ends at a character that is not blank."""

    start: Place
    end: Place
    origin: Origin


def regions(attributed: Attributed) -> list[Region]:
    """The regions of a text in order. Whitespace belongs to none of its own and separates nothing."""
    found: list[Region] = []
    for start, end, origin in _stretches(attributed):
        if found and found[-1].origin == origin:
            found[-1] = Region(found[-1].start, end, origin)
        else:
            found.append(Region(start, end, origin))
    return found


def line_class(line: str, runs: Runs) -> LineClass:
    """The class of a line (DESIGN 2), the same in the editor, in `status` and in the record of its commit.

    A guess never makes a line `ai`. What was committed before decides nothing, but beside AI: a person who changes
    one word of a line that nobody vouches for has written what the change adds to it; an AI that does so makes it
    `mixed`.
    """
    origins = [origin for _, origin in printed(line, runs)]
    if not origins:
        return LineClass.NEUTRAL
    machine = [counts_as_ai(origin) for origin in origins]
    if any(machine):
        return LineClass.AI if all(machine) else LineClass.MIXED
    authors = {origin.author for origin in origins if origin != COMMITTED}
    if authors == {Author.TOOL}:
        return LineClass.TOOL
    return LineClass.HUMAN if authors and authors <= {Author.HUMAN, Author.TOOL} else LineClass.UNKNOWN


def line_origin(line: str, runs: Runs) -> Origin:
    """The origin to show for a line: of those that decide its class, the one with the most characters."""
    deciding = _DECIDING[line_class(line, runs)]
    weights: dict[Origin, int] = {}
    for length, origin in printed(line, runs):
        if deciding(origin):
            weights[origin] = weights.get(origin, 0) + length
    return max(weights, key=weights.__getitem__, default=UNKNOWN)


def line_reviewers(line: str, runs: Runs) -> tuple[str, ...]:
    """The people who reviewed *all* the AI characters of a line; nobody when it has none."""
    reviews = [origin.reviewed_by for _, origin in printed(line, runs) if counts_as_ai(origin)]
    if not reviews:
        return ()
    return tuple(person for person in reviews[0] if all(person in others for others in reviews))


def merge(first: Attributed, second: Attributed) -> Attributed:
    """Two accounts of the same text in one: per character the better known origin, the first on a tie.

    Observed human typing is never overridden by either.
    """
    known: dict[tuple[int, int], Origin] = {}

    def choose(one: Origin, two: Origin) -> Origin:
        key = (id(one), id(two))
        if key not in known:
            known[key] = _better(one, two)
        return known[key]

    runs = tuple(
        mine if mine == theirs else settled(line, zipped(mine, theirs, choose))
        for line, mine, theirs in zip(first.lines, first.runs, second.runs, strict=True)
    )
    return Attributed(first.lines, runs)


def claim(own: Attributed, evidence: Attributed) -> Attributed:
    """`own` with what `evidence`, a snapshot of an earlier or later state, knows about the text they share.

    The result is the same whether the evidence or the text came first.
    """
    return merge(own, transfer(evidence, content(own), UNKNOWN))


def mark_reviewed(attributed: Attributed, first_line: int, last_line: int, email: str) -> Attributed:
    """Note that `email` reviewed the AI characters of the 0-based half-open lines."""

    def reviewed(origin: Origin) -> Origin:
        if origin.author is not Author.AI or email in origin.reviewed_by:
            return origin
        return intern_origin(origin._replace(reviewed_by=(*origin.reviewed_by, email)))

    return _change(attributed, first_line, last_line, reviewed)


def declare(attributed: Attributed, first_line: int, last_line: int, origin: Origin) -> Attributed:
    """Let a person say where the 0-based half-open lines come from.

    What is better known than the declaration stays: nobody declares away what an agent attested.
    """
    said = intern_origin(origin)

    def declared(old: Origin) -> Origin:
        return old if old.grade.strength > said.grade.strength else said

    return _change(attributed, first_line, last_line, declared)


_DECIDING: dict[LineClass, Callable[[Origin], bool]] = {
    LineClass.AI: counts_as_ai,
    LineClass.MIXED: counts_as_ai,
    LineClass.HUMAN: lambda origin: origin.author is Author.HUMAN,
    LineClass.TOOL: lambda origin: origin.author is Author.TOOL,
    LineClass.UNKNOWN: lambda origin: origin.author in {Author.UNKNOWN, Author.AI},
    LineClass.NEUTRAL: lambda _: False,
}


def _stretches(attributed: Attributed) -> Iterator[tuple[Place, Place, Origin]]:
    """The runs of all lines without the whitespace at their ends, in order."""
    for number, (line, runs) in enumerate(zip(attributed.lines, attributed.runs, strict=True)):
        at = 0
        for length, origin in runs:
            part = line[at : at + length]
            end = at + len(part.rstrip())
            start = at + length - len(part.lstrip())
            at += length
            if start < end:
                yield Place(number, start), Place(number, end), origin


def _better(one: Origin, two: Origin) -> Origin:
    """The better known of two origins of one character, with the reviews of both."""
    if _is_observed_typing(one):
        return one
    if _is_observed_typing(two):
        return two
    if one.author is Author.UNKNOWN and one.mechanism is Mechanism.UNKNOWN:
        return two
    best = stronger(one, two)
    if one.author is Author.AI and two.author is Author.AI and one.reviewed_by != two.reviewed_by:
        people = tuple(dict.fromkeys((*one.reviewed_by, *two.reviewed_by)))
        return intern_origin(best._replace(reviewed_by=people))
    return best


def _is_observed_typing(origin: Origin) -> bool:
    return (
        origin.author is Author.HUMAN
        and origin.mechanism is Mechanism.TYPED
        and origin.grade.strength >= Grade.LABELLED.strength
    )


def _change(
    attributed: Attributed, first_line: int, last_line: int, change: Callable[[Origin], Origin]
) -> Attributed:
    first, last = max(first_line, 0), max(last_line, 0)
    changed = [
        mapped(runs, change) if line.strip() else runs
        for line, runs in zip(attributed.lines[first:last], attributed.runs[first:last], strict=True)
    ]
    return Attributed(
        attributed.lines, (*attributed.runs[:first], *changed, *attributed.runs[first + len(changed) :])
    )
