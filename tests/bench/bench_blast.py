"""Who depends on what: the index of 100,000 lines, cold and from the cache, and how fast it answers.

`python tests/bench/bench_blast.py [LINES]`. The lines are those of Python's own library, committed to a new repository.
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from answerable.core.blast.graph import Graph
from answerable.wiring.reach import blast_graph, symbol_reader
from answerable.wiring.workspace import open_workspace

LINES = 100_000
RUNS = 5
ASKED = 500
COLD, AGAIN = 2.0, 0.001  # seconds


def sources() -> Iterator[Path]:
    """The files of Python's library, its tests and what is installed beside it last."""
    library = Path(sysconfig.get_paths()["stdlib"])
    files = sorted(library.rglob("*.py"))
    yield from sorted(files, key=lambda each: ("site-packages" in each.parts, "test" in each.parts, each))


def build(top: Path, lines: int) -> int:
    """A repository with so many lines; how many they are."""
    library = Path(sysconfig.get_paths()["stdlib"])
    count = 0
    for file in sources():
        target = top / file.relative_to(library)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        count += file.read_bytes().count(b"\n")
        if count >= lines:
            break
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=top, check=True)
    return count


def timed(run: Callable[[], object], times: int = RUNS) -> tuple[float, str]:
    """The median in seconds, and all of it in words."""
    found, worked = [], []
    for _ in range(times):
        start, before = time.perf_counter(), sum(os.times()[:4])
        run()
        found.append(time.perf_counter() - start)
        worked.append(sum(os.times()[:4]) - before)
    median = statistics.median(found)
    spread = f"{min(found):.3f} to {max(found):.3f}"
    return median, f"{median:.3f} s ({spread}; {statistics.median(worked):.2f} s of processor time)"


def ask(graph: Graph) -> list[float]:
    """How long each of a sample of definitions takes, in seconds."""
    targets = [(path, each.name) for path in graph.outlines for each in graph.symbols(path)]
    found = []
    for target in random.Random(1).sample(targets, min(ASKED, len(targets))):
        start = time.perf_counter()
        graph.reach(*target)
        found.append(time.perf_counter() - start)
    return sorted(found)


def main(lines: int) -> int:
    """Print the figures; 1 when one misses its target."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder, "repo")
        top.mkdir()
        count = build(top, lines)
        cache = Path(folder, "cache")
        os.environ["XDG_CACHE_HOME"] = str(cache)
        workspace = open_workspace(str(top), os.environ)
        processes = os.cpu_count() or 1

        def index() -> Graph:
            return blast_graph(workspace, "HEAD", processes=processes)[0]

        def cold() -> None:
            shutil.rmtree(cache, ignore_errors=True)
            index()

        cold_median, cold_words = timed(cold)
        _, warm_words = timed(index)
        graph = index()
        print(f"{count} lines, {len(graph.outlines)} files, {processes} processes")
        print(f"cold index {cold_words}, from the cache {warm_words}")
        first, again = ask(graph), ask(graph)
        print(f"{len(first)} definitions asked: {sum(first):.3f} s together, every file resolved on the way")
        print(
            f"asked again: median {1000 * statistics.median(again):.3f} ms, p95 {1000 * again[len(again) * 95 // 100]:.3f} ms"
        )
        path = max(graph.outlines, key=lambda each: len(graph.outlines[each].uses))
        text = (top / path).read_text(encoding="utf-8", errors="replace")

        def save() -> None:
            [(outline, _)] = symbol_reader().outlines_of([(path, text + "\n")])
            graph.replace(path, outline)

        print(f"a save of {path} ({text.count(chr(10))} lines): {timed(save)[1]}")
        workspace.close()
    is_missed = (cold_median > COLD and lines <= LINES) or statistics.median(again) > AGAIN
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else LINES))
