"""The graph of who depends on what, from the outlines of a repository's files.

Nothing is linked when the graph is made: a file's names are looked up when somebody asks who uses one of them, and
remembered until a file that matters changes.
"""

from collections.abc import Mapping

from answerable.core.blast.meaning import Meaning
from answerable.core.blast.outline import Import, Outline, innermost
from answerable.core.blast.project import Project, Target
from answerable.core.blast.reach import Dependent, Reach, Symbol

__all__ = ["Graph"]

_CONSTRUCTORS = frozenset({"__init__", "__new__", "__post_init__", "constructor", "initialize"})
_LAUNCHERS = frozenset({"df", "gh"})
_MANIFESTS = frozenset({"pyproject.toml", "setup.cfg", "package.json"})


class Graph:
    """Dependents by definition. Lines are 1-based."""

    def __init__(self, outlines: Mapping[str, Outline]) -> None:
        self._project = Project(outlines)
        self._meaning = Meaning(self._project)
        self._mentions: dict[str, set[str]] | None = None
        self._references: dict[Target, tuple[Dependent, ...]] = {}
        self._steps: dict[Target, frozenset[Target]] = {}

    @property
    def outlines(self) -> Mapping[str, Outline]:
        """The outlines that the graph is made of, by path."""
        return self._project.outlines

    def symbols(self, path: str) -> list[Symbol]:
        """The definitions of a file, in the order of its text; one where several share a name (overloads, setters)."""
        return [Symbol(path, *each) for each in self._project.names(path).values()]

    def symbol(self, path: str, name: str) -> Symbol | None:
        """The definition with a dotted name."""
        found = self._project.names(path).get(name)
        return None if found is None else Symbol(path, *found)

    def at(self, path: str, line: int) -> Symbol | None:
        """The innermost definition that holds a line."""
        outline = self._project.outlines.get(path)
        found = None if outline is None else innermost(outline.definitions, line)
        return None if found is None else Symbol(path, *found)

    def references(self, path: str, symbol: str) -> list[Dependent]:
        """Who names a definition directly, in the order of path and line; an empty symbol stands for the file itself.

        At most one for each definition that does; what the definition says about itself is left out.
        """
        return list(self._direct((path, symbol)))

    def reach(self, path: str, symbol: str | None = None) -> Reach:
        """How far a definition reaches, with what is inside it; without one, the whole file."""
        targets = self._targets(path, symbol)
        found = {
            (each.path, each.symbol): each for target in reversed(targets) for each in self._direct(target)
        }
        own = set(targets)
        outside = [
            each
            for each in found.values()
            if (each.path, each.symbol) not in own and (symbol is not None or each.path != path)
        ]
        reached = self._closure(targets)
        definition = self._project.names(path).get(symbol or "")
        return Reach(
            f"{path}:{symbol}" if symbol else path,
            definition.exported if definition is not None else True,
            any(map(self._is_started, targets)),
            tuple(sorted(outside)),
            len(reached),
            tuple(sorted({each for each, _ in reached} - ({path} if symbol is None else set()))),
        )

    def replace(self, path: str, outline: Outline | None) -> None:
        """Take the new outline of a file, `None` for one that is gone. Only what it concerns is looked up again."""
        old = self._project.outlines.get(path)
        self._project.replace(path, outline)
        self._references.clear()
        self._steps.clear()
        if old is None or outline is None or _layout(old) != _layout(outline) or self._mentions is None:
            self._meaning.forget(None)
            self._mentions = None
            return
        changed = {name.rpartition(".")[2] for name, _ in _surface(old) ^ _surface(outline)}
        self._mention_again(path, old, outline, changed)
        self._meaning.forget({path, *(file for name in changed for file in self._mentions.get(name, ()))})

    def _mention_again(self, path: str, old: Outline, new: Outline, changed: set[str]) -> None:
        """Bring the index of mentions up to date with a file, and with names that nothing had before."""
        mentions = self._mentions or {}
        for name in _mentioned(old):
            mentions.get(name, set()).discard(path)
        for name in _mentioned(new) & mentions.keys():
            mentions[name].add(path)
        for each in new.imports:
            if _is_renamed(each):
                mentions.setdefault(f"={each.name}", set()).add(each.alias)
        fresh = changed - mentions.keys()
        mentions.update((name, set()) for name in fresh)
        for file, outline in self._project.outlines.items() if fresh else ():
            for name in _mentioned(outline) & fresh:
                mentions[name].add(file)

    def _targets(self, path: str, symbol: str | None) -> list[Target]:
        names = self._project.names(path)
        if symbol is None:
            return [(path, ""), *((path, name) for name in names)]
        return [(path, symbol), *((path, name) for name in names if name.startswith(f"{symbol}."))]

    def _closure(self, targets: list[Target]) -> set[Target]:
        """The definitions, and files at their top level, that depend on targets over any number of steps."""
        seen = set(targets)
        waiting = list(targets)
        while waiting:
            fresh = self._next(waiting.pop()) - seen
            seen |= fresh
            # What stands at the top level of a file is not named by others.
            waiting += [each for each in fresh if each[1]]
        return seen.difference(targets)

    def _next(self, target: Target) -> frozenset[Target]:
        found = self._steps.get(target)
        if found is None:
            found = frozenset((each.path, each.symbol) for each in self._direct(target))
            self._steps[target] = found
        return found

    def _direct(self, target: Target) -> tuple[Dependent, ...]:
        found = self._references.get(target)
        if found is None:
            found = self._references[target] = tuple(self._look_up(target))
        return found

    def _look_up(self, target: Target) -> list[Dependent]:
        path, symbol = target
        found: dict[Target, int] = {}
        for file in self._candidates(target):
            meant = self._meaning.meant(file)
            definitions = self._project.outlines[file].definitions
            for alias in _also(symbol):
                for line in meant.get((path, alias), ()):
                    holder = innermost(definitions, line)
                    place = (file, "" if holder is None else holder.name)
                    if place != target:
                        found.setdefault(place, line)
        return sorted(Dependent(file, line, holder, 1) for (file, holder), line in found.items())

    def _candidates(self, target: Target) -> set[str]:
        """The files that mention a name, under whatever name it is exported."""
        path, symbol = target
        if self._mentions is None:
            self._mentions = _index(self._project.outlines)
        names = {_stem(path)} if not symbol else {alias.rpartition(".")[2] for alias in _also(symbol)}
        waiting = list(names)
        while waiting:
            for other in self._mentions.get(f"={waiting.pop()}", ()):
                if other not in names:
                    names.add(other)
                    waiting.append(other)
        files = {file for name in names for file in self._mentions.get(name, ())}
        return files & self._project.outlines.keys()

    def _is_started(self, target: Target) -> bool:
        path, symbol = target
        outline = self._project.outlines.get(path)
        if outline is not None and symbol in outline.starts:
            return True
        return any(
            _starts_others(each.path, self._project.outlines[each.path]) for each in self._direct(target)
        )


