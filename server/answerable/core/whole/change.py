"""A whole change, taken file by file: what only all of its files together, or the files around it, tell."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from answerable.core.facts import Delta, Fact
from answerable.core.file_pair import FilePair
from answerable.core.manifests.kinds import ecosystem_of, is_manifest, kind_of
from answerable.core.needles import code_of
from answerable.core.whole.expectations import Expected, defines, expected, expected_facts, is_test_path
from answerable.core.whole.files import Files
from answerable.core.whole.imports import Asked, asked
from answerable.core.whole.migrations import is_migration, migration_code, migration_facts
from answerable.core.whole.scope import Off, gone_files, is_rewritten, off_limits, protected, rewritten
from answerable.core.whole.tree import Tree

__all__ = ["Told", "WholeChange", "is_particular"]


#: What tests are written for.
_TESTED: Final = frozenset({"py", "js", "go", "ja", "rs", "c", "rb"})
#: What people write; of data nobody expects that it stays.
_WRITTEN: Final = frozenset({"py", "js", "go", "ja", "rs", "c", "rb", "sh", "sql", "tf", "k8", "gh", "df"})


def is_particular(pair: FilePair) -> bool:
    """Whether a file is of a kind of which more is said than that it was written anew."""
    return is_manifest(pair.path) or is_migration(pair) or off_limits(pair) is not None


class Told(NamedTuple):
    """A file with what the whole change says of it."""

    pair: FilePair
    delta: Delta


class WholeChange:
    """The files of a change that matter together; `told` when all were taken."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []
        self._manifests: list[FilePair] = []
        self._off: list[Off] = []
        self._rewritten: list[FilePair] = []
        self._deleted: list[FilePair] = []
        self._migrations: list[FilePair] = []
        self._expected: list[Expected] = []
        self._sources: list[tuple[str, str]] = []
        self._texts: dict[str, str] = {}
        self._untouched: set[str] = set()
        #: Whether a definition that others may count on went or changed: a cheap question whose no is certain.
        self.may_break = False

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
            self._untouched.add(pair.path)
            return
        code = code_of(pair.path, "")
        wanted = asked(pair, code)
        if wanted is not None:
            self._asked.append(wanted)
        if is_migration(pair):
            self._migrations.append(pair)
        self.may_break = self.may_break or (code in _TESTED and defines(pair))
        changed = expected(pair)
        if changed is not None:
            self._expected.append(changed)
        elif code in _TESTED and pair.old and pair.new and not is_test_path(pair.path):
            self._sources.append((pair.path, code))
        off = off_limits(pair)
        if off is not None:
            self._off.append(off)
        elif code in _WRITTEN and is_rewritten(pair):
            self._rewritten.append(pair)
        elif code in _WRITTEN and not pair.new:
            self._deleted.append(pair)

    def told(self, tree: Tree | None) -> list[Told]:
        """What is to be said; `tree` has the files after the change, where anybody knows them."""
        files = self.files(tree)
        return [*self._dependencies(files), *self._scope(), *self._schema(files), *self._tests()]

    def files(self, tree: Tree | None) -> Files:
        """The files after the change."""
        return Files(self._texts, tree, self._untouched)

    def _dependencies(self, files: Files) -> Iterator[Told]:
        if not self._asked and not self._manifests:
            return
        from answerable.core.whole.dependencies import unlocked, unresolved  # noqa: PLC0415 - a hook mostly needs none of it

        for wanted, fact in unresolved(self._asked, files):
            yield _gained(wanted.pair, wanted.code, fact)
        for pair in self._manifests:
            facts = list(unlocked(pair, files))
            if facts:
                yield _gained(pair, ecosystem_of(kind_of(pair.path)), *facts)

    def _scope(self) -> Iterator[Told]:
        for off, fact in protected(self._off, self._texts.keys()):
            yield _gained(off.pair, "any", fact)
        for pair in self._rewritten:
            anew = rewritten(pair, self._texts)
            if anew is not None:
                yield _lost(pair, "any", anew)
        for pair, fact in gone_files(self._deleted, self._texts):
            yield _lost(pair, "any", fact)

    def _schema(self, files: Files) -> Iterator[Told]:
        fresh = {pair.path for pair in self._migrations if not pair.old}
        for pair in self._migrations:
            for fact in migration_facts(pair, files.paths, fresh):
                make = _gained if pair.new else _lost
                yield make(pair, migration_code(pair.path), fact)

    def _tests(self) -> Iterator[Told]:
        for changed, fact in expected_facts(self._expected, [path for path, _ in self._sources]):
            code = code_of(changed.pair.path, "")
            yield _gained(changed.pair, code if code in _TESTED else self._sources[0][1], fact)


def _lost(pair: FilePair, code: str, fact: Fact) -> Told:
    return Told(pair, Delta(pair.path, code, "", (fact,), (), True, pair.new))


def _gained(pair: FilePair, code: str, *facts: Fact) -> Told:
    return Told(pair, Delta(pair.path, code, "", (), facts, True, pair.new))
