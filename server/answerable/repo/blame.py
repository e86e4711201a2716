"""Blame as a stream: what git has found is worked on while it goes on looking."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence

from answerable.core.blame import BlamedRun, BlameParser
from answerable.core.errors import GitFailed
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

__all__ = ["GitBlame"]

_CHUNK = 1 << 15
#: Blame shows source, however large; what is larger than this no machine has the memory for.
_LARGEST = 1 << 30


class GitBlame:
    """What git knows about the lines of a file, and about the commits and blobs they come from."""

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self._git = git
        self._objects = objects
        self._texts: dict[tuple[str, str], str] = {}
        self._running: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}

    def begin(self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> None:
        """Start what `runs` is going to be asked."""
        asked = _question(revision, path, ranges)
        self._running[asked] = self._git.start(*asked)

    def runs(
        self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()
    ) -> Iterator[list[BlamedRun]]:
        """Where the lines of `path` (or of the 1-based inclusive `ranges`; 0 for the end) come from, in batches.

        In the order in which git finds out. Raises `GitFailed` when there is no such file or no such line.
        """
        asked = _question(revision, path, ranges)
        if asked not in self._running:
            self.begin(revision, path, ranges)
        process = self._running.pop(asked)
        parser = BlameParser()
        with process:
            if process.stdout is not None:
                # Git writes every run by itself; taking them one by one would switch processes a thousand times.
                while data := process.stdout.read(_CHUNK):
                    yield list(parser.feed(data))
        if process.returncode:
            lines = ", or has no such lines" if ranges else ""
            raise GitFailed(f"{path} does not exist at {revision[:12]}{lines}.")

    def text(self, revision: str, path: str) -> str:
        """The file at a commit, empty when it is not there."""
        known = self._texts.get((revision, path))
        if known is not None:
            return known
        if "\n" in path:  # requests are lines
            data = self._objects.file(revision, path)
        else:
            found = next(iter(self._objects.named([f"{revision}:{path}"], _LARGEST)))
            data = found[2] if found is not None and found[1] == "blob" else None
        text = self._texts[revision, path] = (data or b"").decode("utf-8", "surrogateescape")
        return text

    def messages(self, commits: Iterable[str]) -> dict[str, str]:
        """The messages of commits, by full id."""
        wanted = list(commits)
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
        """The full id of the commit that `revision` names, empty when it names none."""
        if "\n" in revision:  # requests are lines
            return self._objects.resolve(revision) or ""
        found = next(iter(self._objects.named([f"{revision}^{{commit}}"])))
        return found[0] if found is not None and found[1] == "commit" else ""


def _question(revision: str, path: str, ranges: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    options = (f"-L{first},{last or ''}" for first, last in ranges)
    # A list of revisions to ignore, set in the repository's configuration, would move lines to other commits.
    return (
        "blame", "--incremental", "--no-textconv", "--ignore-revs-file=", *options, revision, "--", path,
    )  # fmt: skip
