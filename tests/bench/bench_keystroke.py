"""The keystroke path: what one edit costs, by file length, and against pygls' own document.

Run as `python tests/bench/bench_keystroke.py`. Both apply the same edits at the same places: letters typed at random
places, with a removed letter or a new line now and then.
"""

import random
import sys
from statistics import median, quantiles
from time import perf_counter_ns

from lsprotocol import types
from pygls.workspace import TextDocument

from answerable.core.classify import Tombstones, apply_edit
from answerable.core.document import Document
from answerable.core.origin import UNKNOWN
from answerable.core.positions import Place, Span

ROUNDS = 5
EDITS = 2_000
LENGTHS = (1_000, 100_000)

Edit = tuple[Place, Place, str]


def source(length: int) -> str:
    """A text of so many lines."""
    return "".join(f"    value_{n % 97} = compute(argument_{n}, other={n % 13})\n" for n in range(length))


def edits(length: int, count: int, seed: int) -> list[Edit]:
    """Random keystrokes that are valid in any text of `length` lines of at least 20 columns."""
    chance = random.Random(seed)
    made: list[Edit] = []
    for _ in range(count):
        start = Place(chance.randrange(length), chance.randrange(15))
        kind = chance.random()
        end = Place(start.line, start.column + 1) if kind < 0.2 else start
        made.append((start, end, "" if kind < 0.2 else "\n    " if kind > 0.97 else chance.choice("abc_(1")))
    return made


def own_times(length: int, seed: int) -> list[float]:
    """Microseconds per edit of our own document, everything included."""
    document, tombstones = Document(source(length), UNKNOWN), Tombstones()
    times = []
    for start, end, text in edits(length, EDITS, seed):
        began = perf_counter_ns()
        apply_edit(document, Span(start, end), text, None, tombstones)
        times.append((perf_counter_ns() - began) / 1_000)
    return times


def pygls_times(length: int, seed: int) -> list[float]:
    """Microseconds per edit of pygls' document, which tracks nothing."""
    document = TextDocument("file:///bench.py", source(length), version=1)
    times = []
    for start, end, text in edits(length, EDITS if length < 10_000 else 20, seed):
        change = types.TextDocumentContentChangePartial(
            types.Range(types.Position(*start), types.Position(*end)), text
        )
        began = perf_counter_ns()
        document.apply_change(change)
        times.append((perf_counter_ns() - began) / 1_000)
    return times


def summary(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return median(times), quantiles(times, n=20)[-1]


def main() -> int:
    """Print one line per file length; 1 when a budget of the design is missed."""
    p95: dict[int, float] = {}
    for length in LENGTHS:
        rounds = [summary(own_times(length, seed)) for seed in range(ROUNDS)]
        p95[length] = median(high for _, high in rounds)
        spread = max(high for _, high in rounds) - min(high for _, high in rounds)
        theirs = median(pygls_times(length, 0))
        ours = median(low for low, _ in rounds)
        print(
            f"{length:>7} lines: p50 {ours:.0f} µs, p95 {p95[length]:.0f} µs (spread {spread:.0f} µs); "
            f"pygls' document p50 {theirs:.0f} µs, {theirs / ours:.1f} times as long"
        )
    ratio = p95[LENGTHS[-1]] / p95[LENGTHS[0]]
    print(f"p95 at {LENGTHS[-1]} lines is {ratio:.2f} times that at {LENGTHS[0]} lines (budget 2.00)")
    return 0 if ratio <= 2 and max(p95.values()) <= 500 else 1


if __name__ == "__main__":
    sys.exit(main())
