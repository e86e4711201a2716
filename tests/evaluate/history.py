"""How often real commits alarm, and how often the reverse of a fix does.

`python tests/evaluate/history.py REPOSITORY... [--commits 500] [--show]` reads the last ordinary commits (no merges,
at most 40 files) of git repositories on this machine. A commit alarms when it has a finding of level `warn` or above outside
tests. A fix is a commit whose subject says so and that changes at most five files; its reverse brings the mistake
back. Nothing is written.
"""

import argparse
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from answerable.core.finding import Finding, Level
from answerable.core.needles import code_of
from answerable.core.risk import FilePair
from answerable.syntax.analyser import Analyser

_FIX = re.compile(
    r"(?i)\b(?:fix(?:e[sd])?|bug|crash|leak|race|deadlock|overflow|panic|npe|regression|vulnerab\w*|cve)\b"
)
_NO_FIX = re.compile(
    r"(?i)\b(?:typo|lint|docs?|comment|readme|format|test|ci|build|deps|bump|warning|changelog|spelling)\b"
)
_MOST_FILES = 40
_FIX_FILES = 5


class Commit(NamedTuple):
    """A commit and its files in languages that are known."""

    name: str
    subject: str
    files: list[FilePair]


def commits(repository: str, count: int) -> Iterator[Commit]:
    """The last `count` commits of a repository that change code."""
    log = _git(repository, "log", "--no-merges", "-n", str(count * 4), "--format=%H %s")
    found = 0
    for line in log.decode("utf-8", "replace").splitlines():
        name, _, subject = line.partition(" ")
        files = _files(repository, name)
        if files:
            found += 1
            yield Commit(name, subject, files)
        if found >= count:
            return


def alarms(files: list[FilePair]) -> list[Finding]:
    """The findings of a change that somebody would see outside tests."""
    found, _ = Analyser().change(files)
    return [each for each in found if each.level is not Level.INFO and not each.rule.startswith("TST")]


def main() -> None:
    """Print one row per repository, and one per rule and language that alarmed."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("repositories", nargs="+")
    options.add_argument("--commits", type=int, default=500)
    options.add_argument("--show", action="store_true", help="every finding")
    chosen = options.parse_args()
    print(
        f"{'repository':30} {'commits':>8} {'alarm':>6} {'rate':>6}   {'fixes':>6} {'caught':>7} {'recall':>7}"
    )
    rules: Counter[tuple[str, str]] = Counter()
    for repository in chosen.repositories:
        total = alarmed = fixes = caught = 0
        for commit in commits(repository, chosen.commits):
            if _FIX.search(commit.subject) and not _NO_FIX.search(commit.subject):
                if len(commit.files) <= _FIX_FILES:
                    fixes += 1
                    back = [FilePair(path, new, old) for path, old, new in commit.files]
                    found = alarms(back)
                    caught += bool(found)
                    _show(chosen.show, f"{'caught' if found else 'missed'}", repository, commit, found)
                continue
            total += 1
            found = alarms(commit.files)
            alarmed += bool(found)
            rules.update({(each.rule, code_of(each.path, "")) for each in found})
            _show(chosen.show and bool(found), "alarm", repository, commit, found)
        print(
            f"{repository[-30:]:30} {total:8} {alarmed:6} {alarmed / max(1, total):6.1%}   "
            f"{fixes:6} {caught:7} {caught / max(1, fixes):7.1%}"
        )
    for (rule, language), count in rules.most_common():
        print(f"  {rule} {language:4} alarms in {count} commits")


def _show(wanted: bool, what: str, repository: str, commit: Commit, found: list[Finding]) -> None:  # noqa: FBT001 - a row of the report
    if wanted:
        print(f"{what} {repository[-20:]} {commit.name[:10]} {commit.subject[:70]}")
        for each in found:
            print(f"    {each.rule} {each.path}:{each.line} {each.message[:150]}")


def _files(repository: str, name: str) -> list[FilePair]:
    listed = _git(repository, "diff-tree", "-r", "-M", "--no-commit-id", "-z", "--name-status", name).split(
        b"\0"
    )
    pairs, at = [], 0
    while at < len(listed) - 1:
        status = listed[at].decode()
        renamed = status[:1] in {"R", "C"}
        old, new = listed[at + 1].decode(), listed[at + 2 if renamed else at + 1].decode()
        at += 3 if renamed else 2
        if code_of(new, ""):
            pairs.append((status[:1], old, new))
    if not 0 < len(pairs) <= _MOST_FILES:
        return []
    return [
        FilePair(
            new,
            "" if status == "A" else _text(repository, f"{name}^:{old}"),
            "" if status == "D" else _text(repository, f"{name}:{new}"),
        )
        for status, old, new in pairs
    ]


def _text(repository: str, thing: str) -> str:
    return _git(repository, "cat-file", "blob", thing).decode("utf-8", "replace")


def _git(repository: str, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", repository, *arguments], capture_output=True, check=False).stdout


if __name__ == "__main__":
    main()
