"""How long ago files changed before, and how often somebody has changed them, told from the commits of the past."""

from collections import Counter
from collections.abc import Collection, Iterable

from answerable.core.history import PastCommit

__all__ = ["Familiar"]

_DAY = 24 * 60 * 60


class Familiar:
    """The commits of the past, ready to be asked about any file at a moment (seconds since the epoch)."""

    def __init__(self, commits: Iterable[PastCommit], now: int) -> None:
        self._now = now
        self._last: dict[str, int] = {}
        self._authors: dict[str, Counter[str]] = {}
        self._first = now
        for one in commits:
            self._first = min(self._first, one.at)
            for path in one.paths:
                self._last[path] = max(one.at, self._last.get(path, one.at))
                self._authors.setdefault(path, Counter())[one.author] += 1

    def age(self, path: str) -> float:
        """Days since a file changed; at least so many when that is longer ago than anybody has looked."""
        return max(0, self._now - self._last.get(path, self._first)) / _DAY

    def known(self, path: str, authors: Collection[str]) -> int:
        """How many commits of these people (e-mail addresses) changed a file."""
        counts = self._authors.get(path, Counter())
        return sum(counts[author] for author in set(authors))
