"""Git's history through plumbing commands that no configuration and no attribute can steer.

`git diff-tree` reads none of the `diff.*` settings that change what a patch looks like; `--text` overrides the
attributes with which a repository could declare its sources binary and so hide their lines.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from threading import Thread
from typing import Final

from answerable.core.errors import GitFailed
from answerable.core.history import (
    BlameLine,
    CommitPatch,
    FilePatch,
    PastCommit,
    parse_blame,
    parse_log,
    parse_patch,
)
from answerable.repo.plumbing import Plumbing

__all__ = ["GitHistory"]

_PATCH: Final = (
    "-r", "-p", "--text", "-U0", "-M", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv",
    "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0", "--submodule=short", "--ignore-submodules=none",
)  # fmt: skip

#: From so many commits on two git processes share the work.
_WORTH_TWO: Final = 100


class GitHistory:
    """History as the repository behind `plumbing` has it; see `core.history.History`."""

    def __init__(self, plumbing: Plumbing) -> None:
        # With an index git would take the content of a blob from the worktree wherever file times say that it may.
        no_index = {"GIT_INDEX_FILE": f"{plumbing.git_dir}/answerable-no-index"}
        self._run = partial(plumbing.run, environ=no_index)

    def log_patches(self, base: str, head: str) -> Iterator[CommitPatch]:
        """The commits of `base..head`, every child before its parents. Git is at work from the call on."""
        listed = self._run("rev-list", "--topo-order", "--parents", f"{base}..{head}").decode().splitlines()
        parents = {commit: tuple(rest) for commit, *rest in map(str.split, listed)}
        single = [f"{commit}\n".encode() for commit, above in parents.items() if len(above) < 2]
        middle = len(single) // 2 if len(single) > _WORTH_TWO else 0
        halves = [half for half in (single[:middle], single[middle:]) if half]
        asked = ("diff-tree", "--stdin", "--root", *_PATCH)
        return self._patches(
            parents, [_Eventually(partial(self._run, *asked, input=b"".join(half))) for half in halves]
        )

    def net_change(self, base: str, head: str) -> Iterator[FilePatch]:
        """The difference of two commits, with the text of every added line. Git is at work from the call on."""
        patch = _Eventually(partial(self._run, "diff-tree", *_PATCH, base, head))
        return (file for output in (patch,) for file in parse_patch(output.result(), with_text=True))

    def blame(self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> list[BlameLine]:
        """Who wrote each line of `path` (or of the inclusive 1-based line `ranges`), in line order."""
        wanted = [f"-L{first},{last}" for first, last in ranges]
        # A list of revisions to ignore, set in the repository's configuration, would move lines to other commits.
        options = ("--porcelain", "--no-textconv", "--ignore-revs-file=")
        return parse_blame(self._run("blame", *options, *wanted, revision, "--", path))

    def path_sets(self, revision: str, limit: int) -> Iterator[Collection[str]]:
        """The paths that each of the newest `limit` commits up to `revision` changed, merges left out.

        Git is at work from the call on.
        """
        return (one.paths for one in self.past(revision, limit))

    def past(self, revision: str, limit: int) -> Iterator[PastCommit]:
        """The newest `limit` commits up to `revision`, merges left out. Git is at work from the call on."""
        options = ("--no-merges", f"--max-count={limit}", "--end-of-options", revision, "--")
        listed = _Eventually(lambda: self._raw(self._run("rev-list", *options), "--format=tformat:%at %ae"))
        return (_past(*one) for output in (listed,) for one in _raw_entries(output.result()))

    def _raw(self, asked: bytes, *more: str) -> bytes:
        """What commits or pairs of them changed, as `--raw -z` prints it."""
        options = ("--stdin", "--root", "--always", "-r", "--no-renames", "-z", "--raw", *more)
        return self._run("diff-tree", *options, input=asked)

    def _patches(
        self, parents: Mapping[str, tuple[str, ...]], patches: Sequence["_Eventually"]
    ) -> Iterator[CommitPatch]:
        merges = [commit for commit, above in parents.items() if len(above) > 1]
        differs = self._differs([(merge, parent) for merge in merges for parent in parents[merge]])
        files = {commit: found for part in patches for commit, found in parse_log(part.result())}
        for commit, above in parents.items():
            routes = tuple(differs[commit, parent] for parent in above) if len(above) > 1 else ()
            yield CommitPatch(commit, above, files.get(commit, ()), routes)

    def _differs(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
        """Per (merge, parent) the paths whose content or mode differ between the two."""
        if not pairs:
            return {}
        asked = "".join(f"{merge} {parent}\n" for merge, parent in pairs).encode()
        found = _raw_entries(self._raw(asked))
        return {pair: frozenset(paths) for pair, (_, paths) in zip(pairs, found, strict=True)}


class _Eventually:
    """The output of git commands that run beside us until it is asked for."""

    def __init__(self, run: Callable[[], bytes]) -> None:
        self._run = run
        self._output = b""
        self._error: GitFailed | None = None
        self._thread = Thread(target=self._wait, daemon=True)
        self._thread.start()

    def result(self) -> bytes:
        """The output, once it is there. Raises `GitFailed` as the command would have."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._output

    def _wait(self) -> None:
        try:
            self._output = self._run()
        except GitFailed as error:
            self._error = error


def _past(head: str, paths: set[str]) -> PastCommit:
    at, _, author = head.partition(" ")
    return PastCommit(author, int(at), paths)


def _raw_entries(output: bytes) -> list[tuple[str, set[str]]]:
    """What `--raw -z` prints: per commit its line and paths. An entry starts with a colon, its path follows."""
    found: list[tuple[str, set[str]]] = []
    fields = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        # Between a commit's line and its first entry git puts a line feed where it was told a format.
        told = field.lstrip("\n")
        if not told.startswith(":"):
            found.extend([(told, set())] if told else [])
        elif found:
            found[-1][1].add(next(fields, ""))
    return found
