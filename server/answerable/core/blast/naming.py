"""What a module calls by a name: imports followed to definitions, through re-exports, includes and packages."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from answerable.core.blast.modules import FINDERS, NOTHING, Finder
from answerable.core.blast.outline import Outline
from answerable.core.blast.project import Project, Target

__all__ = ["Link", "Links", "Naming"]

#: Imports that one name is followed through, one after the other.
_HOPS: Final = 40
_HEADERS: Final = (".h", ".hh", ".hpp", ".hxx")
_EMPTY: Final = Outline("")


class Link(NamedTuple):
    """An import that was found. `name` is empty for the module itself, `*` for all its names; `local` what it is called."""

    local: str
    module: str
    name: str
    line: int


class Links(NamedTuple):
    """The links of a file: by what they are called, those that bring in everything, those that bring in no name."""

    called: dict[str, list[Link]]
    stars: tuple[str, ...]
    unnamed: tuple[Link, ...]


class _Stars(NamedTuple):
    """The modules that one brings in as a whole, directly or not: all, the folders among them, those with named imports."""

    files: frozenset[str]
    folders: tuple[str, ...]
    naming: tuple[str, ...]


class _Path(NamedTuple):
    """How a name was followed: modules that bring in each other are asked once. `hops` are left."""

    visited: set[tuple[str, str]]
    hops: int

    def on(self) -> "_Path":
        """One import further."""
        return _Path(self.visited, self.hops - 1)


class Naming:
    """Follows names. Answers are remembered until `forget`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._links: dict[str, Links] = {}
        self._found: dict[tuple[str, str], tuple[Target, ...]] = {}
        self._stars: dict[str, _Stars] = {}

    def links(self, path: str) -> Links:
        """The imports of a file that lead to files of this repository."""
        found = self._links.get(path)
        if found is None:
            found = self._links[path] = self._linked(path)
        return found

    def forget(self, paths: Iterable[str] | None) -> None:
        """Take back the links of these files, `None` for all, and every name that was followed."""
        self._found.clear()
        self._stars.clear()
        if paths is None:
            self._links.clear()
            return
        for path in paths:
            self._links.pop(path, None)

    def named(self, module: str, name: str) -> tuple[Target, ...]:
        """What a module calls `name`: its own definition, what it imports under that name, or a module inside."""
        key = (module, name)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(dict.fromkeys(self._search(module, name, _Path(set(), _HOPS))))
        return found

    def finder(self, path: str) -> Finder:
        """How the language of a file looks for modules."""
        return FINDERS.get(self._project.outlines.get(path, _EMPTY).language, NOTHING)

    def implemented(self, target: Target) -> Iterator[Target]:
        """Where what a header declares is defined: in files that include the header."""
        header, name = target
        if not header.endswith(_HEADERS) or name not in self._project.names(header):
            return
        last = name.rpartition(".")[2]
        tops = self._project.tops.get("c", {}).get(last, ()) if name == last else ()
        members = self._project.members_called("c", last) if name != last else ()
        for other in [*((path, name) for path in tops), *members]:
            if other[1] == name and other[0] != header and header in self.links(other[0]).stars:
                yield other

    def _search(self, module: str, name: str, way: "_Path") -> Iterator[Target]:
        if way.hops <= 0 or (module, name) in way.visited:
            return
        way.visited.add((module, name))
        if module.endswith("/"):
            yield from self._in_folder(module, name)
            return
        own = self._project.names(module)
        is_found = False
        if name in own:
            is_found = True
            yield module, name
            yield from self.implemented((module, name))
        links = self.links(module)
        for link in links.called.get(name, ()):
            # `from . import money`, `mod money;`: the module inside has no other definition.
            if (link.module, link.name) != (module, name):
                is_found = True
                yield from self._followed(link, way)
        if not is_found and links.stars:
            yield from self._through_stars(module, name, way)
        if not is_found:
            for inner in self.finder(module).inner(self._project, module, name):
                yield inner, ""

    def _through_stars(self, module: str, name: str, way: "_Path") -> Iterator[Target]:
        """What stands under a name in the modules that a module brings in as a whole, and in those that they do."""
        stars = self._reachable(module)
        language = self._project.outlines.get(module, _EMPTY).language
        for path in self._project.tops.get(language, {}).get(name, ()):
            if path in stars.files:
                yield path, name
                yield from self.implemented((path, name))
        for folder in stars.folders:
            yield from self._search(folder, name, way.on())
        for path in stars.naming:
            for link in self.links(path).called.get(name, ()):
                if (link.module, link.name) != (path, name):
                    yield from self._followed(link, way)

    def _reachable(self, module: str) -> "_Stars":
        found = self._stars.get(module)
        if found is None:
            seen = {module}
            waiting = [module]
            while waiting:
                links = self.links(waiting.pop())
                fresh = set(links.stars) - seen
                seen |= fresh
                waiting += fresh
            seen.discard(module)
            folders = tuple(sorted(each for each in seen if each.endswith("/")))
            naming = tuple(sorted(each for each in seen if self.links(each).called))
            found = self._stars[module] = _Stars(frozenset(seen), folders, naming)
        return found

    def _followed(self, link: Link, way: "_Path") -> Iterator[Target]:
        if link.name == "":
            yield link.module, ""
        else:
            yield from self._search(link.module, link.name, way.on())

    def _in_folder(self, folder: str, name: str) -> Iterator[Target]:
        files = self._project.under(folder)
        first = name.partition(".")[0]
        if "." in name:
            yield from ((path, name) for path in files if name in self._project.names(path))
            return
        for code, tops in self._project.tops.items():
            if FINDERS.get(code, NOTHING).around is not NOTHING.around:
                yield from (
                    (path, name)
                    for path in tops.get(first, ())
                    if path in files and name in self._project.names(path)
                )
        for code in {self._project.outlines[path].language for path in files} or {"py"}:
            for inner in FINDERS.get(code, NOTHING).inner(self._project, folder, name):
                yield inner, ""

    def _linked(self, path: str) -> Links:
        outline = self._project.outlines.get(path, _EMPTY)
        finder = FINDERS.get(outline.language, NOTHING)
        called: dict[str, list[Link]] = {}
        unnamed: list[Link] = []
        stars: list[str] = []
        for each in outline.imports:
            modules = finder.find(self._project, path, each.module) if each.module else (path,)
            for module in modules:
                link = Link(each.alias, module, each.name, each.line)
                if each.name == "*":
                    stars.append(module)
                if each.alias:
                    called.setdefault(each.alias, []).append(link)
                else:
                    unnamed.append(link)
        return Links(called, tuple(dict.fromkeys(stars)), tuple(unnamed))