def _also(symbol: str) -> tuple[str, ...]:
    """A definition, and what is named when it is used without its own name: a constructor's class."""
    container, _, last = symbol.rpartition(".")
    is_constructor = container and (last in _CONSTRUCTORS or last == container.rpartition(".")[2])
    return (symbol, container) if is_constructor else (symbol,)


def _starts_others(path: str, outline: Outline) -> bool:
    return outline.language in _LAUNCHERS or path.rpartition("/")[2] in _MANIFESTS


def _stem(path: str) -> str:
    """What an import calls a file."""
    name = path.rpartition("/")[2].partition(".")[0]
    return (
        path.rstrip("/").rpartition("/")[0].rpartition("/")[2]
        if name in {"__init__", "index", "mod", "lib", "main", "action"}
        else name
    )


def _index(outlines: Mapping[str, Outline]) -> dict[str, set[str]]:
    """Name -> the files that mention it; `=` and a name -> the names it is also imported or exported under.

    Only names that something in the repository has: most are those of parameters and local variables.
    """
    wanted = {_stem(path) for path in outlines}
    found: dict[str, set[str]] = {}
    for outline in outlines.values():
        wanted.update(each.name.rpartition(".")[2] for each in outline.definitions)
        for each in outline.imports:
            if _is_renamed(each):
                wanted.add(each.alias)
                found.setdefault(f"={each.name}", set()).add(each.alias)
    found |= {name: set() for name in wanted}
    for path, outline in outlines.items():
        for name in _mentioned(outline) & wanted:
            found[name].add(path)
    return found


def _is_renamed(one: Import) -> bool:
    return one.alias not in {"", one.name} and one.name not in {"", "*"}


def _mentioned(outline: Outline) -> set[str]:
    names = set(".".join(outline.uses).split("."))
    for each in outline.imports:
        names.add(each.name.rpartition(".")[2])
        names.update(each.module.replace("/", ".").strip("<>").split("."))
    return names


def _surface(outline: Outline) -> set[tuple[str, str]]:
    """What other files can find in a file by name, with what it is."""
    found = {(each.name, each.kind) for each in outline.definitions}
    return found | {(each.alias, f"{each.module}:{each.name}") for each in outline.imports}


def _layout(outline: Outline) -> object:
    """What of a file decides where other files find things, beside names."""
    stars = [each.module for each in outline.imports if each.name == "*"]
    return outline.language, outline.package, outline.settings, stars
