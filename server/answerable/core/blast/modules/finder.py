"""What the graph asks of a language about its modules.

A module is a file, or a folder (written with a `/` at its end) where a folder is the unit of a language.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from answerable.core.blast.project import Project

__all__ = ["NOTHING", "Finder"]

Modules = tuple[str, ...]


def _none(_project: Project, _path: str, _name: str = "") -> Modules:
    return ()


class Finder(NamedTuple):
    """`find(project, path, module)`: the modules that the file at `path` means by `module`.

    `inner(project, module, name)`: the modules called `name` inside another. `around(project, path)`: the modules
    whose names the file at `path` uses without an import. `is_package` tells that a folder is one module, so that
    methods of a type may stand in any of its files.
    """

    find: Callable[[Project, str, str], Modules] = _none
    inner: Callable[[Project, str, str], Modules] = _none
    around: Callable[[Project, str], Modules] = _none
    is_package: bool = False


NOTHING: Final = Finder()
