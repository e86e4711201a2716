"""The coefficients of the review order, and how well they do in a repository that they were not fitted on.

`python tests/evaluate/order.py REPOSITORY...` reads the main line of clones, a merge as one change. A changed source file is
*risky* when a fix within 90 days rewrites lines that it added (`commits.py` says what is a fix, by its subject). Every
repository is ordered with coefficients that were fitted on all the others; the last line is fitted on all. Nothing is written.

`AUC` is the chance that a risky file stands before another one (0.5: no order at all), over all changes, and among the
files of one change, where only changes with both kinds count. `early` is the share of the risky files that somebody meets
who reads all changed files in that order and stops after a fifth of their lines. Beside each figure stands that of an order
by size alone, the largest first, and for `early` also that of the smallest first.
"""

import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from commits import is_fix, is_source

from answerable.core.history import FilePatch, parse_patch
from answerable.core.order import Measures, entropy_of, scaled

_DAY = 24 * 60 * 60
_SOON = 90 * _DAY
#: Whoever has seen so many changes of a repository knows who changes what in it.
_BEFORE = 100
_MOST_FILES = 40
_FORMAT = "--format=%x01%P%x00%ae%x00%ct%x00%B%x02"
_PATCH = (
    "-p", "-U0", "-M", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/",
    "--dst-prefix=b/",
)  # fmt: skip
_TITLE_OF_MERGE = re.compile(r"^Merge (?:pull request|branch|remote)")


class Step(NamedTuple):
    """One change of the main line."""

    author: str
    at: int
    is_fix: bool
    files: tuple[FilePatch, ...]


class Row(NamedTuple):
    """A changed source file: which change it belongs to, and its measures."""

    step: int
    at: int
    measures: Measures


class Sample(NamedTuple):
    """The rows of one repository, and whether each is risky."""

    rows: list[Row]
    risky: list[bool]


def main() -> None:
    """Print a line for each repository, the means, and the coefficients."""
    samples = {name_of(repository): sample_of(repository) for repository in sys.argv[1:]}
    heads = ("AUC", "by size", "within a change", "by size", "early", "by size", "smallest first")
    print(f"| left out | changed files | risky | {' | '.join(heads)} |\n|---|{'---|' * (len(heads) + 2)}")
    told = []
    for name, sample in samples.items():
        rest = [other for other in samples.values() if other is not sample]
        figures = judged(sample, fitted(rest))
        told.append(figures)
        print(line_of(name, len(sample.rows), sum(sample.risky), figures), flush=True)
    means = [sum(column) / len(told) for column in zip(*told, strict=True)]
    rows = [sample.risky for sample in samples.values()]
    print(line_of("mean", sum(map(len, rows)), sum(map(sum, rows)), means))
    names = ["constant", *scaled(Measures(0, 1, 0, 0, 0))]
    found = fitted(samples.values())
    print("\nFitted on all:", ", ".join(f"{name} {one:+.2f}" for name, one in zip(names, found, strict=True)))


def name_of(repository: str) -> str:
    """The last part of its path that says anything."""
    return repository.rstrip("/").removesuffix("/repo").rsplit("/", 1)[-1]


def line_of(name: str, files: int, risky: int, figures: Sequence[float]) -> str:
    """One line of the table."""
    return f"| {name} | {files} | {risky} | {' | '.join(f'{one:.3f}' for one in figures)} |"


def judged(sample: Sample, weights: Sequence[float]) -> list[float]:
    """How the order does in one repository, in the order of the columns."""
    scores = [weighed(weights, inputs(row)) for row in sample.rows]
    sizes = [float(row.measures.lines) for row in sample.rows]
    figures = [of(by, sample) for of in (auc, auc_within, found_early) for by in (scores, sizes)]
    return [*figures, found_early([-size for size in sizes], sample)]


def sample_of(repository: str) -> Sample:
    """Replay a main line, remembering of every line which row has added it."""
    history = _History()
    steps = list(_steps(repository))
    for number, step in enumerate(steps):
        history.take(number, step)
    last = steps[-1].at - _SOON
    kept = [number for number, row in enumerate(history.rows) if row.step >= _BEFORE and row.at <= last]
    return Sample([history.rows[one] for one in kept], [one in history.risky for one in kept])


