"""The gate over one change of 50 files, findings and blast radius asked for (RISK.md: less than 1 s warm).

Half of the files are Python, the others TypeScript, Go and Java; 450 more stand beside them. Every file that changes loses
a check and gains a call. Warm means that the outlines of the files are in the user's cache, as on every run but the first.
Run: python tests/bench/bench_gate_files.py
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_risk import PIECES

FILES, CHANGED, PIECES_EACH, RUNS = 500, 50, 25, 9
TARGET = 1.0
KINDS = ("py", "ts", "py", "go", "py", "java")
POLICY = """version = 1
[[rule]]
name = "no-losses"
when = { finding_level = ">=info", blast = ">=low" }
"""
ROSTER = """version = 1
levels = ["senior"]
[[person]]
name = "Jo"
email = "jo@example.org"
level = "senior"
"""


def text_of(number: int, *, changed: bool) -> str:
    """A file of about 200 lines; when it changed, its fifth definition refuses nothing and calls something else."""
    kind = KINDS[number % len(KINDS)]
    pieces = [PIECES[kind].format(n=number * PIECES_EACH + each) for each in range(PIECES_EACH)]
    if changed:
        lines = pieces[5].splitlines(keepends=True)
        first = next(at for at, line in enumerate(lines) if "if " in line)
        closed = kind != "py"
        pieces[5] = "".join(lines[:first] + lines[first + 2 + closed :]).replace("post", "patch")
    return "".join(pieces)


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def build(folder: Path, environ: dict[str, str]) -> None:
    """A repository whose branch topic changes files of main."""

    def git(*arguments: str) -> None:
        person = ("-c", "user.name=Jo", "-c", "user.email=jo@example.org")
        subprocess.run(["git", *person, *arguments], cwd=folder, env=environ, check=True)

    paths = {f"src/part{n % 8}/file{n}.{KINDS[n % len(KINDS)]}": n for n in range(FILES)}
    git("init", "-q", "-b", "main")
    write(folder, {path: text_of(number, changed=False) for path, number in paths.items()})
    write(folder, {".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER})
    git("add", "-A")
    git("commit", "-q", "-m", "Base")
    git("switch", "-q", "-c", "topic")
    write(folder, {path: text_of(number, changed=True) for path, number in paths.items() if number < CHANGED})
    git("commit", "-q", "-a", "-m", "Change")


def main() -> int:
    """Build, measure cold and warm, print; 1 when it takes too long."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "repository"
        folder.mkdir()
        environ = {
            "PATH": os.environ["PATH"], "HOME": name, "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }  # fmt: skip
        build(folder, environ)
        command = [sys.executable, "-m", "answerable", "gate", "main..topic", "--json"]
        took = []
        for _ in range(RUNS + 1):
            began = time.perf_counter()
            done = subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.PIPE, check=False)
            took.append(time.perf_counter() - began)
        verdict = json.loads(done.stdout)
    assert verdict["decision"] == "deny", verdict["decision"]
    assert len({finding["path"] for finding in verdict["risk"]["findings"]}) == CHANGED, len(
        verdict["risk"]["findings"]
    )
    cold, *warm = took
    median = statistics.median(warm)
    print(
        f"gate of {CHANGED} changed files among {FILES}: cold {cold:.2f} s, "
        f"warm median {median:.2f} s ({min(warm):.2f} to {max(warm):.2f}), "
        f"target {TARGET:.0f} s: {'met' if median < TARGET else 'MISSED'}"
    )
    return int(median >= TARGET)


if __name__ == "__main__":
    sys.exit(main())
