"""Python: relative and absolute imports, packages without `__init__`, `src` layouts.

https://docs.python.org/3/reference/import.html
"""

from answerable.core.blast.project import Project, folder_of

__all__ = ["find", "inner"]


def find(project: Project, path: str, module: str) -> tuple[str, ...]:
    """`..pkg.mod` from the file's own package, `pkg.mod` from the nearest folder that has such a package."""
    name = module.lstrip(".")
    parts = name.split(".") if name else []
    if name != module:
        folder = folder_of(path)
        for _ in range(len(module) - len(name) - 1):
            folder = folder_of(folder)
        return _below(project, folder, parts)
    roots = project.made("python-roots", _roots).get(parts[0], ()) if parts else ()
    # The nearest root wins; a folder that happens to be called as a package is tried last.
    for root in sorted(roots, key=lambda each: (-_shared(each, path), len(each))):
        found = _below(project, root, parts)
        if found:
            return found
    return ()


def inner(project: Project, module: str, name: str) -> tuple[str, ...]:
    """The submodule of a package."""
    if module.endswith("/"):
        return _module(project, module, name)
    return _module(project, folder_of(module), name) if _is_init(module) else ()


def _below(project: Project, folder: str, parts: list[str]) -> tuple[str, ...]:
    found = _package(project, folder)
    for place, part in enumerate(parts):
        found = _module(project, folder, part)
        if not found:
            return ()
        if place < len(parts) - 1:
            folder = found[-1] if found[-1].endswith("/") else folder_of(found[-1])
            if not (found[-1].endswith("/") or _is_init(found[-1])):
                return ()
    return found


def _module(project: Project, folder: str, name: str) -> tuple[str, ...]:
    base = name if folder == "/" else folder + name
    package = _package(project, f"{base}/")
    if package and not package[0].endswith("/"):
        return package
    files = tuple(file for file in (f"{base}.py", f"{base}.pyi") if file in project.outlines)
    return files[:1] or package


def _package(project: Project, folder: str) -> tuple[str, ...]:
    base = "" if folder == "/" else folder
    for name in ("__init__.py", "__init__.pyi"):
        if base + name in project.outlines:
            return (base + name,)
    return (folder,) if folder in project.made("python-folders", _folders) else ()


def _folders(project: Project) -> set[str]:
    """Folders with Python somewhere below."""
    found: set[str] = set()
    for path, outline in project.outlines.items():
        folder = folder_of(path)
        while outline.language == "py" and folder not in found:
            found.add(folder)
            folder = folder_of(folder)
    return found


def _roots(project: Project) -> dict[str, set[str]]:
    """First part of a dotted name -> folders in which it may be looked up: those that are no package themselves."""
    found: dict[str, set[str]] = {}
    for path, outline in project.outlines.items():
        if outline.language != "py":
            continue
        child, folder = path.removesuffix(".pyi").removesuffix(".py"), folder_of(path)
        while True:
            name = child.rstrip("/").rpartition("/")[2]
            if _init(folder) not in project.outlines:
                found.setdefault(name, set()).add(folder)
            if folder == "/":
                break
            child, folder = folder, folder_of(folder)
    return found


def _init(folder: str) -> str:
    return "__init__.py" if folder == "/" else f"{folder}__init__.py"


def _is_init(path: str) -> bool:
    return path.rpartition("/")[2] in {"__init__.py", "__init__.pyi"}


def _shared(root: str, path: str) -> int:
    """How many characters of a path a root takes up; none when the file is elsewhere."""
    return len(root) if root == "/" or path.startswith(root) else -1
