"""What the names of one file mean where an import, or the language, leads to a definition; members are left over."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from answerable.core.blast.modules import FINDERS, NOTHING
from answerable.core.blast.naming import Naming
from answerable.core.blast.outline import Outline
from answerable.core.blast.project import Project, Target, folder_of

__all__ = ["BARE", "FirstPass", "Named"]

#: What stands before a name that nothing stands before, and that may be a member that a class inherits.
BARE: Final = "@"

#: Languages in which a class' own members need nothing before them.
_BARE_MEMBERS: Final = frozenset({"ja", "c", "rb"})
_OWN: Final = frozenset({"self", "this", "cls", "super", "Self"})
_CLOSED: Final = frozenset({"function", "method"})
_TYPES: Final = frozenset({"class", "type", "module", "variable"})
_EMPTY: Final = Outline("")


class Named(NamedTuple):
    """What a file says by names that lead somewhere, with the lines; and parts of chains that may be members."""

    lines: dict[Target, dict[int, None]]
    left: list[tuple[list[str], tuple[int, ...]]]


class FirstPass:
    """The meaning of one file's names, members left out."""

    def __init__(self, naming: Naming, project: Project, path: str) -> None:
        self._naming = naming
        self._project = project
        self._path = path
        self._outline = project.outlines.get(path, _EMPTY)
        self._finder = FINDERS.get(self._outline.language, NOTHING)
        self._around = self._finder.around(project, path)
        self._inside: dict[str, list[str]] = {}
        self._inherits = self._outline.language in _BARE_MEMBERS
        for each in self._outline.definitions:
            container, _, last = each.name.rpartition(".")
            holder = project.names(path).get(container)
            is_seen = self._outline.language in _BARE_MEMBERS or (
                holder is not None and holder.kind in _CLOSED
            )
            if container and is_seen:
                self._inside.setdefault(last, []).append(each.name)
        self._lines: dict[Target, dict[int, None]] = {}

    def all(self) -> Named:
        """Every chain that is used, and every import."""
        left = []
        # The names of Kubernetes' objects may hold dots.
        is_whole = self._outline.language == "k8"
        for chain, lines in self._outline.uses.items():
            rest = self._follow([chain] if is_whole else chain.split("."), lines)
            if rest:
                left.append((rest, lines))
        self._take_imports()
        return Named(self._lines, left)

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
        return [] if entities or not self._inherits else [BARE, *parts]

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
