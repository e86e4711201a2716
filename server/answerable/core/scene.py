"""What the rules of a policy look at: one change, or the part of it that a rule's scope covers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.core.blast.tiers import BlastTier
from answerable.core.globs import Globs
from answerable.core.origin import Grade, LineClass
from answerable.core.record import FindingEntry

__all__ = ["FINDING_LEVELS", "LineKind", "Predicate", "Scene", "Test", "Tier", "Vocabulary", "tier_rank"]

#: The levels of findings, least serious first.
FINDING_LEVELS: Final = ("info", "warn", "review", "block")


class LineKind(NamedTuple):
    """What is known of an added line.

    `is_reviewed`: somebody on the roster who is no author looked at its AI text. `is_declared`: its origin is what
    somebody said, and nobody observed it.
    """

    line_class: LineClass
    grade: Grade
    agent: str
    is_reviewed: bool
    is_declared: bool = False


class Tier(NamedTuple):
    """A named class of paths; a policy lists its tiers lowest first. `blast` is what a change there has at least."""

    name: str
    globs: Globs
    blast: BlastTier | None = None


class Scene(NamedTuple):
    """A change. Lines are added ones that are not blank, `removed` counts the lines taken away.

    `rank` is the place of the lowest author's level in the roster's list, 0 for the lowest; `authors` are addresses,
    one for each person. `unstamped` counts commits without a record. `paths` holds old and new paths. `now` is in
    seconds since the epoch, `branch` the name of the target, empty when nobody knows it. `is_advised`: somebody declared
    that the change follows an AI's advice; never known of some files only. `blast` is the place of its blast radius in `BLAST_TIERS`.
    """

    kinds: Mapping[LineKind, int]
    removed: int
    rank: int
    authors: tuple[str, ...]
    unstamped: int
    findings: Sequence[FindingEntry]
    paths: tuple[str, ...]
    tier: int
    branch: str
    now: int
    is_advised: bool = False
    blast: int = 0


class Vocabulary(NamedTuple):
    """The names that a policy may use: the roster's levels, lowest first, its teams, and the policy's own tiers."""

    levels: tuple[str, ...]
    teams: frozenset[str] = frozenset()
    tiers: tuple[Tier, ...] = ()


class Test(NamedTuple):
    """One predicate with its argument. `sentence` continues "the change …"."""

    holds: Callable[[Scene], bool]
    sentence: str


class Predicate(NamedTuple):
    """How to read a predicate's argument: a test, or what is wrong in words. `schema` is its JSON Schema."""

    read: Callable[[object, Vocabulary], Test | str]
    schema: Mapping[str, object]


def tier_rank(tiers: Sequence[Tier], paths: Sequence[str]) -> int:
    """The place of the highest tier that any of the paths belongs to; -1 when they are all in none."""
    return max((rank for rank, tier in enumerate(tiers) if tier.globs.touched(paths)), default=-1)
