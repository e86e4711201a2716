"""The commits of a clone as pairs of texts, and which of them are fixes and which refactorings, by what they say."""

import re
import subprocess
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple, Self

from answerable.core.diffing import diff_lines
from answerable.core.needles import code_of
from answerable.core.risk import FilePair
from answerable.core.text import split_lines

__all__ = ["Commit", "Sort", "commits", "is_fix", "is_source"]

#: The languages whose fixes count.
CODE = frozenset({"py", "js", "go", "ja", "rs", "c", "rb"})

_FIX = re.compile(
    r"(?i)\b(?:fix(?:e[sd])?|bug|crash(?:e[sd])?|leak|race|deadlock|overflow|panic|segfault|npe|regression|vulnerab\w*|cve)\b"
)
_NO_FIX = re.compile(
    r"(?i)\b(?:typos?|lint\w*|docs?|comments?|readme|format\w*|tests?|testing|specs?|ci|build|deps|bump|warnings?|changelog|"
    r"spelling|style|mypy|types?|typing|typings|doctest|javadoc|clippy|rubocop|eslint|flak\w+|refactor\w*|chore|release|revert)\b"
)
_REFACTORING = re.compile(
    r"(?i)\b(?:refactor\w*|renam\w+|extract\w*|mov(?:e[sd]?|ing)|clean ?-?up|reformat\w*|format(?:ting|ted)?|simplif\w+|"
    r"inline[sd]?|moderni[sz]e\w*|tidy|reorgani[sz]\w+|restructur\w+|dedup\w*|style)\b"
)
_TEST = re.compile(
    r"(?i)(?:^|/)(?:tests?|testing|__tests__|spec|e2e|benches|bench|benchmarks?|examples?|docs?|fixtures|fuzz\w*)/|"
    r"(?:^|/)test_[^/]*$|[_.-](?:unit)?(?:tests?|spec)\.\w+$|Tests?\.\w+$|(?:^|/)conftest\.py$|(?:^|/)tests?\.rs$"
)
_REMARK = re.compile(r"^\s*(?:#(?!\s*(?:if|include|define))|//|/?\*|--|\"\"\"|$)")
_MOST_FILES = 40
_FIX_FILES = 5
_FIX_LINES = 40


class Sort(StrEnum):
    """What a commit is taken for."""

    FIX = "fix"
    REFACTORING = "refactoring"
    ORDINARY = "ordinary"


class Commit(NamedTuple):
    """A commit and its files in languages that are known."""

    name: str
    subject: str
    sort: Sort
    files: list[FilePair]

    def sources(self) -> list[FilePair]:
        """The files of programs that are no tests."""
        return [each for each in self.files if is_source(each.path)]


def commits(repository: str, most: int) -> Iterator[Commit]:
    """The last commits of a clone that change files in known languages, at most `most` of each sort."""
    wanted = dict.fromkeys(Sort, most)
    with _Blobs(repository) as blobs:
        for name, subject, entries in _log(repository):
            # Of what cannot be a fix or a refactoring there is soon enough.
            if not wanted[Sort.ORDINARY] and not (_FIX.search(subject) or _REFACTORING.search(subject)):
                continue
            pairs = [
                FilePair(path, blobs.text(old), blobs.text(new))
                for old, new, path in entries
                if code_of(path, "")
            ]
            if not 0 < len(pairs) <= _MOST_FILES:
                continue
            sort = _sort(subject, pairs)
            if sort is not None and wanted[sort]:
                wanted[sort] -= 1
                yield Commit(name, subject, sort, pairs)
            if not any(wanted.values()):
                return


def is_fix(subject: str) -> bool:
    """Whether a commit says that it fixes a program."""
    return bool(_FIX.search(subject)) and not _NO_FIX.search(subject)


def is_source(path: str) -> bool:
    """Whether a path is one of a program, and of no test."""
    return code_of(path, "") in CODE and not _TEST.search(path)


def _sort(subject: str, files: list[FilePair]) -> Sort | None:
    """The sort of a commit; `None` for a fix that is too large, or that changes no program, to tell anything."""
    if is_fix(subject):
        sources = [each for each in files if is_source(each.path)]
        small = len(sources) <= _FIX_FILES and 0 < sum(map(_changed_lines, sources)) <= _FIX_LINES
        return Sort.FIX if small else None
    return Sort.REFACTORING if _REFACTORING.search(subject) else Sort.ORDINARY


def _changed_lines(pair: FilePair) -> int:
    """How many lines with code came or went."""
    old, new = split_lines(pair.old), split_lines(pair.new)
    return sum(
        not _REMARK.match(line)
        for block in diff_lines(old, new)
        for line in (*old[block.old_start : block.old_end], *new[block.new_start : block.new_end])
    )


def _log(repository: str) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Name, subject, and (old blob, new blob, new path) of each commit, newest first."""
    command = ["log", "--no-merges", "--raw", "-z", "--no-abbrev", "-M", "--format=%x01%H %s%x02"]
    with subprocess.Popen(["git", "-C", repository, *command], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        waiting = b""
        while part := process.stdout.read(1 << 20):
            *whole, waiting = (waiting + part).split(b"\x01")
            yield from filter(None, map(_commit, whole))
        if (last := _commit(waiting)) is not None:
            yield last
        process.kill()


def _commit(record: bytes) -> tuple[str, str, list[tuple[str, str, str]]] | None:
    head, _, rest = record.partition(b"\x02")
    name, _, subject = head.decode("utf-8", "replace").partition(" ")
    words = rest.decode("utf-8", "surrogateescape").lstrip("\0\n").split("\0")
    entries, at = [], 0
    while at + 1 < len(words) and words[at].startswith(":"):
        _, _, old, new, status = words[at].split()
        at += 2 if status[0] in "RC" else 1
        entries.append((old, new, words[at]))
        at += 1
    return (name, subject, entries) if entries else None


class _Blobs:
    """The texts of blobs, read by one process."""

    def __init__(self, repository: str) -> None:
        self._process = subprocess.Popen(
            ["git", "-C", repository, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def text(self, name: str) -> str:
        """The text of a blob; empty for none, and for what is no blob."""
        if not name.strip("0") or self._process.stdin is None or self._process.stdout is None:
            return ""
        self._process.stdin.write(f"{name}\n".encode())
        self._process.stdin.flush()
        head = self._process.stdout.readline().split()
        if len(head) < 3:
            return ""
        body = self._process.stdout.read(int(head[2]) + 1)[:-1]
        return body.decode("utf-8", "replace") if head[1] == b"blob" else ""
