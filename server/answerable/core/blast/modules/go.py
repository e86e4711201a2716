"""Go: a package is a folder; import paths begin with the module path of a `go.mod` above it.

https://go.dev/ref/mod#module-path
"""

from answerable.core.blast.project import Project, folder_of

__all__ = ["around", "find"]


def find(project: Project, _path: str, module: str) -> tuple[str, ...]:
    """The folder of an import path."""
    for name, top in project.made("go-modules", _modules).items():
        if module == name or module.startswith(f"{name}/"):
            inside = module[len(name) + 1 :]
            folder = f"{'' if top == '/' else top}{inside}/" if inside else top
            if folder in project.folders:
                return (folder,)
    return ()


def around(_project: Project, path: str) -> tuple[str, ...]:
    """The other files of the package."""
    return (folder_of(path),)


def _modules(project: Project) -> dict[str, str]:
    """Module path -> folder, longest first."""
    found = {
        outline.settings["module"]: folder_of(path)
        for path, outline in project.outlines.items()
        if path.rpartition("/")[2] == "go.mod" and "module" in outline.settings
    }
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))
