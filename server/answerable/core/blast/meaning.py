"""Everything that a file refers to, members of classes among it.

A member (`cart.total`) is found by its name alone, for what stands before the dot has no type here: but only members of
classes that the file names, or that what it names speaks of where it is used.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from answerable.core.blast.first_pass import BARE, FirstPass, Named
from answerable.core.blast.likely import likely
from answerable.core.blast.naming import Naming
from answerable.core.blast.outline import Outline, holders
from answerable.core.blast.project import Project, Target

__all__ = ["Meaning"]

#: Classes above a class whose members are its own.
_BASES: Final = 4
_EMPTY: Final = Outline("")


class Meaning:
    """The meaning of files' names. Answers are remembered until `forget`."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._naming = Naming(project)
        self._named: dict[str, Named] = {}
        self._spoken_of: dict[str, dict[str, list[tuple[str, set[Target]]]]] = {}
        self._owners: dict[Target, tuple[Target, ...]] = {}
        self._meant: dict[str, dict[Target, tuple[int, ...]]] = {}

    def meant(self, path: str) -> dict[Target, tuple[int, ...]]:
        """Every definition and module that a file refers to, with the lines."""
        found = self._meant.get(path)
        if found is None:
            found = self._meant[path] = self._look(path)
        return found

    def forget(self, paths: Iterable[str] | None) -> None:
        """Take back the names of these files, `None` for all, and whatever follows from names of several."""
        self._naming.forget(paths)
        self._meant.clear()
        self._owners.clear()
        if paths is None:
            self._named.clear()
            self._spoken_of.clear()
            return
        for path in paths:
            self._named.pop(path, None)
            self._spoken_of.pop(path, None)

    def _first(self, path: str) -> Named:
        found = self._named.get(path)
        if found is None:
            found = self._named[path] = FirstPass(self._naming, self._project, path).all()
        return found

    def _look(self, path: str) -> dict[Target, tuple[int, ...]]:
        """The names of the first pass, and the members that are likely."""
        first = self._first(path)
        meant = {target: dict(lines) for target, lines in first.lines.items()}
        if first.left:
            members = _Members(self._project, self, path)
            for parts, lines in first.left:
                for receiver, part in pairwise(parts):
                    for target in members.called(receiver, part):
                        for each in (target, *self._naming.implemented(target)):
                            meant.setdefault(each, {}).update(dict.fromkeys(lines))
        return {target: tuple(lines) for target, lines in meant.items()}

    def seen(self, path: str) -> set[Target]:
        """What may stand before a dot in a file: what it names, and what that speaks of where it is used."""
        first = self._first(path)
        used = {part for parts, _ in first.left for part in parts}
        seen = set(first.lines)
        waiting = [(target, _BASES) for target in first.lines]
        while waiting:
            (other, name), depth = waiting.pop()
            is_class = self._is_class(other, name)
            for inside, targets in self._spoken(other).get(name, ()):
                if not inside and is_class and depth:
                    waiting += [(base, depth - 1) for base in targets if base not in seen and base[1]]
                if not (inside and is_class) or inside in used:
                    seen |= targets
        return seen

    def ancestors(self, path: str) -> set[Target]:
        """The classes that a file's own classes are made from, as far as their headers say."""
        found: set[Target] = set()
        waiting = [(path, name) for name in self._project.names(path) if self._is_class(path, name)]
        for _ in range(_BASES):
            bases = {
                base
                for other, name in waiting
                for inside, targets in self._spoken(other).get(name, ())
                if not inside
                for base in targets
                if self._is_class(*base)
            }
            waiting = list(bases - found)
            found |= bases
        return found

    def containers(self, member: Target) -> tuple[Target, ...]:
        """The class that a member belongs to, which another file may define (Go, Rust, C++)."""
        path, container = member[0], member[1].rpartition(".")[0]
        if container in self._project.names(path):
            return ((path, container),)
        found = self._owners.get((path, container))
        if found is None:
            bare = FirstPass(self._naming, self._project, path).bare(container.rpartition(".")[2])
            found = self._owners[path, container] = tuple(bare)
        return found

    def _is_class(self, path: str, name: str) -> bool:
        found = self._project.names(path).get(name)
        return found is not None and found.kind == "class"

    def _spoken(self, path: str) -> dict[str, list[tuple[str, set[Target]]]]:
        """Definition -> the definitions inside it (the first part of the name, empty for itself), and what they name."""
        found = self._spoken_of.get(path)
        if found is None:
            found = self._spoken_of[path] = {}
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


class _Members:
    """The members that may be meant in one file."""

    def __init__(self, project: Project, meaning: Meaning, path: str) -> None:
        outline = project.outlines.get(path, _EMPTY)
        self._meaning = meaning
        self._path = path
        self._code = outline.language
        self._hints = outline.hints
        self._all = project.members.get(outline.language, {})
        self._seen = meaning.seen(path)
        self._owners = {name.rpartition(".")[2] for _, name in self._seen} | {
            name.rpartition(".")[2] for name in project.names(path)
        }
        self._ancestors: set[Target] | None = None

    def called(self, receiver: str, name: str) -> Iterable[Target]:
        """The members with a name that may belong to a receiver."""
        by_owner = self._all.get(name, {})
        candidates = [
            target
            for owner in by_owner.keys() & self._owners
            for target in by_owner[owner]
            if self._is_near(target, receiver)
        ]
        if receiver == BARE or not candidates:
            return candidates
        return likely(candidates, (receiver, *self._hints.get(receiver, ())), name, self._code, self._path)

    def _is_near(self, target: Target, receiver: str) -> bool:
        if receiver == BARE:
            if self._ancestors is None:
                self._ancestors = self._meaning.ancestors(self._path)
            return any(each in self._ancestors for each in self._meaning.containers(target))
        return target[0] == self._path or any(each in self._seen for each in self._meaning.containers(target))
