"""JavaScript and TypeScript: relative paths, `tsconfig.json` paths, the packages of a workspace.

https://www.typescriptlang.org/docs/handbook/modules/reference.html, https://nodejs.org/api/packages.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from answerable.core.blast.modules.paths import joined
from answerable.core.blast.project import Project, folder_of

__all__ = ["find"]

_ENDINGS: Final = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".d.mts", ".d.cts")
#: What a compiled file was before.
_SOURCES: Final = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_BUILT: Final = ("dist/", "lib/", "build/", "out/", "es/", "esm/", "cjs/", "types/")


def find(project: Project, path: str, module: str) -> tuple[str, ...]:
    """The file that an import specifier means."""
    if module.startswith("."):
        base = joined(folder_of(path), module)
        return _file(project, base, top=not base)
    for candidate in _mapped(project, path, module):
        found = _file(project, candidate)
        if found:
            return found
    return _workspace(project, module)


def _file(project: Project, base: str, *, top: bool = False) -> tuple[str, ...]:
    """The file at a path with or without its ending, or the index of a folder."""
    stem, dot, ending = base.rpartition(".")
    tries = [base, *(base + each for each in _ENDINGS)]
    tries += [stem + each for each in _SOURCES.get(dot + ending, ())]
    tries += [f"{base}/index{each}" if not top else f"index{each}" for each in _ENDINGS]
    return tuple(each for each in tries if each in project.outlines)[:1]


def _mapped(project: Project, path: str, module: str) -> Iterator[str]:
    """Where `paths` and `baseUrl` of the nearest configuration look."""
    folder = folder_of(path)
    configured = project.made("script-configurations", _configurations)
    while True:
        for base, patterns, roots in configured.get(folder, ()):
            for pattern, targets in patterns.items():
                before, star, after = pattern.partition("*")
                if (
                    star
                    and module.startswith(before)
                    and module.endswith(after)
                    and len(module) >= len(pattern) - 1
                ):
                    middle = module[len(before) : len(module) - len(after)]
                    yield from (joined(base, target.replace("*", middle)) for target in targets)
                elif pattern == module:
                    yield from (joined(base, target) for target in targets)
            yield from (joined(root, module) for root in roots)
        if folder == "/":
            return
        folder = folder_of(folder)


#: The folder that paths start from, pattern -> paths, the folders that bare names start from.
_Configuration = tuple[str, Mapping[str, tuple[str, ...]], tuple[str, ...]]


def _configurations(project: Project) -> dict[str, list[_Configuration]]:
    """Folder -> what its `tsconfig*.json` and `jsconfig.json` say, with what they extend."""
    found: dict[str, list[_Configuration]] = {}
    for path, outline in project.outlines.items():
        name = path.rpartition("/")[2]
        if name.startswith(("tsconfig", "jsconfig")) and name.endswith(".json"):
            found.setdefault(folder_of(path), []).extend(_configuration(project, path, outline.settings, 0))
    return found


def _configuration(
    project: Project, path: str, settings: Mapping[str, str], depth: int
) -> Iterator[_Configuration]:
    folder = folder_of(path)
    has_base = "baseUrl" in settings
    base = (joined(folder, settings["baseUrl"]) + "/") if has_base else folder
    patterns = {
        key.removeprefix("paths:"): tuple(value.split("\n"))
        for key, value in settings.items()
        if key.startswith("paths:")
    }
    if patterns or has_base:
        yield base, patterns, (base,) if has_base else ()
    parent = settings.get("extends", "")
    if parent.startswith(".") and depth < 5:
        above = joined(folder, parent)
        for name in (above, f"{above}.json", f"{above}/tsconfig.json"):
            if name in project.outlines:
                yield from _configuration(project, name, project.outlines[name].settings, depth + 1)


def _workspace(project: Project, module: str) -> tuple[str, ...]:
    """A package of the same repository, or a file inside it."""
    parts = module.split("/")
    name = "/".join(parts[: 2 if module.startswith("@") else 1])
    home = project.made("script-packages", _packages).get(name)
    if home is None:
        return ()
    folder, settings = home
    inside = module[len(name) + 1 :]
    named = (
        [settings.get(f"export:{inside}", ""), inside]
        if inside
        else [settings.get(key, "") for key in _MAINS]
    )
    if not inside:
        named += ["src/index", "index", "src/main", "lib/index"]
    for each in filter(None, named):
        for candidate in _unbuilt(each):
            found = _file(project, joined(folder, candidate))
            if found:
                return found
    return ()


_MAINS: Final = ("source", "export:", "types", "typings", "module", "main", "browser")


def _unbuilt(path: str) -> Iterator[str]:
    """A path, and what it was built from: packages name their outputs, repositories hold the sources."""
    plain = path.removeprefix("./")
    yield plain
    stem = plain
    for ending in (".d.ts", ".d.mts", ".js", ".mjs", ".cjs"):
        stem = stem.removesuffix(ending)
    for built in _BUILT:
        if stem.startswith(built):
            inside = stem.removeprefix(built)
            yield from (f"src/{inside}", inside)
    yield f"src/{stem}"


def _packages(project: Project) -> dict[str, tuple[str, Mapping[str, str]]]:
    return {
        outline.settings["name"]: (folder_of(path), outline.settings)
        for path, outline in project.outlines.items()
        if path.rpartition("/")[2] == "package.json" and "name" in outline.settings
    }
