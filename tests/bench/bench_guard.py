"""What `answerable guard` costs an agent: whole processes, in a repository of 10,000 files.

Run as `python tests/bench/bench_guard.py [RUNS]`. Prints median, 90th percentile and the target of each row.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

COMMAND = Path(sys.executable).with_name("answerable")
FILES = 10_000
TARGET_MS = 80


class Row(NamedTuple):
    """One line of the result, in milliseconds."""

    name: str
    median: float
    ninetieth: float


def make_repository(top: Path, environ: dict[str, str]) -> None:
    """So many files of 20 lines, committed, and one uncommitted change."""

    def git(*args: str) -> None:
        subprocess.run(["git", *args], cwd=top, env=environ, check=True)

    git("init", "-q", "-b", "main")
    git("config", "user.email", "dev@example.org")
    git("config", "user.name", "Dev")
    text = "".join(f"value_{number} = compute({number})\n" for number in range(20))
    for number in range(FILES):
        path = top / f"d{number // 500}" / f"f{number % 500}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"number = {number}\n{text}")
    git("add", "-A")
    git("commit", "-q", "-m", "start")
    with (top / "d0" / "f0.py").open("a") as file:
        file.write("changed = True\n")


def measure(top: Path, environ: dict[str, str], name: str, tool: dict[str, object], runs: int) -> Row:
    """The same tool call again and again, each in a process of its own."""
    payload = {
        "hook_event_name": "PreToolUse",
        "transcript_path": "/none",
        "session_id": "s",
        "cwd": str(top),
    }
    data = json.dumps(payload | tool).encode()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        done = subprocess.run(
            [COMMAND, "guard", "claude-code"],
            input=data,
            cwd=top,
            env=environ,
            check=True,
            capture_output=True,
        )
        times.append((time.perf_counter() - started) * 1000)
        if done.stderr:
            raise SystemExit(done.stderr.decode())
    times.sort()
    return Row(name, statistics.median(times), times[int(len(times) * 0.9)])


def shell(command: str) -> dict[str, object]:
    return {"tool_name": "Bash", "tool_input": {"command": command}}


def main() -> int:
    """Print the table; 1 when a median misses its target."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        # PYTHONDONTWRITEBYTECODE, which some environments set, is not passed on: it would recompile everything.
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(top),
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }
        make_repository(top, environ)
        edit = {
            "tool_name": "Edit",
            "tool_input": {"file_path": "d0/f1.py", "old_string": "a", "new_string": "b"},
        }
        for name, tool in (
            ("a harmless command", shell("ls -la && npm test")),
            ("a command that is refused", shell("rm -rf ~")),
            ("git reset --hard, the worktree looked at", shell("git reset --hard")),
            ("rm -rf of a tracked folder, git asked", shell("rm -rf d1")),
            ("an edit", edit),
        ):
            row = measure(top, environ, name, tool, runs)
            verdict = "ok" if row.median <= TARGET_MS else "MISSED"
            missed += row.median > TARGET_MS
            print(
                f"{row.name:44} {row.median:7.1f} ms  p90 {row.ninetieth:7.1f}  target {TARGET_MS:5.0f}  {verdict}"
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
