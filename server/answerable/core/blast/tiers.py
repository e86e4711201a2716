"""The tiers of a blast radius."""

from collections.abc import Iterable
from typing import Final, Literal, get_args

__all__ = ["BLAST_TIERS", "BlastTier", "highest"]

BlastTier = Literal["low", "medium", "high", "critical"]

#: The smallest first.
BLAST_TIERS: Final[tuple[BlastTier, ...]] = get_args(BlastTier)


def highest(tiers: Iterable[BlastTier]) -> BlastTier:
    """The highest of them; `low` of none."""
    return max(tiers, key=BLAST_TIERS.index, default="low")
