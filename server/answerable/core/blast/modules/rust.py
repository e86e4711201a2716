"""Rust: the module tree of each crate, from its root file down the `mod` declarations.

https://doc.rust-lang.org/reference/items/modules.html#module-source-filenames
"""

from typing import Final

from answerable.core.blast.project import Project, folder_of

__all__ = ["find", "inner"]

_ROOTS: Final = ("lib.rs", "main.rs")


def find(project: Project, path: str, module: str) -> tuple[str, ...]:
    """`crate.a.b`, `super.b`, `self.b`, `other_crate.b`; a bare name is a module beside, else a crate of the workspace."""
    first, *rest = module.split(".")
    found = _first(project, path, first)
    for part in rest:
        found = (
            _up(project, found)
            if part == "super"
            else tuple(each for one in found for each in inner(project, one, part))
        )
    return found


def inner(project: Project, module: str, name: str) -> tuple[str, ...]:
    """The file of a `mod name;`."""
    folder = _inside(module)
    base = "" if folder == "/" else folder
    return tuple(each for each in (f"{base}{name}.rs", f"{base}{name}/mod.rs") if each in project.outlines)[
        :1
    ]


def _first(project: Project, path: str, name: str) -> tuple[str, ...]:
    if name == "crate":
        return _root(project, path)
    if name == "self":
        return (path,)
    if name == "super":
        return _up(project, (path,))
    return inner(project, path, name) or project.made("rust-crates", _crates).get(name, ())


def _up(project: Project, modules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for module in modules for each in _parent(project, module))


def _parent(project: Project, module: str) -> tuple[str, ...]:
    if module.rpartition("/")[2] in _ROOTS:
        return ()
    folder = folder_of(module)
    if module.endswith("/mod.rs"):
        folder = folder_of(folder)
    base = "" if folder == "/" else folder
    tries = [f"{base}{name}" for name in ("mod.rs", *_ROOTS)]
    if folder != "/":
        tries.append(f"{folder.rstrip('/')}.rs")
    return tuple(each for each in tries if each in project.outlines and each != module)[:1]


def _root(project: Project, path: str) -> tuple[str, ...]:
    """The root file of the crate that a file belongs to: the nearest `lib.rs` or `main.rs` above, else the file."""
    folder = folder_of(path)
    while True:
        base = "" if folder == "/" else folder
        found = tuple(base + name for name in _ROOTS if base + name in project.outlines)
        if found:
            return found
        if folder == "/" or f"{base}Cargo.toml" in project.outlines:
            return (path,)
        folder = folder_of(folder)


def _inside(module: str) -> str:
    """The folder of a file's child modules."""
    name = module.rpartition("/")[2]
    folder = folder_of(module)
    if name in {*_ROOTS, "mod.rs"}:
        return folder
    return module.removesuffix(".rs") + "/"


def _crates(project: Project) -> dict[str, tuple[str, ...]]:
    """Name of a crate in `use` -> its root file."""
    found: dict[str, tuple[str, ...]] = {}
    for path, outline in project.outlines.items():
        if path.rpartition("/")[2] != "Cargo.toml":
            continue
        base = "" if folder_of(path) == "/" else folder_of(path)
        root = base + outline.settings.get("lib", "src/lib.rs")
        name = outline.settings.get("lib-name") or outline.settings.get("name", "")
        if root in project.outlines and name:
            found[name.replace("-", "_")] = (root,)
    return found
