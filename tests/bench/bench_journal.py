"""What the journal costs: `python tests/bench/bench_journal.py`.

For the server: one save and one look at the newest snapshot, by size of the file. For a hook: a whole process that
opens the journal, saves one event and ends, over a bare Python. Medians, with the 95th percentile behind them.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import TYPED, UNKNOWN
from answerable.core.text import Attributed, uniform
from answerable.store.journal import open_journal

SERVER = Path(__file__).parents[2] / "server"

HOOK = """
import sys
from answerable.core.evidence import Snapshot, content_digest
from answerable.core.origin import TYPED
from answerable.core.text import uniform
from answerable.store.journal import open_journal
journal = open_journal(sys.argv[1], lambda: 0)
text = "x = 1\\n" * 500 + sys.argv[2]
journal.save(Snapshot("a.py", content_digest(text), uniform(text, TYPED), "editor"))
journal.close()
"""


def measure(action: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds that each of `times` calls took; the call gets its number."""
    found = []
    for turn in range(times):
        start = time.perf_counter()
        action(turn)
        found.append((time.perf_counter() - start) * 1000)
    return found


def show(name: str, milliseconds: list[float]) -> None:
    """One line: median and 95th percentile."""
    ordered = sorted(milliseconds)
    print(
        f"{name:<44} {statistics.median(ordered):8.2f} ms   p95 {ordered[int(len(ordered) * 0.95)]:8.2f} ms"
    )


def texts_of(lines: int) -> list[Attributed]:
    """Fifty states of a file of `lines` lines, some of them with two origins."""
    found = []
    for turn in range(50):
        text = "".join(f"    value_{line} = compute(line={line}, turn={turn})\n" for line in range(lines))
        whole = uniform(text, TYPED)
        runs = tuple(
            run if line % 10 else ((4, UNKNOWN), (run[0][0] - 4, TYPED))
            for line, run in enumerate(whole.runs)
        )
        found.append(Attributed(whole.lines, runs))
    return found


def bench_server(folder: str) -> None:
    """Save and look, in one long-lived connection, while a second one is open."""
    journal, other = (open_journal(folder, lambda: 0) for _ in range(2))
    for lines in (100, 1_000, 10_000):
        path = f"{lines}.py"
        snapshots = [
            Snapshot(path, content_digest("".join(state.lines)), state, "editor") for state in texts_of(lines)
        ]
        # The states to be saved are the bench's garbage, not the journal's.
        gc.freeze()
        show(
            f"save, {lines} lines", measure(lambda turn, of=snapshots: journal.save(of[turn]), len(snapshots))
        )
        show(f"latest, {lines} lines", measure(lambda _, path=path: journal.latest(path), 50))
    show("changes", measure(lambda _: journal.changes(), 1000))
    show(
        "open and close, another connection open",
        measure(lambda _: open_journal(folder, lambda: 0).close(), 100),
    )
    other.close()
    journal.close()
    show("open and close, alone", measure(lambda _: open_journal(folder, lambda: 0).close(), 100))


def bench_hook(folder: str) -> None:
    """Whole processes, with warm byte code."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environ = kept | {"PYTHONPATH": str(SERVER), "PYTHONPYCACHEPREFIX": f"{folder}/pycache"}

    def run(code: str) -> Callable[[int], object]:
        return lambda turn: subprocess.run(
            [sys.executable, "-c", code, folder, str(turn)], env=environ, check=True
        )

    imports = "import typing, re, enum, json, hashlib, zlib, sqlite3"
    for code in (HOOK, imports):
        run(code)(-1)
    show("a bare Python", measure(run("pass"), 30))
    show("the same that imports what the journal needs", measure(run(imports), 30))
    show("the same that opens the journal and saves", measure(run(HOOK), 30))


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as folder:
        bench_server(folder)
        bench_hook(folder)


if __name__ == "__main__":
    main()
