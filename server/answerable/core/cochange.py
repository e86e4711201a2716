"""Files that usually change together, told from the commits of the past.

An association rule, as Zimmermann and others mined them ("Mining Version Histories to Guide Software Changes", 2004):
`partner` belongs to `path` when it changed in most of the commits in which `path` did. Commits of many files (moves,
reformatting, imports of foreign code) say nothing about what belongs together and are left out.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple, Protocol

__all__ = ["DEEPEST", "CoChange", "Partner", "PathHistory"]

#: How many commits are looked at, the newest first.
DEEPEST: Final = 2000
#: A commit of more files than this is left out.
_LARGEST: Final = 30
#: In so many commits both must have changed, and in so many of a hundred in which `path` did. Measured on the newest
#: 300 commits of 38 public repositories: 1.3 % of them lack a partner, and one file left out is missed in 12.7 %.
#: At 80 it would be 5.2 % and 16.4 %.
_SUPPORT: Final = 5
_CONFIDENCE: Final = 90
#: So much more often than in any commit: what changes all the time (a change log) belongs to nothing in particular.
_LIFT: Final = 2


class PathHistory(Protocol):
    """Where the commits of the past are read."""

    def path_sets(self, revision: str, limit: int) -> Iterable[Collection[str]]:
        """The paths that each of the newest commits up to `revision` changed, merges left out.

        Git may be at work from the call on; reading them raises `GitFailed`.
        """
        ...


class Partner(NamedTuple):
    """A file that usually changes with `path`: `together` of the `changes` commits of `path` changed it as well."""

    path: str
    partner: str
    together: int
    changes: int


class CoChange:
    """The commits of the past, ready to be asked about any file."""

    def __init__(self, commits: Iterable[Collection[str]]) -> None:
        self._commits = [paths for paths in commits if 0 < len(paths) <= _LARGEST]
        self._of: dict[str, list[int]] = {}
        for number, paths in enumerate(self._commits):
            for path in paths:
                self._of.setdefault(path, []).append(number)

    def partners(self, path: str) -> list[Partner]:
        """What usually changes with a file, the surest first."""
        mine = self._of.get(path, ())
        if len(mine) < _SUPPORT:
            return []
        together = Counter(other for number in mine for other in self._commits[number])
        del together[path]
        found = [
            Partner(path, other, count, len(mine))
            for other, count in together.items()
            if count >= _SUPPORT and self._is_rule(count, len(mine), len(self._of[other]))
        ]
        return sorted(found, key=lambda one: (-one.together, one.partner))

    def missing(self, changed: Collection[str], exists: Callable[[str], bool]) -> list[Partner]:
        """The partners of a change's files that it leaves alone, each once, the surest first; gone ones do not count."""
        surest: dict[str, Partner] = {}
        for path in sorted(changed):
            for one in self.partners(path):
                before = surest.get(one.partner)
                is_surer = before is None or one.together * before.changes > before.together * one.changes
                if is_surer and one.partner not in changed and exists(one.partner):
                    surest[one.partner] = one
        return sorted(surest.values(), key=lambda one: (-one.together / one.changes, one.partner))

    def _is_rule(self, together: int, changes: int, of_other: int) -> bool:
        is_usual = 100 * together >= _CONFIDENCE * changes
        return is_usual and together * len(self._commits) >= _LIFT * changes * of_other
