"""The files of a repository as the graph looks them up: by folder, by name, by definition."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from answerable.core.blast.outline import Definition, Outline

__all__ = ["Project", "Target", "folder_of"]

#: A definition (path, dotted name), or a file as a module (path, "").
Target = tuple[str, str]

_Made = TypeVar("_Made")

#: What holds names of its own that nobody outside can use.
_CLOSED: Final = frozenset({"function", "method"})


class Project:
    """Outlines with indices over them. `replace` keeps the indices right; what is made of several files is made anew."""

    def __init__(self, outlines: Mapping[str, Outline]) -> None:
        self.outlines = dict(outlines)
        self.folders: dict[str, set[str]] = {}
        #: Language -> name -> files that define it at their top level.
        self.tops: dict[str, dict[str, set[str]]] = {}
        #: Language -> last part of a dotted name -> the part before it -> the definitions inside others.
        self.members: dict[str, dict[str, dict[str, set[Target]]]] = {}
        self._names: dict[str, dict[str, Definition]] = {}
        self._made: dict[str, object] = {}
        for path, outline in self.outlines.items():
            self._add(path, outline)

    def names(self, path: str) -> Mapping[str, Definition]:
        """The definitions of a file by their dotted names."""
        found = self._names.get(path)
        if found is None:
            outline = self.outlines.get(path)
            found = {} if outline is None else {each.name: each for each in outline.definitions}
            self._names[path] = found
        return found

    def made(self, name: str, make: Callable[["Project"], _Made]) -> _Made:
        """Something made of many files, until a file comes, goes or says otherwise how it is built."""
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]  # type: ignore[return-value] # each name has one maker

    def replace(self, path: str, outline: Outline | None) -> None:
        """Take a file's new outline, `None` for a file that is gone."""
        old = self.outlines.pop(path, None)
        if old is not None:
            self._remove(path, old)
        if outline is not None:
            self.outlines[path] = outline
            self._add(path, outline)
        self._names.pop(path, None)
        if old is None or outline is None or _built(old) != _built(outline):
            self._made.clear()

    def members_called(self, language: str, name: str) -> Iterator[Target]:
        """The definitions inside others whose last part is `name`."""
        for found in self.members.get(language, {}).get(name, {}).values():
            yield from found

    def under(self, folder: str) -> Iterable[str]:
        """The files directly in a folder, which is written with a `/` at its end, the top as ``/``."""
        return self.folders.get(folder, ())

    def _add(self, path: str, outline: Outline) -> None:
        self.folders.setdefault(folder_of(path), set()).add(path)
        if not outline.definitions:
            return
        tops = self.tops.setdefault(outline.language, {})
        members = self.members.setdefault(outline.language, {})
        closed = {each.name for each in outline.definitions if each.kind in _CLOSED}
        for each in outline.definitions:
            container, _, last = each.name.rpartition(".")
            if not container:
                tops.setdefault(each.name, set()).add(path)
            elif container not in closed:
                owner = container.rpartition(".")[2]
                members.setdefault(last, {}).setdefault(owner, set()).add((path, each.name))

    def _remove(self, path: str, outline: Outline) -> None:
        self.folders.get(folder_of(path), set()).discard(path)
        tops = self.tops.get(outline.language, {})
        members = self.members.get(outline.language, {})
        for each in outline.definitions:
            tops.get(each.name, set()).discard(path)
            container, _, last = each.name.rpartition(".")
            members.get(last, {}).get(container.rpartition(".")[2], set()).discard((path, each.name))


def folder_of(path: str) -> str:
    """The folder of a file, or the folder above a folder, with a `/` at its end; the top is ``/``."""
    return path.rstrip("/").rpartition("/")[0] + "/"


def _built(outline: Outline) -> object:
    """What of an outline other files are looked up by."""
    objects = (outline.definitions, outline.imports) if outline.language == "k8" else ()
    return outline.settings, outline.package, objects
