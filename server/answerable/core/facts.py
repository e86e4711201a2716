"""Facts: what a definition says that a rule may care about, and the difference of two sets of facts.

A fact is one guard, call, keyword argument, SQL statement, shell command … of a definition, in a spelling from
which layout is gone (see `spelling`). Lines are 0-based and half-open: `line` is the first line of the fact,
`end_line` the line after its last.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Delta", "Fact", "Identity", "compare", "shifted"]

#: What makes two facts the same fact.
Identity = tuple[str, str, str]


class Fact(NamedTuple):
    """One thing a definition says.

    `key` is the slot (a keyword's name, a call's function, a guard's exit), `value` what stands in it, `owner`
    what the slot belongs to (the function that is called with the keyword), `scope` the dotted name of the
    definition that holds it, empty at the top of the file.
    """

    kind: str
    key: str
    value: str
    owner: str
    scope: str
    line: int
    end_line: int

    @property
    def identity(self) -> Identity:
        """Facts with one identity count as the same, wherever they stand."""
        return self.kind, self.key, self.value


class Delta(NamedTuple):
    """What one definition lost and gained, in one file of a change.

    `persists` is false when the definition exists on one side only: then nothing was taken *from* it. `path`
    is the new path; `tail` the part of the definition that both sides know (a rename keeps the new name).
    """

    path: str
    language: str
    scope: str
    lost: tuple[Fact, ...]
    gained: tuple[Fact, ...]
    persists: bool
    new_source: str


def shifted(facts: Iterable[Fact], lines: int) -> list[Fact]:
    """The facts moved down by `lines`."""
    return [fact._replace(line=fact.line + lines, end_line=fact.end_line + lines) for fact in facts]


def compare(old: Sequence[Fact], new: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The facts of `old` that `new` has not, and the reverse, as multisets.

    Of several equal facts the last ones are named: what was added to a list of equal things mostly stands below.
    """
    return _surplus(old, new), _surplus(new, old)


def _surplus(one: Sequence[Fact], other: Sequence[Fact]) -> list[Fact]:
    known = Counter(fact.identity for fact in other)
    surplus = []
    for fact in one:
        if known[fact.identity]:
            known[fact.identity] -= 1
        else:
            surplus.append(fact)
    return surplus
