"""In which order a reviewer had best read the files of a change, and the hunks of each: an order, never a verdict.

What is told of a file decides first: its findings, then how far it reaches, then whether a machine wrote lines of it.
Only among files that are alike in all these does the score, which knows nothing but numbers: how large and how spread the
change is, how long ago the file changed before, and how often its author has changed it. Kamei and others predicted risky
changes from such measures ("A Large-Scale Empirical Study of Just-in-Time Quality Assurance", 2013).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import exp, log2
from typing import Final, NamedTuple

from answerable.core.blast.tiers import BLAST_TIERS, BlastTier
from answerable.core.finding import Finding, Level

__all__ = [
    "COEFFICIENTS",
    "CONSTANT",
    "HunkToRead",
    "Measures",
    "ToRead",
    "Told",
    "entropy_of",
    "in_order",
    "scaled",
    "score",
    "why",
]

#: Fitted by `tests/evaluate/order.py` on the 43,162 changed source files of the main lines of aiohttp, axios, express,
#: fastify, fmt, gin, httpx, puma, redis, requests, sinatra and werkzeug, up to August 2026 at the latest. A file counts
#: as risky when a fix within 90 days rewrote lines that the change had added (2,428 did). Fitted on all projects but one,
#: the order of that one has an AUC of 0.728 on average (by size alone 0.710), and of 0.759 among the files of one change
#: (0.755): there size alone is as good. Whether the author knows the file says next to nothing.
CONSTANT: Final = -3.95
COEFFICIENTS: Final[Mapping[str, float]] = {
    "size": 0.39,
    "spread": -0.20,
    "entropy": 0.08,
    "age": -0.11,
    "experience": 0.03,
}
#: The levels of findings that count, the most serious first: a note asks for nobody's attention.
_COUNTED: Final = (Level.BLOCK, Level.REVIEW, Level.WARN)


class Measures(NamedTuple):
    """A changed file in numbers.

    `lines` came or went in it, `files` are changed together, `entropy` tells how evenly (see `entropy_of`), `age` is the
    number of days since it changed before (0 for a new one), `known` how many earlier changes of it are of the people who
    made this one (`None` when nobody knows who they are).
    """

    lines: int
    files: int
    entropy: float
    age: float
    known: int | None


class Told(NamedTuple):
    """What is told of a file or a hunk; `tier` is `None` where nobody knows what depends on it."""

    findings: Sequence[Finding] = ()
    tier: BlastTier | None = None
    ai_lines: int = 0


class HunkToRead(NamedTuple):
    """One changed block: its first and last line in the new text (1-based, inclusive), and how many came and went.

    Where lines only went, both are the line that stands there now.
    """

    start: int
    end: int
    added: int
    removed: int
    told: Told = Told()


class ToRead(NamedTuple):
    """One file of a change. `hunks` are in the order in which to read them."""

    path: str
    told: Told
    measures: Measures
    hunks: Sequence[HunkToRead] = ()
    is_new: bool = False


def in_order(files: Iterable[ToRead]) -> list[ToRead]:
    """The files and their hunks, what to read first first; what is alike in all by path, and by place."""
    return sorted(
        (one._replace(hunks=sorted(one.hunks, key=_hunk_rank)) for one in files),
        key=lambda one: (_rank(one.told), -score(one.measures), one.path),
    )


def why(told: Told) -> list[str]:
    """Why something stands where it stands, in the order in which that counts: `2 review findings`, `tier high`."""
    counts = _counts(told.findings)
    return [
        *(_count(counts[level], f"{level.value} finding") for level in _COUNTED if counts[level]),
        *([f"tier {told.tier}"] if told.tier is not None else []),
        *([_count(told.ai_lines, "AI line")] if told.ai_lines else []),
    ]


def entropy_of(lines: Sequence[int]) -> float:
    """How evenly a change is spread over its files: 0 for one file alone, 1 where all have as many lines."""
    total = sum(lines)
    shares = [one / total for one in lines if one]
    return -sum(share * log2(share) for share in shares) / log2(len(shares)) if len(shares) > 1 else 0.0


def scaled(measures: Measures) -> dict[str, float]:
    """What the coefficients are about: of numbers without a bound the logarithm to base 2 of one more."""
    return {
        "size": log2(1 + measures.lines),
        "spread": log2(measures.files),
        "entropy": measures.entropy,
        "age": log2(1 + measures.age),
        "experience": log2(1 + (measures.known or 0)),
    }


def score(measures: Measures) -> float:
    """Between 0 and 1, higher for what is to be read sooner. No probability: every project has a rate of its own."""
    told = scaled(measures)
    return 1 / (1 + exp(-CONSTANT - sum(each * told[name] for name, each in COEFFICIENTS.items())))


def _rank(told: Told) -> tuple[int, ...]:
    """Lower comes first."""
    counts = _counts(told.findings)
    tier = -1 if told.tier is None else BLAST_TIERS.index(told.tier)
    return *(-counts[level] for level in _COUNTED), -tier, -bool(told.ai_lines)


def _hunk_rank(hunk: HunkToRead) -> tuple[tuple[int, ...], int, int]:
    return _rank(hunk.told), -(hunk.added + hunk.removed), hunk.start


def _counts(findings: Iterable[Finding]) -> Counter[Level]:
    return Counter(one.level for one in findings)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
