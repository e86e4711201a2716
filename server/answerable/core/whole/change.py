"""A whole change, taken file by file: what only all of its files together, or the files around it, tell."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from answerable.core.facts import Delta, Fact
from answerable.core.file_pair import FilePair
from answerable.core.manifests.kinds import ecosystem_of, is_manifest, kind_of
from answerable.core.needles import code_of
from answerable.core.whole.files import Files
from answerable.core.whole.imports import Asked, asked
from answerable.core.whole.tree import Tree

__all__ = ["Told", "WholeChange"]


class Told(NamedTuple):
    """A file with what the whole change says of it."""

    pair: FilePair
    delta: Delta


class WholeChange:
    """The files of a change that matter together; `told` when all were taken."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []
        self._manifests: list[FilePair] = []
        self._texts: dict[str, str] = {}

    def taking(self, pairs: Iterable[FilePair]) -> Iterator[FilePair]:
        """The pairs as they come; each is taken on its way."""
        for pair in pairs:
            self.take(pair)
            yield pair

    def take(self, pair: FilePair) -> None:
        """Look at one more file. Cheap: most files say nothing here."""
        if is_manifest(pair.path):
            self._manifests.append(pair)
        self._texts[pair.path] = pair.new
        if pair.old == pair.new:
            return
        wanted = asked(pair, code_of(pair.path, ""))
        if wanted is not None:
            self._asked.append(wanted)

    def told(self, tree: Tree | None) -> list[Told]:
        """What is to be said; `tree` has the files after the change, where anybody knows them."""
        files = Files(self._texts, tree)
        return [*self._dependencies(files)]

    def _dependencies(self, files: Files) -> Iterator[Told]:
        if not self._asked and not self._manifests:
            return
        from answerable.core.whole.dependencies import unlocked, unresolved  # noqa: PLC0415 - a hook mostly needs none of it

        for wanted, fact in unresolved(self._asked, files):
            yield _gained(wanted.pair, wanted.code, [fact])
        for pair in self._manifests:
            facts = list(unlocked(pair, files))
            if facts:
                yield _gained(pair, ecosystem_of(kind_of(pair.path)), facts)


def _gained(pair: FilePair, code: str, facts: Iterable[Fact]) -> Told:
    return Told(pair, Delta(pair.path, code, "", (), tuple(facts), True, pair.new))
