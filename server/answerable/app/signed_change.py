"""How the change at hand relates to the changes that were signed.

A sign-off binds a net change, not commits. It is about the change at hand when both are the very same (same tree
from the same tree), when replaying the signed change on the new base gives exactly the new tree, or, where the
signed objects are gone, when the anchored fingerprints are equal. It is spent once the change was on the target and
was taken back: what comes again needs to be signed again.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from answerable.app.read_range import Commits
from answerable.core.errors import GitFailed
from answerable.core.ports import Change, Objects
from answerable.core.record import record_path
from answerable.core.signoff.fingerprint import Content, NetPrint, fingerprint, in_order
from answerable.core.signoff.ports import Changes, Replay, Replayed
from answerable.core.signoff.statement import Predicate, Statement

__all__ = ["ChangeAtHand", "Tie", "read_print"]

_SAME: Final = "it is the very change that was signed"
_REPLAYED: Final = "the signed change, replayed on the new base, gives exactly this tree"
_EQUAL: Final = "it has the fingerprint of the signed change, whose objects are gone"
#: Files read at once, so that a change of any size fits the memory.
_AT_ONCE: Final = 200
#: Commits of the target looked at for an earlier landing.
_MOST_LANDINGS: Final = 1000


class Tie(NamedTuple):
    """Whether a sign-off is about the change at hand, how it is, or in half a sentence why it is no longer."""

    is_about: bool
    how: str = ""
    why_void: str = ""


def read_print(objects: Objects, changes: Changes, old: str, new: str) -> NetPrint:
    """The fingerprint of what turns the tree `old` into the tree `new`. Raises `GitFailed`."""
    return fingerprint(_contents(objects, changes, old, new))


class ChangeAtHand:
    """The net change of a range, against which sign-offs are held. Raises `GitFailed` when git cannot read it."""

    def __init__(self, objects: Objects, changes: Changes, commits: Commits) -> None:
        self._objects, self._changes, self._commits = objects, changes, commits
        self._old, self._new, self._base = changes.trees((commits.merge_base, commits.head, commits.base))
        if not (self._old and self._new and self._base):
            raise GitFailed("A tree of the range is not in this repository.")

    def ties(self, statements: Sequence[Statement]) -> list[Tie]:
        """How each is about the change at hand."""
        found = [self._at_once(statement) for statement in statements]
        pending = [at for at, tie in enumerate(found) if tie is None]
        for at, tie in zip(pending, self._held([statements[at] for at in pending]), strict=True):
            found[at] = tie
        return [
            tie._replace(why_void=spent, how="")
            if tie and tie.how and (spent := self._spent(statement["predicate"]))
            else tie or Tie(is_about=False)
            for tie, statement in zip(found, statements, strict=True)
        ]

    def _at_once(self, statement: Statement) -> Tie | None:
        """The tie where comparing ids and paths tells it; `None` where contents must be looked at."""
        old, new = _signed_trees(statement)
        if self._old == self._new:
            return Tie(is_about=False)
        if (old, new) == (self._old, self._new):
            return Tie(is_about=True, how=_SAME)
        signed = statement["predicate"]["change"]
        is_whole = len(signed["paths"]) >= signed["files"]
        shared = self._paths.intersection(signed["paths"])
        is_kin = 2 * len(shared) >= min(len(self._paths), len(signed["paths"]))
        return None if is_kin or not is_whole else Tie(is_about=False)

    def _held(self, statements: Sequence[Statement]) -> Iterator[Tie]:
        replays = [
            Replay(old, new, self._old)
            for statement in statements
            for old, new in (_signed_trees(statement),)
        ]
        heads = {statement["subject"][0]["digest"]["gitCommit"] for statement in statements}
        merged = self._changes.merged(heads, self._commits.base) if heads else set()
        for statement, replayed in zip(statements, self._changes.replayed(replays), strict=True):
            tie = self._gone(statement) if replayed.is_gone else self._replayed(replayed)
            is_old = statement["subject"][0]["digest"]["gitCommit"] in merged
            # What landed long ago is history, not a void sign-off of this change.
            yield Tie(is_about=False) if is_old and not tie.how else tie

    def _replayed(self, replayed: Replayed) -> Tie:
        if replayed.tree == self._new:
            return Tie(is_about=True, how=_REPLAYED)
        if replayed.tree:
            return Tie(
                is_about=True,
                why_void="the change is another now: what was signed, replayed on the new base, gives another tree",
            )
        return Tie(is_about=True, why_void="what was signed conflicts with the new base")

    def _gone(self, statement: Statement) -> Tie:
        signed = statement["predicate"]["change"]
        if signed["anchored"] == self._print.anchored:
            return Tie(is_about=True, how=_EQUAL)
        if signed["loose"] == self._print.loose:
            return Tie(
                is_about=True,
                why_void="the same edits stand in other surroundings now: ask the reviewer to confirm them",
            )
        return Tie(is_about=True, why_void="the change is another than the one that was signed")

    def _spent(self, signed: Predicate) -> str:
        """Why the approval of this change is used up by what the target saw since; empty when it is not."""
        # The reviewer's target may have been ahead of everybody's; the merge base never is.
        since = (signed["base"]["commit"], signed["merge_base"]["commit"])
        if self._commits.base in since:
            return ""
        paths = [path.path for path in self._listed]
        trees = self._changes.landings(since, self._commits.base, paths, _MOST_LANDINGS)
        if not trees:
            return ""
        here, *before = self._changes.replayed(
            [Replay(self._old, self._new, tree) for tree in (self._base, *trees)]
        )
        if here.tree != self._base and any(one.tree == tree for one, tree in zip(before, trees, strict=True)):
            return "this change was on the target already and was taken back: it needs a new sign-off"
        if len(trees) == _MOST_LANDINGS:
            return "the target moved too far since it was signed"
        return ""

    @cached_property
    def _listed(self) -> Sequence[Change]:
        return self._changes.net_change(self._old, self._new)

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(record_path(path) for one in self._listed for path in (one.old_path, one.path))

    @cached_property
    def _print(self) -> NetPrint:
        return fingerprint(_read(self._objects, self._listed))


def _contents(objects: Objects, changes: Changes, old: str, new: str) -> Iterator[Content]:
    return _read(objects, changes.net_change(old, new))


def _read(objects: Objects, changes: Sequence[Change]) -> Iterator[Content]:
    pending = iter(in_order(changes))
    while some := list(islice(pending, _AT_ONCE)):
        wanted = [blob for one in some for blob in (one.old_blob, one.blob) if blob]
        blobs = objects.blobs(wanted)
        for one in some:
            sides = (blobs.get(blob) if blob else b"" for blob in (one.old_blob, one.blob))
            yield Content(one, *sides)


def _signed_trees(statement: Statement) -> tuple[str, str]:
    return statement["predicate"]["merge_base"]["tree"], statement["subject"][0]["digest"]["gitTree"]
