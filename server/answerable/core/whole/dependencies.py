"""Dependencies that nobody knows: imported but in no manifest, or named but in no lock file.

An invented package name is free for anybody to register ("slopsquatting").
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from answerable.core.facts import Fact
from answerable.core.file_pair import FilePair
from answerable.core.manifests.kinds import LOCKS, ecosystem_of, kind_of
from answerable.core.manifests.reading import manifest_facts
from answerable.core.whole.files import Files
from answerable.core.whole.imports import SUFFIXES, Asked, Imported, is_fetched
from answerable.core.whole.known import declares, is_own, locks

__all__ = ["unlocked", "unresolved"]

_ALIASING: Final = re.compile(
    r"(?:^|/)(?:[tj]sconfig[\w.-]*\.json|[\w.-]+\.config\.[cm]?[jt]s|deno\.jsonc?|import_map\.json|\.babelrc[\w.]*|package\.json)$"
)
_LOCKED: Final = frozenset({"package", "cargo", "gemfile", "pyproject", "pipfile", "go-mod"})
#: Groups that lock files leave out, or name otherwise.
_UNLOCKED: Final = frozenset({"peer", "build", "overrides", "resolutions", "indirect"})
_MOST: Final = 60  # manifests that are read


def unresolved(wanted: Sequence[Asked], files: Files) -> Iterator[tuple[Asked, Fact]]:
    """The imports that no manifest, no lock file and no folder explains. Without a manifest nothing can be said."""
    for code in dict.fromkeys(each.code for each in wanted):
        project = _Project(code, files)
        if not project.names:
            continue
        for each in wanted:
            if each.code == code:
                for found in each.imports:
                    if not project.knows(found, each.pair):
                        name = found.module if code in {"go", "ja"} else found.name
                        yield each, Fact("unresolved", name, "", "import", "", found.line, found.line + 1)


class _Project:
    """What a project says of itself, in one language; read when it is first asked for."""

    def __init__(self, code: str, files: Files) -> None:
        self._code = code
        self._files = files
        manifests = sorted(
            (
                path
                for path in files.paths
                if (kind := kind_of(path)) and ecosystem_of(kind) == code and not is_fetched(path)
            ),
            key=lambda path: (path.count("/"), path),
        )
        self._locks = [path for path in manifests if kind_of(path) in LOCKS]
        facts = [
            fact
            for path in manifests[:_MOST]
            if kind_of(path) not in LOCKS
            for fact in manifest_facts(path, files.read(path))
        ]
        self.names = {fact.key for fact in facts if fact.kind in {"dependency", "foreign", "module"}}
        self._texts = [files.read(path) for path in manifests[:_MOST] if kind_of(path) not in LOCKS]

    def knows(self, found: Imported, pair: FilePair) -> bool:
        """Whether anything explains an import."""
        code, files = self._code, self._files
        return (
            declares(code, found, self.names)
            or is_own(code, found, files.paths)
            or self._is_named(found)
            or (
                code == "rs"
                and re.search(
                    rf"\b(?:mod|enum|as|struct|type|macro_rules!)\s+{re.escape(found.name)}\b", pair.new
                )
                is not None
            )
            or any(locks(code, found, files.read(path)) for path in self._locks)
            or (code == "js" and self._is_alias(found))
            or bool(files.holding(_word(code, found), SUFFIXES[code]))
        )

    def _is_named(self, found: Imported) -> bool:
        """Whether a manifest is about the module's package itself, as those of a workspace are."""
        name = re.sub(r"[-_]", "[-_]", re.escape(found.name).replace("\\-", "-"))
        return any(re.search(rf"""["']?name["']?\s*[=:]\s*["']{name}["']""", text) for text in self._texts)

    def _is_alias(self, found: Imported) -> bool:
        first = found.name.partition("/")[0]
        return any(
            re.search(rf"""["'\s]{re.escape(first)}(?:/|["'\s:*])""", self._files.read(path))
            for path in self._files.paths
            if _ALIASING.search(path) and not is_fetched(path)
        )


def _word(code: str, found: Imported) -> str:
    """The name that another file would have, were the module known there."""
    return ".".join(found.module.split(".")[:3]) if code == "ja" else found.name


def unlocked(pair: FilePair, files: Files) -> Iterator[Fact]:
    """Facts for newly named packages that the lock file beside or above their manifest does not know."""
    kind = kind_of(pair.path)
    if kind not in _LOCKED or is_fetched(pair.path) or pair.old == pair.new:
        return
    had = {fact.key for fact in manifest_facts(pair.path, pair.old)}
    fresh = [
        fact
        for fact in manifest_facts(pair.path, pair.new)
        if fact.kind == "dependency" and fact.key not in had and fact.owner not in _UNLOCKED
    ]
    code = ecosystem_of(kind)
    lock = _lock_of(pair.path, code, files) if fresh else ""
    text = files.read(lock) if lock else ""
    for fact in fresh if text else ():
        if not locks(code, Imported(fact.key, fact.key, fact.line), text):
            yield Fact("unresolved", fact.key, lock, "unlocked", "", fact.line, fact.end_line)


def _lock_of(path: str, code: str, files: Files) -> str:
    """The nearest lock file at or above a manifest's folder; empty when there is none."""
    above = [
        each
        for each in files.paths
        if (kind := kind_of(each)) in LOCKS
        and ecosystem_of(kind) == code
        and path.startswith(each[: each.rfind("/") + 1])
    ]
    return max(above, key=lambda each: (each.count("/"), each), default="")
