"""Changes replayed and compared by git, the same on every machine: the `Changes` port of sign-offs.

A replay is a merge whose base we choose: two commits are made up that have the signed merge base as their only common
ancestor. Newer gits can be told the base (`--merge-base`, 2.40), but 2.38 can do without.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from answerable.core.errors import GitFailed
from answerable.core.ports import Change
from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.ports import Replay, Replayed
from answerable.repo.isolated import Isolated, isolated
from answerable.repo.ledger_ref import LooseObject
from answerable.repo.objects import GitObjects, parse_raw_diff
from answerable.repo.plumbing import Plumbing
from answerable.repo.version import git_version

__all__ = ["GitChanges"]

_MERGE_TREE: Final = ("merge-tree", "--write-tree", "--no-messages", "--name-only", "--stdin")
#: `git merge-tree --write-tree`.
_NEEDED: Final = (2, 38)
_PERSON: Final = "Answerable <replay@answerable.invalid> 0 +0000"
_SIGNATURE: Final = re.compile(r"^gpgsig(?:-sha256)? ((?:.*\n )*.*)$", re.MULTILINE)
#: Renames are looked for among so many files, whatever the configuration says.
_RENAMES: Final = ("-M50%", "-l1000")
#: Seconds; a replay of the largest changes takes a few.
_PATIENCE: Final = 120.0


class GitChanges:
    """Trees and histories of one repository; see `core.signoff.ports.Changes`."""

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self._git = git
        self._objects = objects

    def trees(self, commits: Sequence[str]) -> list[str]:
        """The tree of each commit, empty for one that is not here."""
        found = self._objects.named(f"{commit}^{{tree}}" for commit in commits)
        return [one[0] if one is not None else "" for one in found]

    def replayed(self, replays: Sequence[Replay]) -> list[Replayed]:
        """What each replay gives. Raises `GitFailed` for a git that cannot replay."""
        here = self._here(tree for replay in replays for tree in replay)
        possible = [replay for replay in dict.fromkeys(replays) if here.issuperset(replay)]
        given = dict(zip(possible, self._merged(possible), strict=True))
        return [given.get(replay, Replayed("", is_gone=True)) for replay in replays]

    def net_change(self, old: str, new: str) -> Sequence[Change]:
        """The raw diff of two trees with renames found, whatever the repository configures."""
        asked = ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", *_RENAMES, "--end-of-options", old, new)
        with isolated(self._git) as place:
            return parse_raw_diff(place.git.run(*asked))

    def landings(self, since: Sequence[str], until: str, paths: Sequence[str], limit: int) -> list[str]:
        """The trees where one of `paths` changed, along the own line of `until` and not in `since`, newest first."""
        options = ("--first-parent", "--no-commit-header", "--format=%T", f"--max-count={limit}")
        # Paths come by lines: one that holds a newline means that all commits are looked at.
        named = [] if any("\n" in path for path in paths) else ["--", *paths]
        asked = "\n".join([until, *(f"^{one}" for one in since), *named, ""])
        listed = self._git.run("rev-list", "--ignore-missing", *options, "--stdin", input=os.fsencode(asked))
        return listed.decode("ascii").split()

    def merged(self, commits: Iterable[str], into: str) -> set[str]:
        """Those of the commits that are here and in the history of `into`."""
        here = self._here(commits)
        asked = "\n".join([*here, f"^{into}", ""]).encode()
        left = self._git.run("rev-list", "--ignore-missing", "--stdin", input=asked).decode("ascii").split()
        return here.difference(left)

    def branch(self, revision: str) -> str:
        """The name of the branch that a revision names, without its remote; empty when it names none."""
        asked = ("rev-parse", "--symbolic-full-name", "--verify", "--quiet", "--end-of-options", revision)
        said = os.fsdecode(self._git.run(*asked, check=False)).strip().rpartition("\n")[2]
        if said.startswith("refs/heads/"):
            return said.removeprefix("refs/heads/")
        remotes = os.fsdecode(self._git.run("remote", check=False)).split("\n")
        prefixes = [f"refs/remotes/{remote}/" for remote in sorted(remotes, key=len, reverse=True) if remote]
        return next((said.removeprefix(prefix) for prefix in prefixes if said.startswith(prefix)), "")

    def signing_keys(self, commits: Iterable[str]) -> dict[str, str]:
        """The key fingerprints of those commits that carry an SSH signature."""
        found = {}
        for one in self._objects.named(commits):
            if one is not None and one[1] == "commit":
                head = one[2].partition(b"\n\n")[0].decode("utf-8", "replace")
                signature = _SIGNATURE.search(head)
                if signature and (key := signing_key(signature[1].replace("\n ", "\n"))):
                    found[one[0]] = key
        return found

    def _here(self, ids: Iterable[str]) -> set[str]:
        """Those of the objects that exist."""
        asked = "\n".join(dict.fromkeys(ids)).encode()
        if not asked:
            return set()
        said = self._git.run("cat-file", "--batch-check=%(objectname)", input=asked + b"\n").decode(
            "ascii", "replace"
        )
        return {line for line in said.splitlines() if " " not in line}

    def _merged(self, replays: Sequence[Replay]) -> Iterator[Replayed]:
        if not replays:
            return
        version = git_version(self._git.environ)
        if version < _NEEDED:
            raise GitFailed(
                f"Replaying a signed change needs git 2.38 or later, and this is {'.'.join(map(str, version))}."
            )
        with isolated(self._git) as place:
            pairs = [_made_up(place, replay) for replay in replays]
            yield from _merges(place, pairs)


def _made_up(place: Isolated, replay: Replay) -> str:
    """Two commits to merge, as `git merge-tree --stdin` reads them."""
    base = place.write(_commit(replay.base))
    return " ".join(place.write(_commit(tree, base)) for tree in (replay.onto, replay.changed))


def _commit(tree: str, parent: str = "") -> LooseObject:
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else [])]
    return LooseObject(
        "commit", "\n".join([*lines, f"author {_PERSON}", f"committer {_PERSON}", "", ""]).encode()
    )


def _merges(place: Isolated, pairs: Sequence[str]) -> list[Replayed]:
    asked = "".join(f"{pair}\n" for pair in pairs).encode()
    try:
        said = place.git.run(*_MERGE_TREE, input=asked, timeout=_PATIENCE)
    except GitFailed:
        # Git ends at the first merge whose contents are not all here: the others are asked for one by one.
        return (
            [_merges(place, [pair])[0] for pair in pairs] if len(pairs) > 1 else [Replayed("", is_gone=True)]
        )
    return list(_parse(iter(said.decode("utf-8", "replace").split("\0"))))


def _parse(fields: Iterator[str]) -> Iterator[Replayed]:
    """Per merge `1` for a clean one, the tree, the names in conflict, and an empty field."""
    for status in fields:
        if status:
            tree = next(fields, "")
            while next(fields, ""):
                pass
            yield Replayed(tree if status == "1" else "")
