"""Blame, started early: git works on its answer while Python imports what reads it."""

import subprocess
from collections.abc import Iterable, Sequence

from answerable.core.errors import BadRevision, GitFailed
from answerable.core.history import BlameLine, parse_blame
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

__all__ = ["GitBlame"]


class GitBlame:
    """What git knows about the lines of a file, and about the commits and blobs they come from."""

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self._git = git
        self._objects = objects
        self._running: dict[tuple[str, str, tuple[str, ...]], subprocess.Popen[bytes]] = {}

    def begin(self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> None:
        """Start what `lines` is going to be asked."""
        options = tuple(f"-L{first},{last or ''}" for first, last in ranges)
        # A list of revisions to ignore, set in the repository's configuration, would move lines to other commits.
        asked = (
            "blame",
            "--porcelain",
            "--no-textconv",
            "--ignore-revs-file=",
            *options,
            revision,
            "--",
            path,
        )
        self._running[revision, path, options] = self._git.start(*asked)

    def lines(self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> list[BlameLine]:
        """Where each line of `path` (or of the 1-based inclusive `ranges`; 0 for the end) comes from, in order."""
        options = tuple(f"-L{first},{last or ''}" for first, last in ranges)
        if (revision, path, options) not in self._running:
            self.begin(revision, path, ranges)
        process = self._running.pop((revision, path, options))
        answer, _ = process.communicate()
        if process.returncode:
            raise GitFailed(_reason(path, revision, ranges))
        return parse_blame(answer)

    def messages(self, commits: Iterable[str]) -> dict[str, str]:
        """The messages of commits, by full id."""
        wanted = list(dict.fromkeys(commits))
        found = zip(wanted, self._objects.named(wanted), strict=True)
        return {
            commit: one[2].partition(b"\n\n")[2].decode("utf-8", "surrogateescape") if one is not None else ""
            for commit, one in found
        }

    def blob_ids(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The blob id of each (commit, path) that names one, in one git process that reads no contents."""
        # Requests are lines: a path with a newline in it cannot be asked for.
        wanted = [place for place in dict.fromkeys(places) if "\n" not in place[1]]
        asked = "".join(f"{commit}:{path}\n" for commit, path in wanted)
        answer = self._git.run(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            input=asked.encode("utf-8", "surrogateescape"),
        )
        answers = answer.decode("utf-8", "surrogateescape").split("\n")
        named = ((place, line.partition(" ")) for place, line in zip(wanted, answers, strict=False))
        return {place: blob for place, (blob, _, kind) in named if kind == "blob"}

    def commit_id(self, revision: str) -> str:
        """The full id of the commit that `revision` names. Raises `BadRevision`."""
        found = self._objects.resolve(revision)
        if found is None:
            raise BadRevision(f"{revision!r} names no commit in this repository.")
        return found


def _reason(path: str, revision: str, ranges: Sequence[tuple[int, int]]) -> str:
    if ranges:
        return f"{path} does not exist at {revision[:12]}, or has no such lines."
    return f"{path} does not exist at {revision[:12]}."
