"""Languages that name other files by their paths: shell, Dockerfiles, workflows, Kustomize, Terraform modules."""

from answerable.core.blast.project import Project, folder_of

__all__ = ["around", "by_ending", "find", "find_folder", "joined"]

_ENTRIES = (
    "",
    ".sh",
    ".bash",
    ".py",
    ".js",
    ".rb",
    "/action.yml",
    "/action.yaml",
    "/kustomization.yaml",
    "/__main__.py",
)


def find(project: Project, path: str, module: str) -> tuple[str, ...]:
    """A file by its path from the file that names it or from the top; else the one that ends so, if it is the only one."""
    for base in (joined(folder_of(path), module), joined("/", module)):
        found = next((base + end for end in _ENTRIES if base and base + end in project.outlines), None)
        if found is not None:
            return (found,)
    plain = joined("/", module)
    found_ones = by_ending(project, plain) if "/" in plain or "." in plain else ()
    return found_ones if len(found_ones) == 1 else ()


def find_folder(project: Project, path: str, module: str) -> tuple[str, ...]:
    """A folder by its path from the file that names it."""
    folder = joined(folder_of(path), module) + "/" if module.startswith(".") else ""
    return (folder,) if folder in project.folders else ()


def around(_project: Project, path: str) -> tuple[str, ...]:
    """The files of the same folder."""
    return (folder_of(path),)


def joined(folder: str, path: str) -> str:
    """A relative path from a folder, without `.` and `..`; empty when it leads out of the repository."""
    parts = [part for part in folder.split("/") if part]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def by_ending(project: Project, path: str) -> tuple[str, ...]:
    """The files whose paths end with these parts."""
    names = project.made("by-name", _by_name).get(path.rpartition("/")[2], ())
    return tuple(each for each in names if each == path or each.endswith(f"/{path}"))


def _by_name(project: Project) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in project.outlines:
        found.setdefault(path.rpartition("/")[2], []).append(path)
    return found
