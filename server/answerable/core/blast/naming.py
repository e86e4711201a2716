"""What a name means in a file: imports followed to definitions, through re-exports and packages.

A use counts for a definition when its file names the definition by an import, or sees it without one as its language
allows. A member (`cart.total`) is found by its name alone, but only in files that the file names something of: what
stands before the dot has no type here.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from answerable.core.blast.likely import likely
from answerable.core.blast.modules import FINDERS, NOTHING, Finder
from answerable.core.blast.outline import Outline, holders
from answerable.core.blast.project import Project, Target, folder_of

__all__ = ["Link", "Naming"]

#: Imports that one name is followed through.
_HOPS: Final = 6
_OWN: Final = frozenset({"self", "this", "cls", "super", "Self", "@"})
_CLOSED: Final = frozenset({"function", "method"})
_TYPES: Final = frozenset({"class", "type", "module", "variable"})
#: Classes above a class whose members are its own.
_BASES: Final = 4
_HEADERS: Final = (".h", ".hh", ".hpp", ".hxx")
#: Languages in which a class' own members need nothing before them.
_BARE_MEMBERS: Final = frozenset({"ja", "c", "rb"})
_EMPTY: Final = Outline("")


class Link(NamedTuple):
    """An import that was found. `name` is empty for the module itself, `*` for all its names; `local` what it is called."""

    local: str
    module: str
    name: str
    line: int


class _Links(NamedTuple):
    """The links of a file: by what they are called, those that bring in everything, those that bring in no name."""

    called: dict[str, list[Link]]
    stars: tuple[str, ...]
    unnamed: tuple[Link, ...]


class Naming:
    """Answers are remembered until `forget`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._links: dict[str, _Links] = {}
        self._meant: dict[str, dict[Target, tuple[int, ...]]] = {}
        self._found: dict[tuple[str, str], tuple[Target, ...]] = {}
        self._named: dict[str, _Named] = {}
        self._owners: dict[Target, tuple[Target, ...]] = {}
        self._holders: dict[str, dict[str, list[tuple[str, set[Target]]]]] = {}

    def meant(self, path: str) -> dict[Target, tuple[int, ...]]:
        """Every definition and module that a file refers to, with the lines."""
        found = self._meant.get(path)
        if found is None:
            found = self._meant[path] = self._meaning(path)
        return found

    def links(self, path: str) -> _Links:
        """The imports of a file that lead to files of this repository."""
        found = self._links.get(path)
        if found is None:
            found = self._links[path] = self._linked(path)
        return found

    def forget(self, paths: Iterable[str] | None) -> None:
        """Take back the names of these files, `None` for all, and whatever follows from names of several."""
        self._found.clear()
        self._meant.clear()
        self._owners.clear()
        if paths is None:
            self._links.clear()
            self._named.clear()
            self._holders.clear()
            return
        for path in paths:
            self._links.pop(path, None)
            self._named.pop(path, None)
            self._holders.pop(path, None)

    def named(self, module: str, name: str, hops: int = _HOPS) -> tuple[Target, ...]:
        """What a module calls `name`: its own definition, what it imports under that name, or a module inside."""
        key = (module, name)
        found = self._found.get(key)
        if found is None:
            found = tuple(dict.fromkeys(self._search(module, name, hops)))
            if hops == _HOPS:
                self._found[key] = found
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

    def containers(self, member: Target) -> tuple[Target, ...]:
        """The class that a member belongs to, which another file may define (Go, Rust, C++)."""
        path, container = member[0], member[1].rpartition(".")[0]
        if container in self._project.names(path):
            return ((path, container),)
        found = self._owners.get((path, container))
        if found is None:
            bare = _FirstPass(self, self._project, path).bare(container.rpartition(".")[2])
            found = self._owners[path, container] = tuple(bare)
        return found

    def _first(self, path: str) -> "_Named":
        found = self._named.get(path)
        if found is None:
            found = self._named[path] = _FirstPass(self, self._project, path).all()
        return found

    def _meaning(self, path: str) -> dict[Target, tuple[int, ...]]:
        """The names of the first pass, and members of what they lead to."""
        outline = self._project.outlines.get(path, _EMPTY)
        first = self._first(path)
        meant = {target: dict(lines) for target, lines in first.lines.items()}
        code, hints = outline.language, outline.hints
        members = self._project.members.get(code, {})
        seen = self._holders_seen(path)
        owners = {name.rpartition(".")[2] for _, name in seen}
        owners |= {name.rpartition(".")[2] for name in self._project.names(path)}
        for parts, lines in first.left:
            for receiver, part in pairwise(parts):
                by_owner = members.get(part, {})
                candidates = [
                    target
                    for owner in by_owner.keys() & owners
                    for target in by_owner[owner]
                    if target[0] == path or any(each in seen for each in self.containers(target))
                ]
                names = (receiver, *hints.get(receiver, ()))
                for target in likely(candidates, names, part, code, path) if candidates else ():
                    for each in (target, *self.implemented(target)):
                        meant.setdefault(each, {}).update(dict.fromkeys(lines))
        return {target: tuple(lines) for target, lines in meant.items()}

    def _holders_seen(self, path: str) -> set[Target]:
        """What may stand before a dot in a file: what it names, and what that speaks of where it is used."""
        first = self._first(path)
        used = {part for parts, _ in first.left for part in parts}
        seen = set(first.lines)
        waiting = [(target, _BASES) for target in first.lines]
        while waiting:
            (other, name), depth = waiting.pop()
            is_class = self._kind(other, name) == "class"
            for inside, targets in self._spoken(other).get(name, ()):
                if not inside and is_class and depth:
                    waiting += [(base, depth - 1) for base in targets if base not in seen and base[1]]
                if not (inside and is_class) or inside in used:
                    seen |= targets
        return seen

    def _kind(self, path: str, name: str) -> str:
        found = self._project.names(path).get(name)
        return "" if found is None else found.kind

    def _spoken(self, path: str) -> dict[str, list[tuple[str, set[Target]]]]:
        """Definition -> the definitions inside it (the first part of the name, empty for itself), and what they name."""
        found = self._holders.get(path)
        if found is None:
            found = self._holders[path] = {}
            lines = self._first(path).lines
            definitions = self._project.outlines.get(path, _EMPTY).definitions
            holder = holders(definitions, {line for each in lines.values() for line in each})
            named: dict[str, set[Target]] = {}
            for target, places in lines.items():
                for line in places:
                    named.setdefault(holder[line], set()).add(target)
            for name, targets in named.items():
                parts = name.split(".") if name else []
                for count in range(len(parts) + 1):
                    inside = parts[count] if count < len(parts) else ""
                    found.setdefault(".".join(parts[:count]), []).append((inside, targets))
        return found

    def _search(self, module: str, name: str, hops: int) -> Iterator[Target]:
        if hops <= 0:
            return
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
                yield from self._followed(link, hops - 1)
        for star in () if is_found else links.stars:
            if star != module:
                yield from self.named(star, name, hops - 1)
        if not is_found:
            for inner in self.finder(module).inner(self._project, module, name):
                yield inner, ""

    def _followed(self, link: Link, hops: int) -> Iterator[Target]:
        if link.name == "":
            yield link.module, ""
        else:
            yield from self.named(link.module, link.name, hops)

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

    def _linked(self, path: str) -> _Links:
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
        return _Links(called, tuple(dict.fromkeys(stars)), tuple(unnamed))


