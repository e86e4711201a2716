"""Who had a part in commits: their authors, committers and co-authors, and whose keys signed them.

Who merges two histories and adds nothing has written none of it: a merge counts when it is not what git makes of its
parents.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from answerable.core.errors import GitFailed
from answerable.core.ports import CommitInfo, Objects
from answerable.core.roster import Roster
from answerable.core.signoff.ports import Changes, Replay
from answerable.core.signoff.signers import owners_of, parse_signers
from answerable.core.trailers import parse_trailers

__all__ = ["Involved"]

#: Merges looked into; whoever made one of the others counts, whatever it is.
_MOST_MERGES: Final = 200


class Involved:
    """The parts that people had, in half sentences ("is the author of commit 12ab"), by identity and by key.

    `allowed` are git's allowed_signers, which say whose a key is; `barred` are addresses of people who had a part
    that the caller knows of.
    """

    def __init__(
        self, objects: Objects, changes: Changes, roster: Roster, allowed: bytes, barred: Iterable[str] = ()
    ) -> None:
        self._objects, self._changes, self._roster = objects, changes, roster
        self._barred = frozenset(map(roster.identity, barred))
        self._owners = owners_of(parse_signers(allowed))
        self._parts = cache(self._read)

    def part(self, email: str, keys: Iterable[str], ranges: Iterable[tuple[str, str]]) -> str:
        """The part that whoever has this address or these keys had in `(base, head)` ranges; empty for none."""
        own = self._roster.identity(email)
        for base, head in ranges:
            parts = self._parts(base, head)
            for name in (own, *keys):
                if name in parts:
                    return parts[name]
        if own in self._barred:
            return "had a part in this change, as an author or as the driver of an AI session"
        return ""

    def _read(self, base: str, head: str) -> dict[str, str]:
        """The parts in the commits of `base..head`; nobody's when they are not here."""
        try:
            commits = list(self._writing(self._objects.commits(base, head)))
        except GitFailed:
            # The commits that were signed are gone; those at hand were read before we came here.
            return {}
        parts: dict[str, str] = {}
        for email, part in self._people(commits):
            parts.setdefault(self._roster.identity(email), part)
        for commit, key in self._changes.signing_keys([one.id for one in commits]).items():
            parts.setdefault(key, f"signed commit {commit[:12]} with this very key")
            for email in self._owners.get(key, ()):
                parts.setdefault(self._roster.identity(email), f"signed commit {commit[:12]}")
        return parts

    def _writing(self, commits: Sequence[CommitInfo]) -> Iterator[CommitInfo]:
        """Those that add something: all but clean merges."""
        merges = [one for one in commits if len(one.parents) > 1]
        plain = [one for one in merges if len(one.parents) == 2][:_MOST_MERGES]
        bases = [self._objects.merge_base(*one.parents) or "" for one in plain]
        named = [
            name
            for one, base in zip(plain, bases, strict=True)
            for name in (base or one.id, *one.parents, one.id)
        ]
        trees = iter(self._changes.trees(named))
        made = [
            (Replay(base, theirs, ours), tree) for base, ours, theirs, tree in zip(*[trees] * 4, strict=True)
        ]
        replayed = self._changes.replayed([replay for replay, _ in made])
        clean = {
            one.id for one, (_, tree), given in zip(plain, made, replayed, strict=True) if given.tree == tree
        }
        return (one for one in commits if one.id not in clean)

    def _people(self, commits: Iterable[CommitInfo]) -> Iterator[tuple[str, str]]:
        for commit in commits:
            short = commit.id[:12]
            yield commit.author_email, f"is the author of commit {short}"
            yield commit.committer_email, f"is the committer of commit {short}"
            if "co-authored-by" in commit.message.lower():
                for trailer in parse_trailers(commit.message)[0]:
                    if trailer.key.lower() == "co-authored-by" and "<" in trailer.value:
                        email = trailer.value.rpartition("<")[2].rstrip("> ")
                        yield email, f"is a co-author of commit {short}"
