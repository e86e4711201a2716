"""Sign-off and verification of a 500-file change (DESIGN 9: both together at most 2 seconds).

Whole processes: showing, fingerprinting, signing and storing; then checking the sign-off on a rebased branch, where it
is replayed, and in a clone that lacks the signed objects, where fingerprints are compared. Run:
python tests/bench/bench_signoff.py
"""

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from answerable.core.signoff.statement import canonical_statement
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing
from answerable.repo.signoffs import GitSignoffs

FILES, LINES, ROUNDS, OTHERS = 500, 200, 5, 2000
NAMESPACE = "signoff@answerable"
SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAAAFh\n-----END SSH SIGNATURE-----\n"
ROSTER = """version = 1
levels = ["junior", "senior"]
[[person]]
name = "Jo"
email = "jo@example.org"
level = "junior"
[[person]]
name = "Sam"
email = "sam@example.org"
level = "senior"
"""
POLICY = """version = 1
[[rule]]
name = "senior-review"
when = { ai_lines = ">0", author_level = "<senior" }
require = { reviewed_by = "senior" }
"""


class Taken(NamedTuple):
    """Seconds by the clock, and of the processor in all processes."""

    clock: float
    processor: float


def processor_time() -> float:
    """The processor seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Bench:
    """A repository in which a branch edits, adds, renames and deletes 500 files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.top = folder / "repo"
        self.environ = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "Jo", "GIT_AUTHOR_EMAIL": "jo@example.org",
            "GIT_COMMITTER_NAME": "Jo", "GIT_COMMITTER_EMAIL": "jo@example.org",
        }  # fmt: skip
        self.random = random.Random(7)

    def run(self, *command: str, cwd: Path | None = None, **extra: str) -> Taken:
        """Run a command; how many seconds it took."""
        started, worked = time.perf_counter(), processor_time()
        subprocess.run(
            command, cwd=cwd or self.top, env=self.environ | extra, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return Taken(time.perf_counter() - started, processor_time() - worked)

    def commit(self, message: str) -> None:
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "-m", message)

    def build(self) -> None:
        self.run(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.folder / "key"), cwd=self.folder
        )
        self.run("git", "init", "-q", "-b", "main", str(self.top), cwd=self.folder)
        key = " ".join((self.folder / "key.pub").read_text().split()[:2])
        settings = self.top / ".answerable"
        settings.mkdir()
        (settings / "roster.toml").write_text(ROSTER)
        (settings / "policy.toml").write_text(POLICY)
        (settings / "allowed_signers").write_text(f'sam@example.org namespaces="{NAMESPACE}" {key}\n')
        for number in range(FILES):
            self.file(number).parent.mkdir(exist_ok=True)
            self.file(number).write_text("".join(self.lines(LINES)))
        self.commit("base")
        self.run("git", "checkout", "-q", "-b", "topic")
        for number in range(FILES):
            self.edit(number)
        self.commit("change")

    def file(self, number: int) -> Path:
        return self.top / f"part{number % 10}" / f"file{number}.py"

    def lines(self, count: int) -> list[str]:
        return [
            f"    value_{self.random.randrange(10**6)} = call({self.random.randrange(100)})\n"
            for _ in range(count)
        ]

    def edit(self, number: int) -> None:
        """Three blocks of a file; every tenth is renamed, every twentieth deleted."""
        if number % 20 == 19:
            self.file(number).unlink()
            return
        lines = self.file(number).read_text().splitlines(keepends=True)
        for at in (150, 90, 30):
            lines[at : at + 2] = self.lines(4)
        self.file(number).write_text("".join(lines))
        if number % 10 == 3:
            self.file(number).rename(self.file(number).with_suffix(".pyi"))

    def sign(self) -> Taken:
        self.run("git", "update-ref", "-d", "refs/answerable/signoffs")
        words = ("signoff", "main..topic", "--yes", "--key", str(self.folder / "key"))
        return self.run(sys.executable, "-m", "answerable", *words, GIT_COMMITTER_EMAIL="sam@example.org")

    def verify(self, top: Path | None = None, range_: str = "main..topic") -> Taken:
        return self.run(sys.executable, "-m", "answerable", "verify", range_, cwd=top)

    def crowd(self) -> None:
        """Thousands of sign-offs of other changes, each in loose objects."""
        git = Plumbing.discover(str(self.top), self.environ)
        store = GitSignoffs(git, GitObjects(git))
        (one,) = store.all()
        others = []
        for number in range(OTHERS):
            predicate = {**one.statement["predicate"], "seconds": number}
            predicate["change"] = {**predicate["change"], "paths": [f"other/{number}"], "files": 1}
            head = {"gitCommit": f"{number:040x}", "gitTree": f"{number:040x}"}
            subject = [{"name": "other", "digest": head}]
            others.append({**one.statement, "predicate": predicate, "subject": subject})
        store.append([(canonical_statement(other), SIGNATURE) for other in others])

    def rebase(self) -> Path:
        """The target moves on and the branch with it; a fresh clone that has only the new branch."""
        self.run("git", "checkout", "-q", "main")
        self.file(0).write_text("# new\n" + self.file(0).read_text())
        self.commit("other")
        self.run("git", "checkout", "-q", "topic")
        self.run("git", "rebase", "-q", "main")
        clone = self.folder / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        self.run("git", "clone", "-q", "--no-local", str(self.top), str(clone), cwd=self.folder)
        self.run(
            "git", "fetch", "-q", "origin", "refs/answerable/*:refs/answerable/*", "main:main", cwd=clone
        )
        return clone


def report(name: str, taken: Sequence[Taken], limit: str = "") -> None:
    clock = [one.clock for one in taken]
    worked = statistics.median(one.processor for one in taken)
    spread = f"({min(clock):.3f} to {max(clock):.3f})"
    print(f"  {name:34} median {statistics.median(clock):.3f} s  {spread}, processor {worked:.3f} s{limit}")


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name))
        bench.build()
        signed = [bench.sign() for _ in range(ROUNDS)]
        verified = [bench.verify() for _ in range(ROUNDS)]
        clone = bench.rebase()
        replayed = [bench.verify() for _ in range(ROUNDS)]
        compared = [bench.verify(clone) for _ in range(ROUNDS)]
        bench.crowd()
        crowded = [bench.verify() for _ in range(ROUNDS)]
    print(f"sign-off of a change of {FILES} files with {LINES} lines each")
    report("signoff", signed)
    report("verify, the very change", verified)
    report("verify, replayed after a rebase", replayed)
    report("verify, by fingerprint in a clone", compared)
    report(f"verify among {OTHERS} others", crowded)
    rows = zip(signed, verified, replayed, compared, strict=True)
    worst = [Taken(*map(sum, zip(one, max(rest), strict=True))) for one, *rest in rows]
    report("signoff and the slowest verify", worst, ", at most 2 s")


if __name__ == "__main__":
    main()
