"""Two folders, or two files, as the two sides of a change."""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from answerable.app.risk import decode
from answerable.core.errors import UsageError
from answerable.core.needles import code_of
from answerable.core.risk import FilePair

__all__ = ["FolderTree", "pairs_of_paths"]

_LARGEST: Final = 5_000_000


class FolderTree:
    """The files below a folder: the `core.whole.tree.Tree` port. No link is followed."""

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    @cached_property
    def _files(self) -> dict[str, Path]:
        return _files(self._root)

    def paths(self) -> Collection[str]:
        """The paths of all files that may be of interest."""
        return self._files

    def read(self, path: str) -> str | None:
        """A file's text."""
        file = self._files.get(path)
        content = None if file is None else _read(file)
        return None if content is None else decode(content)

    def holding(self, word: str, suffixes: Sequence[str]) -> Sequence[str]:
        """The paths whose text has the word."""
        alone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        return [
            path
            for path in self._files
            if path.endswith(tuple(suffixes)) and alone.search(self.read(path) or "") is not None
        ]


def pairs_of_paths(old: str, new: str, problems: list[str]) -> Iterator[FilePair]:
    """The pairs of two files, or of the files with the same name relative to two folders. No link is followed."""
    before, after = Path(old), Path(new)
    for path in (before, after):
        if not path.exists():
            raise UsageError(f"{path} does not exist; --old and --new take two files or two folders")
    if before.is_dir() != after.is_dir():
        raise UsageError(f"{old} and {new} must both be files or both be folders")
    if not after.is_dir():
        yield from _pair(after.name, before, after, problems)
        return
    here, there = _files(before), _files(after)
    for name in sorted(here.keys() | there.keys()):
        yield from _pair(name, here.get(name), there.get(name), problems)


def _pair(name: str, old: Path | None, new: Path | None, problems: list[str]) -> Iterator[FilePair]:
    before, after = _read(old), _read(new)
    if before is None or after is None:
        problems.append(f"{name} was not analysed: it is unreadable or larger than 5 MB")
        return
    if before == after:
        return
    texts = decode(before), decode(after)
    if texts[0] is not None and texts[1] is not None:
        yield FilePair(name, texts[0], texts[1])


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return b""
    try:
        return None if path.stat().st_size > _LARGEST else path.read_bytes()
    except OSError:
        return None


def _files(root: Path) -> dict[str, Path]:
    """The files below a folder that may be of interest, by their names relative to it, with `/`."""
    found: dict[str, Path] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            # A name without an extension may be a script; its first line tells.
            if code_of(name, "") or "." not in name:
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink():
                    found[path.relative_to(root).as_posix()] = path
    return found
