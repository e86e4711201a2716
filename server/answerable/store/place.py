"""The journal's file as the file system sees it: which file it is, how it is made, and how it is set aside.

SQLite finds a database's companions (`-wal`, `-shm`) by name when it first reads, and removes them by name when it
closes. A journal must therefore not be renamed or made while another process is doing either: whoever opens or
closes shares a lock file, whoever makes or sets aside has it alone. Events take no lock of ours.
"""

import fcntl
import os
import stat
import time
from types import TracebackType
from typing import Final, NamedTuple

from answerable.core.errors import JournalUnavailable

__all__ = ["PATIENCE_S", "Hold", "Identity", "check_place", "identity", "make", "set_aside", "unavailable"]

#: Seconds to wait for another process. Events take milliseconds; a hook has five seconds in all.
PATIENCE_S: Final = 3.0

_COMPANIONS: Final = ("-wal", "-shm", "-journal")


class Identity(NamedTuple):
    """Which file it is, whatever its name."""

    device: int
    inode: int


def identity(path: str) -> Identity | None:
    """The file at `path`, links not followed; `None` when there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return Identity(status.st_dev, status.st_ino)


def unavailable(path: str, reason: str, remedy: str) -> JournalUnavailable:
    """The one sentence for a journal that cannot be used."""
    return JournalUnavailable(f"The journal {path} {reason}: {remedy}.")


def check_place(path: str) -> None:
    """Make the journal's folder, and refuse anything there that is not a plain file: a link may lead anywhere."""
    folder = os.path.dirname(path)  # noqa: PTH120 - pathlib costs the hooks 4 ms
    try:
        if not stat.S_ISDIR(_mode(folder) or _make(folder)):
            raise unavailable(path, "has no folder", f"move away the file {folder} that stands in its place")
        for name in (path, *(path + companion for companion in _COMPANIONS)):
            mode = _mode(name)
            if mode and not stat.S_ISREG(mode):
                raise unavailable(path, "is not a plain file", f"move away the folder or link {name}")
    except OSError as error:
        raise unavailable(path, f"cannot be reached ({error.strerror})", f"check {folder}") from error


class Hold:
    """The lock file beside the journal: shared by those who open and close, or `alone`. Ends with the process."""

    def __init__(self, path: str, *, alone: bool = False) -> None:
        self._path = path
        self._alone = alone
        self._descriptor = -1

    def __enter__(self) -> None:
        try:
            self._descriptor = os.open(self._path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except OSError as error:
            reason = f"cannot be reached ({error.strerror})"
            raise unavailable(self._path, reason, "check the permissions of its folder") from error
        deadline = time.monotonic() + PATIENCE_S
        while not self._taken():
            if time.monotonic() > deadline:
                os.close(self._descriptor)
                raise unavailable(
                    self._path, "is held by another process", "end that process, then try again"
                )
            # A file lock waits for ever or not at all; a hook may do neither.
            time.sleep(0.002)

    def _taken(self) -> bool:
        kind = fcntl.LOCK_EX if self._alone else fcntl.LOCK_SH
        try:
            fcntl.flock(self._descriptor, kind | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def make(path: str) -> None:
    """Make an empty file for the journal, unless another process was faster."""
    with Hold(path, alone=True):
        try:
            # Exclusively: to close a file that SQLite has open would drop the locks of this whole process on it.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            return
        except OSError as error:
            raise unavailable(path, f"cannot be made ({error.strerror})", "check its folder") from error


def set_aside(path: str, damaged: Identity) -> str | None:
    """Rename the damaged journal with its companions to `journal.db.damaged-N`, and say to which.

    `None` when another process has already done so: what is at `path` now is not the damaged file.
    """
    with Hold(path, alone=True):
        if identity(path) != damaged:
            return None
        number = 1
        while any(_mode(f"{path}.damaged-{number}{companion}") for companion in ("", *_COMPANIONS)):
            number += 1
        aside = f"{path}.damaged-{number}"
        try:
            # The journal first: whoever holds it open then sees that it has moved and waits for the lock.
            for companion in ("", *_COMPANIONS):
                if _mode(path + companion):
                    os.rename(path + companion, aside + companion)  # noqa: PTH104 - pathlib costs the hooks 4 ms
        except OSError as error:
            raise unavailable(
                path, f"is damaged and cannot be set aside ({error.strerror})", "remove it"
            ) from error
        return aside


def _mode(path: str) -> int:
    """The mode of what is at `path`, links not followed; 0 when there is nothing."""
    try:
        return os.lstat(path).st_mode
    except FileNotFoundError:
        return 0


def _make(folder: str) -> int:
    try:
        os.mkdir(folder)  # noqa: PTH102 - pathlib costs the hooks 4 ms
    except FileExistsError:
        # Another process made it since we looked.
        return _mode(folder)
    return _mode(folder)
