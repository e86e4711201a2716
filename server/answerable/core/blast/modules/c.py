"""C and C++: `#include`, from the file's own folder or any folder of headers."""

from answerable.core.blast.modules.paths import by_ending, joined
from answerable.core.blast.project import Project, folder_of

__all__ = ["find"]


def find(project: Project, path: str, module: str) -> tuple[str, ...]:
    """The header beside the file, else the nearest one whose path ends as the include says."""
    name = module.strip("<>")
    beside = joined(folder_of(path), name)
    if beside in project.outlines and not module.startswith("<"):
        return (beside,)
    found = by_ending(project, joined("/", name))
    return tuple(sorted(found, key=lambda each: (-_shared(each, path), len(each)))[:1])


def _shared(one: str, other: str) -> int:
    """How many folders two paths share."""
    count = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count
