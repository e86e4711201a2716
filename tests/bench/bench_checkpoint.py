"""What `answerable checkpoint` costs an agent: whole processes, in repositories of 1k, 10k and 100k files.

Run as `python tests/bench/bench_checkpoint.py [RUNS]`. Prints median, 90th percentile and the target of each row.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

COMMAND = Path(sys.executable).with_name("answerable")
SIZES = (1_000, 10_000, 100_000)
EDIT_TARGET_MS = 80
#: Answerable's own shell budget: finding what changed in a repository of that many files.
SHELL_TARGETS_MS = {1_000: 40, 10_000: 120, 100_000: 900}


class Row(NamedTuple):
    """One line of the result, in milliseconds."""

    name: str
    median: float
    ninetieth: float
    target: float


def measure(runs: int, prepare: Callable[[], None], act: Callable[[], None]) -> tuple[float, float]:
    """Median and 90th percentile of `act`, each run after `prepare`, in milliseconds."""
    times = []
    for _ in range(runs):
        prepare()
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.9)]


class Bench:
    """One repository with so many files of 20 lines."""

    def __init__(self, top: Path, files: int) -> None:
        self.top = top
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(top),
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }
        self.edits = 0
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.email", "dev@example.org")
        self.git("config", "user.name", "Dev")
        text = "".join(f"value_{number} = compute({number})\n" for number in range(20))
        for number in range(files):
            path = top / f"d{number // 500}" / f"f{number % 500}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"number = {number}\n{text}")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "start")

    def git(self, *args: str) -> None:
        subprocess.run(["git", *args], cwd=self.top, env=self.environ, check=True)

    def checkpoint(self, **payload: object) -> None:
        """One process, as an agent's hook starts it."""
        data = json.dumps({"repo_working_dir": str(self.top), "agent_name": "bot", **payload}).encode()
        done = subprocess.run(
            [COMMAND, "checkpoint", "agent-v1"],
            input=data,
            cwd=self.top,
            env=self.environ,
            check=True,
            capture_output=True,
        )
        if done.stderr:
            raise SystemExit(done.stderr.decode())

    def edit(self) -> None:
        """Change one file by two lines."""
        self.edits += 1
        with (self.top / "d0" / "f0.py").open("a") as file:
            file.write(f"edited_{self.edits} = {self.edits}\nprint(edited_{self.edits})\n")

    def before(self) -> None:
        self.checkpoint(type="human", will_edit_filepaths=["d0/f0.py"])

    def after(self) -> None:
        self.checkpoint(type="ai_agent", conversation_id="c", model="m", edited_filepaths=["d0/f0.py"])

    def shell(self, phase: str) -> None:
        self.checkpoint(type=f"{phase}_shell_command", conversation_id="c", tool_use_id="t", command="make")

    def rows(self, files: int, runs: int) -> list[Row]:
        """Both halves of an edit and of a shell command."""

        def prepared_after() -> None:
            self.before()
            self.edit()

        def prepared_post() -> None:
            self.shell("pre")
            self.edit()

        shell_target = EDIT_TARGET_MS + SHELL_TARGETS_MS[files]
        measured = (
            ("before an edit", EDIT_TARGET_MS, measure(runs, self.edit, self.before)),
            ("after an edit", EDIT_TARGET_MS, measure(runs, prepared_after, self.after)),
            ("before a shell command", shell_target, measure(runs, self.edit, lambda: self.shell("pre"))),
            ("after a shell command", shell_target, measure(runs, prepared_post, lambda: self.shell("post"))),
        )
        return [Row(f"{name}, {files} files", *times, target) for name, target, times in measured]


def main() -> int:
    """Print the table; 1 when a median misses its target."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    missed = 0
    for files in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for row in Bench(Path(folder), files).rows(files, runs):
                verdict = "ok" if row.median <= row.target else "MISSED"
                missed += row.median > row.target
                print(
                    f"{row.name:42} {row.median:7.1f} ms  p90 {row.ninetieth:7.1f}  target {row.target:5.0f}  {verdict}"
                )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
