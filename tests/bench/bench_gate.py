"""The gate over 1,000 commits with records, against `git log -p` of the same range (DESIGN 9: at most 2 times).

Both are whole processes, measured in pairs so that a busy machine slows both. Run: python tests/bench/bench_gate.py
"""

import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from answerable.core.anchors import line_hash
from answerable.core.ledger import recount
from answerable.core.record import canonical_bytes, record_id
from answerable.core.stamp import render, stamp_of

COMMITS, FILES, PAIRS = 1000, 80, 7
ROSTER = b"""version = 1
levels = ["junior", "senior"]
[[person]]
name = "Jo"
email = "jo@example.org"
level = "junior"
"""
POLICY = b"""version = 1
[[rule]]
name = "senior-review"
when = { ai_lines = ">0", author_level = "<senior" }
require = { reviewed_by = "senior" }
"""
CLASSES = ("ai", "human", "mixed", "unknown")


class Writer:
    """A stream for `git fast-import`: a history in which every commit edits some files and has its record."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.out: list[bytes] = []
        self.files = {f"src/part{n % 8}/file{n}.py": [self.line() for _ in range(150)] for n in range(FILES)}
        self.records: dict[str, bytes] = {}

    def line(self) -> str:
        words = " ".join(f"name{self.random.randrange(5000)}" for _ in range(self.random.randrange(2, 9)))
        return f"    {words} = {self.random.randrange(10**6)}"

    def edit(self, path: str) -> tuple[dict, bytes]:
        """Replace or insert some lines; the record's entry and the new content."""
        lines, regions = self.files[path], []
        at = 0
        for _ in range(self.random.randrange(1, 4)):
            at = self.random.randrange(at, max(at + 1, len(lines) - 20))
            count = self.random.randrange(1, 9)
            new = [self.line() for _ in range(count)]
            lines[at : at + self.random.randrange(count + 1)] = new
            regions.append(region(at + 1, new, self.random.choice(CLASSES)))
            at += count + 1
        data = "".join(f"{line}\n" for line in lines).encode()
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return {"path": path, "blob": blob, "regions": regions}, data

    def commit(self, branch: str, message: str, contents: dict[str, bytes], number: int) -> None:
        said = message.encode()
        self.out.append(
            b"commit refs/heads/%s\nauthor Jo <jo@example.org> %d +0000\ncommitter Jo <jo@example.org> %d +0000\n"
            b"data %d\n%s\n" % (branch.encode(), 10**9 + number, 10**9 + number, len(said), said)
        )
        for path, data in contents.items():
            self.out.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))

    def recorded_commit(self, number: int) -> None:
        edited = [
            self.edit(path) for path in self.random.sample(sorted(self.files), self.random.randrange(1, 4))
        ]
        record = {
            "schema": "answerable.record/v1", "tool": "bench", "parents": [], "files": [one for one, _ in edited],
            "sessions": {}, "findings": [], "problems": [],
        }  # fmt: skip
        record["totals"] = recount(record)
        data = canonical_bytes(record)
        self.records[record_id(data)] = data
        stamp = "".join(f"{key}: {value}\n" for key, value in render(stamp_of(record, record_id(data))))
        self.commit(
            "topic", f"Change {number}\n\n{stamp}", {one["path"]: data for one, data in edited}, number
        )


def region(start: int, lines: list[str], line_class: str) -> dict:
    """One region of a record."""
    author = "ai" if line_class in {"ai", "mixed"} else line_class
    return {
        "start": start, "end": start + len(lines) - 1, "hashes": [line_hash(line) for line in lines],
        "class": line_class, "author": author, "mechanism": "agent-edit", "grade": "attested",
    }  # fmt: skip


def build(folder: Path, environ: dict[str, str]) -> None:
    """The repository: main with the policy, topic with the commits, and the records."""
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, env=environ, check=True)
    writer = Writer()
    files = {path: "".join(f"{line}\n" for line in lines).encode() for path, lines in writer.files.items()}
    settings = {".answerable/policy.toml": POLICY, ".answerable/roster.toml": ROSTER}
    writer.commit("main", "Base", {**files, **settings}, 0)
    writer.out.append(b"reset refs/heads/topic\nfrom refs/heads/main\n\n")
    for number in range(1, COMMITS + 1):
        writer.recorded_commit(number)
    stored = {f"{name[:2]}/{name}.json": data for name, data in writer.records.items()}
    writer.commit("records", "Records", stored, 0)
    stream = b"".join(writer.out)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, env=environ, input=stream, check=True)
    subprocess.run(
        ["git", "update-ref", "refs/answerable/records", "refs/heads/records"],
        cwd=folder,
        env=environ,
        check=True,
    )
    subprocess.run(["git", "repack", "-adq"], cwd=folder, env=environ, check=True)


def seconds(command: list[str], folder: Path, environ: dict[str, str]) -> tuple[float, bytes]:
    """How long a process takes, and what it prints."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.PIPE, check=False)
    return time.perf_counter() - began, done.stdout


def main() -> None:
    """Build, measure in pairs, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = {
            "PATH": os.environ["PATH"], "HOME": name, "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }  # fmt: skip
        build(folder, environ)
        gate = [sys.executable, "-m", "answerable", "gate", "main..topic", "--json"]
        log = ["git", "log", "-p", "main..topic"]
        ratios, gates, logs = [], [], []
        for _ in range(PAIRS):
            plain, _ = seconds(log, folder, environ)
            ours, printed = seconds(gate, folder, environ)
            logs.append(plain)
            gates.append(ours)
            ratios.append(ours / plain)
        verdict = json.loads(printed)
    assert verdict["decision"] == "deny", verdict
    assert not verdict["problems"], verdict["problems"]
    print(f"gate over {COMMITS} commits with records, lines {verdict['totals']}")
    print(f"  git log -p   median {statistics.median(logs):.3f} s  ({min(logs):.3f} to {max(logs):.3f})")
    print(f"  gate         median {statistics.median(gates):.3f} s  ({min(gates):.3f} to {max(gates):.3f})")
    print(
        f"  ratio        median {statistics.median(ratios):.2f}  ({min(ratios):.2f} to {max(ratios):.2f}), at most 2"
    )


if __name__ == "__main__":
    main()
