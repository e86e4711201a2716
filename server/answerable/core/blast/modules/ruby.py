"""Ruby: `require_relative` from the file's folder, `require` from any load path (`lib`, `app/…`, `test`)."""

from answerable.core.blast.modules.paths import by_ending, joined
from answerable.core.blast.project import Project, folder_of

__all__ = ["find"]


def find(project: Project, path: str, module: str) -> tuple[str, ...]:
    """The file that a `require` loads."""
    name = module if module.endswith(".rb") else f"{module}.rb"
    if module.startswith("."):
        beside = joined(folder_of(path), name)
        return (beside,) if beside in project.outlines else ()
    found = by_ending(project, joined("/", name))
    return tuple(sorted(found, key=lambda each: (f"/lib/{name}" not in f"/{each}", len(each)))[:1])
