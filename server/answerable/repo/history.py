"""Git's history through plumbing commands that no configuration and no attribute can steer.

`git diff-tree` reads none of the `diff.*` settings that change what a patch looks like; `--text` overrides the
attributes with which a repository could declare its sources binary and so hide their lines.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.history import (
    BlameLine,
    CommitPatch,
    FilePatch,
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


class GitHistory:
    """History as the repository behind `plumbing` has it; see `core.history.History`."""

    def __init__(self, plumbing: Plumbing) -> None:
        self._run = plumbing.run

    def log_patches(self, base: str, head: str) -> Iterator[CommitPatch]:
        """The commits of `base..head`, every child before its parents."""
        listed = self._run("rev-list", "--topo-order", "--parents", f"{base}..{head}").decode().splitlines()
        parents = {commit: tuple(rest) for commit, *rest in map(str.split, listed)}
        merges = [commit for commit, above in parents.items() if len(above) > 1]
        single = "".join(f"{commit}\n" for commit, above in parents.items() if len(above) < 2)
        patches = dict(parse_log(self._run("diff-tree", "--stdin", "--root", *_PATCH, input=single.encode())))
        differs = self._differs([(merge, parent) for merge in merges for parent in parents[merge]])
        for commit, above in parents.items():
            routes = tuple(differs[commit, parent] for parent in above) if len(above) > 1 else ()
            yield CommitPatch(commit, above, patches.get(commit, ()), routes)

    def net_change(self, base: str, head: str) -> Sequence[FilePatch]:
        """The difference of two commits, with the text of every added line."""
        return parse_patch(self._run("diff-tree", *_PATCH, base, head), with_text=True)

    def blame(
        self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = (), *, since: str = ""
    ) -> list[BlameLine]:
        """Who wrote each line of `path` (or of the inclusive 1-based line `ranges`), in line order.

        Lines older than the commit `since` are given to the commit where git stopped looking.
        """
        wanted = [f"-L{first},{last}" for first, last in ranges]
        revisions = [f"{since}..{revision}" if since else revision]
        # A list of revisions to ignore, set in the repository's configuration, would move lines to other commits.
        options = ("--porcelain", "--no-textconv", "--ignore-revs-file=")
        return parse_blame(self._run("blame", *options, *wanted, *revisions, "--", path))

    def _differs(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
        """Per (merge, parent) the paths whose content or mode differ between the two."""
        if not pairs:
            return {}
        asked = "".join(f"{merge} {parent}\n" for merge, parent in pairs).encode()
        data = self._run("diff-tree", "--stdin", "--always", "-r", "--no-renames", "-z", "--raw", input=asked)
        found = _raw_paths(iter(data.decode("utf-8", "surrogateescape").split("\0")))
        return {pair: frozenset(paths) for pair, paths in zip(pairs, found, strict=True)}


def _raw_paths(fields: Iterator[str]) -> list[set[str]]:
    """The paths of `--raw -z` output, one set per commit line; an entry starts with a colon, its path follows."""
    found: list[set[str]] = []
    for field in fields:
        if not field.startswith(":"):
            found.extend([set()] if field else [])
        elif found:
            found[-1].add(next(fields, ""))
    return found
