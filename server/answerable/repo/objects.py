"""Git's objects, read only: the `Objects` port.

One `git cat-file --batch` process answers everything that is asked for by name, so that a hook which reads a
thousand blobs starts one process.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from answerable.core.errors import BadRevision
from answerable.core.ports import Change, CommitInfo
from answerable.repo.plumbing import Plumbing

__all__ = ["LARGEST", "GitObjects", "parse_commit", "parse_raw_diff"]

#: Contents over this many bytes are not read: nobody tells the lines of such a file apart.
LARGEST: Final = 5_000_000

#: Requests that fit any pipe, so that git never waits for us while we wait for git.
_AT_ONCE: Final = 4096
#: How often a git that died over one object is started again for the rest.
_RESTARTS: Final = 8
_HEADER: Final = re.compile(rb"([0-9a-f]{40,64}) ([a-z]+) (\d+)\n")
_NOBODY: Final = ("", "", 0)
#: A push of more commits than this is a new remote, and its records landed long ago.
_MOST_PUSHED: Final = 1000
_PERSON: Final = re.compile(r"(.*?) ?<([^>]*)> ?(-?\d+)?")

#: Id, type, contents.
_Named = tuple[str, str, bytes]


class GitObjects:
    """The objects of one repository. The git process behind it ends with `close`, or with the object."""

    __slots__ = ("_batch", "_git")

    def __init__(self, git: Plumbing) -> None:
        self._git = git
        self._batch: subprocess.Popen[bytes] | None = None

    @property
    def empty_tree(self) -> str:
        """The id of the empty tree."""
        return self._git.empty_tree

    def resolve(self, revision: str) -> str | None:
        """The commit id that `revision` names, or `None`."""
        if "\0" in revision:
            return None
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return self._git.run(*asked, check=False).decode("ascii", "replace").strip() or None

    def commit(self, revision: str) -> CommitInfo | None:
        """The commit that `revision` names, or `None`; no process is started when one is running."""
        for found in self.named([revision]):
            if found is not None and found[1] == "commit":
                return parse_commit(found[0], found[2])
        return None

    def named(self, names: Iterable[str], largest: int = LARGEST) -> Iterator[_Named | None]:
        """What each name names as (id, type, contents), in order; `None` for nothing or over `largest` bytes.

        Names must not hold newlines.
        """
        waiting = [name.encode("utf-8", "surrogateescape") for name in names]
        deaths = 0
        while waiting:
            chunk = _chunk(waiting)
            answered = 0
            for found in self._ask(chunk, largest):
                answered += 1
                yield found
            if answered < len(chunk):
                # Git died over this object (damaged, or missing in a partial clone): it is as good as missing.
                self.close()
                yield None
                answered += 1
                deaths += 1
            waiting = waiting[answered:]
            if deaths > _RESTARTS:
                yield from (None for _ in waiting)
                return

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes | None]:
        """The contents of blobs; `None` for one that is missing, no blob, or over `LARGEST` bytes."""
        wanted = list(dict.fromkeys(ids))
        return {
            blob: found[2] if found is not None and found[1] == "blob" else None
            for blob, found in zip(wanted, self.named(wanted), strict=True)
        }

    def changes(self, old: str, new: str) -> Sequence[Change]:
        """The raw diff of two trees or commits with renames found."""
        return parse_raw_diff(
            self._git.run("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "-M", "--end-of-options", old, new)
        )

    def commits(self, base: str, head: str) -> Sequence[CommitInfo]:
        """The commits of `base..head`, oldest first."""
        listed = self._git.run("rev-list", "--topo-order", "--reverse", "--end-of-options", head, f"^{base}")
        found = self.named(listed.decode("ascii").split())
        return [parse_commit(one[0], one[2]) for one in found if one is not None]

    def commits_missing_at(self, remote: str, heads: Sequence[str]) -> Sequence[CommitInfo]:
        """The newest commits below `heads` that are on no tracking branch of `remote`."""
        asked = ("rev-list", f"--max-count={_MOST_PUSHED}", *heads, "--not", f"--remotes={remote}")
        found = self.named(self._git.run(*asked, check=False).decode("ascii").split()) if heads else ()
        return [parse_commit(one[0], one[2]) for one in found if one is not None]

    def merge_base(self, one: str, other: str) -> str | None:
        """The merge base, or `None` for unrelated histories and for what names no commit.

        Raises `GitFailed` when git cannot tell.
        """
        try:
            found = self._git.run("merge-base", "--end-of-options", one, other, answers=(0, 1))
        except BadRevision:
            return None
        return found.decode("ascii").strip() or None

    def file(self, revision: str, path: str) -> bytes | None:
        """A file's content at a revision, or `None` when it is not a regular file there or over `LARGEST` bytes."""
        # Batch requests are lines, and a path may hold a newline: ls-tree takes it as an argument.
        listed = self._git.run("ls-tree", "-z", "--full-tree", "--end-of-options", revision, path)
        for entry in listed.split(b"\0"):
            described, _, name = entry.partition(b"\t")
            if name == os.fsencode(path) and described.startswith(b"100"):
                blob = described.split()[2].decode("ascii")
                return self.blobs([blob])[blob]
        return None

    def is_shallow(self) -> bool:
        """Whether history is cut off."""
        shallow = f"{self._git.common_dir}/shallow"
        return os.path.exists(shallow) and os.path.getsize(shallow) > 0  # noqa: PTH110, PTH202 - pathlib costs 5 ms

    def close(self) -> None:
        """End the git process, if one is running."""
        if self._batch is not None:
            batch, self._batch = self._batch, None
            batch.kill()
            batch.communicate()

    def __del__(self) -> None:
        self.close()

    def _ask(self, names: Sequence[bytes], largest: int) -> Iterator[_Named | None]:
        """Answers as they come; fewer than asked for when git died."""
        if self._batch is None:
            self._batch = self._git.start("cat-file", "--batch")
        requests, answers = self._batch.stdin, self._batch.stdout
        if requests is None or answers is None:
            return
        try:
            requests.write(b"\n".join(names) + b"\n")
            requests.flush()
        except BrokenPipeError:
            return
        for _ in names:
            header = answers.readline()
            described = _HEADER.fullmatch(header)
            if described is None:
                if not header.endswith(b"\n"):
                    return
                yield None
                continue
            size = int(described[3])
            contents = _take(answers, size, largest)
            if len(contents) < min(size, largest + 1):
                return
            yield (described[1].decode(), described[2].decode(), contents) if size <= largest else None


