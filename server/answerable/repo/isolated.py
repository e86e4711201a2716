"""A repository of our own that borrows another's objects: nothing that anybody configured applies, nothing stays.

Merge drivers, attributes, rename limits and the like change what a merge or a diff says, and some of them run
programs. Where two people on two machines have to get the same answer, git works in here: a bare repository in a
temporary folder, without configuration, whose new objects go away with it.
"""

import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from answerable.core.errors import GitFailed
from answerable.repo.ledger_ref import LooseObject
from answerable.repo.plumbing import Plumbing

__all__ = ["Isolated", "isolated"]

#: What would point git back at a repository or a configuration of somebody's.
_DROPPED: Final = (
    "GIT_CONFIG", "GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "XDG_CONFIG_HOME",
)  # fmt: skip
_CONFIG: Final = """[core]
\tbare = true
\trepositoryformatversion = 1
\tattributesFile = /dev/null
[extensions]
\tobjectFormat = {object_format}
"""


class Isolated:
    """The repository; `git` runs in it."""

    def __init__(self, folder: Path, borrowed: Plumbing) -> None:
        self._folder = folder
        environ = {name: value for name, value in borrowed.environ.items() if not name.startswith(_DROPPED)}
        environ |= {
            "GIT_DIR": str(folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ATTR_NOSYSTEM": "1",
        }
        self.git = Plumbing(
            top="",
            git_dir=str(folder),
            common_dir=str(folder),
            object_format=borrowed.object_format,
            environ=environ,
        )
        self._build(borrowed)

    def write(self, one: LooseObject) -> str:
        """Write an object; its id."""
        name = one.name(self.git.object_format)
        path = self._folder / "objects" / name[:2] / name[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(one.framed, 1))
        return name

    def _build(self, borrowed: Plumbing) -> None:
        for name in ("objects/info", "refs"):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
        config = _CONFIG.format(object_format=borrowed.object_format)
        (self._folder / "config").write_text(config, encoding="ascii")
        stores = _stores(borrowed)
        (self._folder / "objects/info/alternates").write_bytes(b"".join(b"%s\n" % one for one in stores))


@contextmanager
def isolated(borrowed: Plumbing) -> Iterator[Isolated]:
    """A repository that has the objects of `borrowed`, until the block ends. Raises `GitFailed` for a full disk."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="answerable-")
    except OSError as error:
        raise GitFailed(f"No temporary folder can be made to compare changes in: {error.strerror}.") from None
    with folder as name:
        yield Isolated(Path(name).resolve(), borrowed)


def _stores(borrowed: Plumbing) -> list[bytes]:
    """Where the objects are: in quarantine too, while somebody's push is being received."""
    own = borrowed.environ.get("GIT_OBJECT_DIRECTORY", "")
    named = [own, *borrowed.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "").split(os.pathsep)]
    folders = [os.path.join(borrowed.folder, one) for one in named if one]  # noqa: PTH118 - the spelling must stay
    return [os.fsencode(one) for one in (*folders, f"{borrowed.common_dir}/objects")]
