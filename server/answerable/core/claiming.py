"""Joining one report to text: which characters of the text after an edit are that edit's.

Everything is decided by content: what was there before, what is there after, and what others are known to have
written in between. No clock takes part.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from answerable.core.diffing import added_lines, diff_lines
from answerable.core.origin import COMMITTED, UNKNOWN, Author, Origin
from answerable.core.regions import merge, transfer
from answerable.core.runs import mapped, settled, zipped
from answerable.core.text import Attributed, split_lines, uniform
from answerable.core.words import word_count

__all__ = ["claim_edit", "fill", "outlives", "shared"]

#: A line with fewer words may stand anywhere by chance.
_TELLING_WORDS: Final = 2


def claim_edit(
    before: Attributed,
    after: str,
    origin: Origin,
    meanwhile: Attributed | None = None,
    foreign: Sequence[str] = (),
) -> Attributed:
    """The text after an edit: tokens of `before` keep their origins, the others get `origin`.

    `meanwhile` is a state that somebody else saw during the edit: what it knows better (a human's observed
    typing, another agent's attested edit) stays theirs. `foreign` are texts that git brought in, from another
    commit or the stash: whole lines of theirs are the version control system's, not the edit's.
    """
    result = transfer(before, after, origin)
    for text in foreign:
        result = _yielding(result, transfer(uniform(text, COMMITTED), after, UNKNOWN), origin)
    if meanwhile is None:
        return result
    return merge(transfer(meanwhile, after, UNKNOWN), result)


def fill(first: Attributed, second: Attributed) -> Attributed:
    """`first`, with the origins of `second` (the same text) where nothing is known."""
    return _combine(first, second, lambda mine, theirs: theirs if mine.author is Author.UNKNOWN else mine)


def outlives(before: str, after: str, now: str) -> bool:
    """Whether every line that an edit from `before` to `after` brought stands whole in `now`, and one of them tells.

    That the edit happened is then sure enough to say so, though somebody has gone on editing since.
    """
    then, lines = split_lines(after), split_lines(now)
    brought = added_lines(split_lines(before), then)
    gone = {index for block in diff_lines(then, lines) for index in range(block.old_start, block.old_end)}
    return gone.isdisjoint(brought) and any(word_count(then[index]) >= _TELLING_WORDS for index in brought)


def shared(attributed: Attributed, owners: Collection[Origin], both: Origin) -> Attributed:
    """`attributed` with `both` in place of the origins of `owners`; reviews stay."""

    def share(origin: Origin) -> Origin:
        owned = origin._replace(reviewed_by=()) in owners
        return both._replace(reviewed_by=origin.reviewed_by) if owned else origin

    return Attributed(attributed.lines, tuple(mapped(runs, share) for runs in attributed.runs))


def _yielding(mine: Attributed, theirs: Attributed, origin: Origin) -> Attributed:
    """`mine` without its claim to the lines that are wholly `theirs`. Git moves lines; tokens alone prove nothing."""

    def choose(own: Origin, other: Origin) -> Origin:
        return other if own == origin else own

    runs = tuple(
        settled(line, zipped(own, others, choose)) if {run[1] for run in others} == {COMMITTED} else own
        for line, own, others in zip(mine.lines, mine.runs, theirs.runs, strict=True)
    )
    return Attributed(mine.lines, runs)


def _combine(first: Attributed, second: Attributed, choose: Callable[[Origin, Origin], Origin]) -> Attributed:
    runs = tuple(
        mine if mine == theirs else settled(line, zipped(mine, theirs, choose))
        for line, mine, theirs in zip(first.lines, first.runs, second.runs, strict=True)
    )
    return Attributed(first.lines, runs)
