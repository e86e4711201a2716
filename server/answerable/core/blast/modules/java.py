"""Java: a package is every folder whose files say so."""

from answerable.core.blast.project import Project, folder_of

__all__ = ["around", "find"]


def find(project: Project, _path: str, module: str) -> tuple[str, ...]:
    """The folders of a package."""
    return project.made("java-packages", _packages).get(module, ())


def around(project: Project, path: str) -> tuple[str, ...]:
    """The file's own package."""
    outline = project.outlines.get(path)
    return (folder_of(path),) if outline is None else find(project, path, outline.package)


def _packages(project: Project) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for path, outline in project.outlines.items():
        if outline.language == "ja":
            found.setdefault(outline.package, set()).add(folder_of(path))
    return {package: tuple(sorted(folders)) for package, folders in found.items()}