class _Named(NamedTuple):
    """What a file says by names that lead somewhere, with the lines; and parts of chains that may be members."""

    lines: dict[Target, dict[int, None]]
    left: list[tuple[list[str], tuple[int, ...]]]


class _FirstPass:
    """The meaning of one file's names, members left out."""

    def __init__(self, naming: Naming, project: Project, path: str) -> None:
        self._naming = naming
        self._project = project
        self._path = path
        self._outline = project.outlines.get(path, _EMPTY)
        self._finder = FINDERS.get(self._outline.language, NOTHING)
        self._around = self._finder.around(project, path)
        self._inside: dict[str, list[str]] = {}
        for each in self._outline.definitions:
            container, _, last = each.name.rpartition(".")
            holder = project.names(path).get(container)
            is_seen = self._outline.language in _BARE_MEMBERS or (
                holder is not None and holder.kind in _CLOSED
            )
            if container and is_seen:
                self._inside.setdefault(last, []).append(each.name)
        self._lines: dict[Target, dict[int, None]] = {}

    def all(self) -> _Named:
        """Every chain that is used, and every import."""
        left = []
        # The names of Kubernetes' objects may hold dots.
        is_whole = self._outline.language == "k8"
        for chain, lines in self._outline.uses.items():
            rest = self._follow([chain] if is_whole else chain.split("."), lines)
            if rest:
                left.append((rest, lines))
        self._take_imports()
        return _Named(self._lines, left)

    def _follow(self, parts: list[str], lines: tuple[int, ...]) -> list[str]:
        """Add what a chain means; the parts that could only be members of something are left over."""
        if not parts[0] or parts[0] in _OWN:
            return parts
        entities, used = self._head(parts)
        for place in range(used, len(parts)):
            # A module on the way to a name is not what is meant.
            self._add((each for each in entities if each[1]), lines)
            inner = [each for entity in entities for each in self._step(entity, parts[place])]
            if not inner:
                return parts[place - 1 :]
            entities = inner
        self._add(entities, lines)
        return []

    def _head(self, parts: list[str]) -> tuple[list[Target], int]:
        """What the first part means, or in Terraform, where a name has several, the first parts."""
        if self._outline.language == "tf":
            for count in (3, 2):
                name = ".".join(parts[:count])
                found = self._naming.named(folder_of(self._path), name)
                if found:
                    called = [self._naming.links(path).called.get(name, ()) for path, _ in found]
                    modules = [(link.module, "") for links in called for link in links]
                    return [*found, *modules], min(count, len(parts))
            return [], 1
        return self.bare(parts[0]), 1

    def bare(self, name: str) -> list[Target]:
        """What a name means that nothing stands before."""
        found = [(self._path, name)] if name in self._project.names(self._path) else []
        links = self._naming.links(self._path)
        for link in links.called.get(name, ()):
            found += [(link.module, "")] if not link.name else self._naming.named(link.module, link.name)
        if not found:
            found = [(self._path, each) for each in self._inside.get(name, ())]
        if not found:
            found = [
                each for star in (*links.stars, *self._around) for each in self._naming.named(star, name)
            ]
        return found or list(self._global(name))

    def _global(self, name: str) -> Iterator[Target]:
        """Names that need no import: paths of Rust's crates, constants of Ruby."""
        if self._outline.language == "rs":
            for module in self._finder.find(self._project, self._path, name):
                yield module, ""
        elif self._outline.language == "k8":
            found = self._project.made("objects", _objects).get(name, ())
            near = [each for each in found if folder_of(each[0]) == folder_of(self._path)]
            yield from near or found
        elif self._outline.language == "rb" and name[:1].isupper():
            yield from ((path, name) for path in self._project.tops.get("rb", {}).get(name, ()))
            for target in self._project.members_called("rb", name):
                if self._project.names(target[0])[target[1]].kind in _TYPES:
                    yield target

    def _step(self, entity: Target, name: str) -> Iterator[Target]:
        path, inside = entity
        if not inside:
            if name == "super":
                yield from ((each, "") for each in self._finder.find(self._project, path, name))
            is_output = self._outline.language == "tf"
            yield from self._naming.named(path, f"output.{name}" if is_output else name)
        elif f"{inside}.{name}" in self._project.names(path):
            yield path, f"{inside}.{name}"

    def _take_imports(self) -> None:
        """Imports name things too; where a file uses what it imports, the use is what counts."""
        links = self._naming.links(self._path)
        for link in [*links.unnamed, *(each for group in links.called.values() for each in group)]:
            is_named = link.name not in {"", "*"}
            targets = self._naming.named(link.module, link.name) if is_named else [(link.module, "")]
            if link.module != self._path:
                self._add((each for each in targets if each not in self._lines), (link.line,))

    def _add(self, targets: Iterable[Target], lines: tuple[int, ...]) -> None:
        for target in targets:
            self._lines.setdefault(target, {}).update(dict.fromkeys(lines))


def _objects(project: Project) -> dict[str, list[Target]]:
    """Kubernetes' objects by their names, and by the labels of their pods."""
    found: dict[str, list[Target]] = {}
    for path, outline in project.outlines.items():
        if outline.language == "k8":
            for each in outline.definitions:
                found.setdefault(each.name, []).append((path, each.name))
            for label in outline.imports:
                if label.alias:
                    found.setdefault(label.alias, []).append((path, label.name))
    return found