def parse_raw_diff(raw: bytes) -> list[Change]:
    """The changes in the output of a raw diff with `-z` and full ids."""
    fields = iter(raw.split(b"\0"))
    found = []
    for described in fields:
        if not described.startswith(b":"):
            continue
        old_mode, mode, old_blob, blob, status = described[1:].decode("ascii").split(" ")
        old_path = os.fsdecode(next(fields, b""))
        path = os.fsdecode(next(fields, b"")) if status[0] in "RC" else old_path
        found.append(
            Change(
                status=status[0],
                old_path=old_path,
                path=path,
                old_blob=_present(old_blob),
                blob=_present(blob),
                old_mode=old_mode,
                mode=mode,
            )
        )
    return found


def parse_commit(commit: str, raw: bytes) -> CommitInfo:
    """A commit object. Broken headers are empty fields, never an error."""
    head, _, message = raw.decode("utf-8", "surrogateescape").partition("\n\n")
    parents: list[str] = []
    people: dict[str, tuple[str, str, int]] = {}
    for line in head.split("\n"):
        key, _, value = line.partition(" ")
        if key == "parent":
            parents.append(value)
        elif key in {"author", "committer"}:
            people.setdefault(key, _person(value))
    author = people.get("author", _NOBODY)
    committer = people.get("committer", _NOBODY)
    return CommitInfo(
        commit, tuple(parents), author[0], author[1], committer[0], committer[1], author[2], message
    )


def _person(value: str) -> tuple[str, str, int]:
    found = _PERSON.match(value)
    return (found[1], found[2], int(found[3] or 0)) if found else _NOBODY


def _present(blob: str) -> str:
    return "" if not blob.strip("0") else blob


def _chunk(waiting: Sequence[bytes]) -> Sequence[bytes]:
    """The first requests, at least one, that fit a pipe together."""
    size = 0
    for place, name in enumerate(waiting):
        size += len(name) + 1
        if size > _AT_ONCE and place:
            return waiting[:place]
    return waiting


def _take(answers: IO[bytes], size: int, largest: int) -> bytes:
    """The next `size` bytes without the newline behind them; when that is over `largest`, only the first of them."""
    kept = answers.read(min(size, largest + 1))
    left = size + 1 - len(kept)
    while left > 0:
        passed = len(answers.read(min(left, _AT_ONCE)))
        if not passed:
            break
        left -= passed
    return kept