class _History:
    """What is known of the files at one point of a main line."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.risky: set[int] = set()
        self._owners: dict[str, list[int]] = {}
        self._changed: dict[str, int] = {}
        self._authors: dict[str, Counter[str]] = defaultdict(Counter)

    def take(self, number: int, step: Step) -> None:
        """Go one step further."""
        lines = [_lines(patch) for patch in step.files]
        entropy = entropy_of(lines)
        for patch, count in zip(step.files, lines, strict=True):
            self._move(patch)
            path = patch.path or patch.old_path
            row = -1
            if is_source(path) and len(lines) <= _MOST_FILES and any(one.new_count for one in patch.hunks):
                age = max(0, step.at - self._changed.get(path, step.at)) / _DAY
                known = self._authors[path][step.author]
                row = len(self.rows)
                self.rows.append(Row(number, step.at, Measures(count, len(lines), entropy, age, known)))
            self._rewrite(path, patch, row, step)
            self._changed[path] = step.at
            self._authors[path][step.author] += 1

    def _move(self, patch: FilePatch) -> None:
        if patch.old_path and patch.path and patch.old_path != patch.path:
            for known in (self._owners, self._changed, self._authors):
                if patch.old_path in known:
                    known[patch.path] = known.pop(patch.old_path)

    def _rewrite(self, path: str, patch: FilePatch, row: int, step: Step) -> None:
        owners = self._owners.setdefault(path, [])
        for hunk in reversed(patch.hunks):
            start = hunk.old_start - (1 if hunk.old_count else 0)
            gone = owners[start : start + hunk.old_count]
            if step.is_fix:
                self.risky.update(one for one in gone if one >= 0 and step.at - self.rows[one].at <= _SOON)
            owners[start : start + hunk.old_count] = [row] * hunk.new_count


def _lines(patch: FilePatch) -> int:
    return sum(hunk.old_count + hunk.new_count for hunk in patch.hunks)


def _steps(repository: str) -> Iterator[Step]:
    """The changes of the main line, the oldest first; the author of a merge is who wrote what it merges."""
    people = _git(repository, "log", "--format=%H %ae", "HEAD").decode("utf-8", "replace")
    authors = dict(line.split(" ", 1) for line in people.splitlines())
    log = _git(repository, "log", "--first-parent", "-m", "--reverse", _FORMAT, *_PATCH, "HEAD")
    for record in (b"\n" + log).split(b"\n\x01")[1:]:
        head, _, patch = record.partition(b"\x02")
        if patch:
            parents, author, at, message = head.decode("utf-8", "replace").split("\0", 3)
            merged = parents.split()[1:]
            author = authors.get(merged[0], author) if merged else author
            yield Step(author, int(at), is_fix(_title(message)), parse_patch(patch.lstrip(b"\n")))


def _title(message: str) -> str:
    """The subject; of a merge that git or a forge has named, the title of what it merges."""
    lines = [line for line in message.splitlines() if line.strip()] or [""]
    return lines[1] if _TITLE_OF_MERGE.match(lines[0]) and len(lines) > 1 else lines[0]


def _git(repository: str, *command: str) -> bytes:
    return subprocess.run(["git", "-C", repository, *command], capture_output=True, check=True).stdout


def inputs(row: Row) -> list[float]:
    """A row as the regression sees it."""
    return [1.0, *scaled(row.measures).values()]


def weighed(weights: Sequence[float], values: Sequence[float]) -> float:
    """The weighed sum."""
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def fitted(samples: Iterable[Sample]) -> list[float]:
    """Logistic regression by Newton's method; each repository weighs as much as the others."""
    rows = [
        (inputs(row), risky, 1 / len(sample.rows))
        for sample in samples
        for row, risky in zip(sample.rows, sample.risky, strict=True)
    ]
    weights = [0.0] * len(rows[0][0])
    for _ in range(12):
        slope = [0.0] * len(weights)
        curve = [[0.0] * len(weights) for _ in weights]
        for values, risky, share in rows:
            likely = 1 / (1 + exp(-weighed(weights, values)))
            for i, value in enumerate(values):
                slope[i] += share * (risky - likely) * value
                for j, other in enumerate(values):
                    curve[i][j] += share * likely * (1 - likely) * value * other
        weights = [weight + step for weight, step in zip(weights, _solved(curve, slope), strict=True)]
    return weights


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gaussian elimination; the matrix of a regression is positive definite, so no pivot is zero."""
    table = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, row in enumerate(table):
        for other in table[:i] + table[i + 1 :]:
            factor = other[i] / row[i]
            other[:] = [one - factor * mine for one, mine in zip(other, row, strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(table)]


def auc(scores: Sequence[float], sample: Sample) -> float:
    """Over all changes."""
    better, pairs = _pairs(list(zip(scores, sample.risky, strict=True)))
    return better / max(1, pairs)


def auc_within(scores: Sequence[float], sample: Sample) -> float:
    """Among the files of one change; every change with both kinds counts as much."""
    by_step: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row, score, risky in zip(sample.rows, scores, sample.risky, strict=True):
        by_step[row.step].append((score, risky))
    found = [better / pairs for better, pairs in map(_pairs, by_step.values()) if pairs]
    return sum(found) / max(1, len(found))


def _pairs(told: Sequence[tuple[float, bool]]) -> tuple[float, int]:
    """In how many pairs of a risky and another file the risky one is first (a tie is half of one), and of how many."""
    ranks: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for score, risky in told:
        ranks[score][risky] += 1
    below, better = 0, 0.0
    for score in sorted(ranks):
        safe, risky = ranks[score]
        better += risky * (below + safe / 2)
        below += safe
    return better, below * sum(risky for _, risky in told)


def found_early(scores: Sequence[float], sample: Sample) -> float:
    """The share of the risky files that the first fifth of all lines has."""
    order = sorted(range(len(scores)), key=lambda one: -scores[one])
    budget = sum(row.measures.lines for row in sample.rows) / 5
    found = 0
    for one in order:
        budget -= sample.rows[one].measures.lines
        if budget < 0:
            break
        found += sample.risky[one]
    return found / max(1, sum(sample.risky))


if __name__ == "__main__":
    main()
