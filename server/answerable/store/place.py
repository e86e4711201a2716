"""The journal's file as the file system sees it: which file it is, who may make it, and how it is set aside.

SQLite finds a database's companions (`-wal`, `-shm`) by name, so a journal must never be renamed or made while
another process does either: both happen under one lock file. Ordinary use takes no lock of ours.
"""

import os
import stat
import time
from types import TracebackType
from typing import Final, NamedTuple

from answerable.core.errors import JournalUnavailable

__all__ = ["PATIENCE_S", "Identity", "check_place", "identity", "make", "set_aside", "unavailable"]

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
    folder = os.path.dirname(path)  # noqa: PTH120 - pathlib costs the hooks 5 ms
    try:
        if not stat.S_ISDIR(_mode(folder) or _make(folder)):
            raise unavailable(path, "has no folder", f"move away the file {folder} that stands in its place")
        for name in (path, *(path + companion for companion in _COMPANIONS)):
            mode = _mode(name)
            if mode and not stat.S_ISREG(mode):
                raise unavailable(path, "is not a plain file", f"move away the folder or link {name}")
    except OSError as error:
        raise unavailable(path, f"cannot be reached ({error.strerror})", f"check {folder}") from error


def make(path: str) -> Identity:
    """Make an empty file for the journal, unless another process was faster."""
    with _Lock(path):
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o666))
            status = os.lstat(path)
        except OSError as error:
            raise unavailable(path, f"cannot be made ({error.strerror})", "check its folder") from error
    return Identity(status.st_dev, status.st_ino)


def set_aside(path: str, damaged: Identity | None) -> str | None:
    """Rename the damaged journal with its companions to `journal.db.damaged-N`, and say to which.

    `None` when another process has already done so: what is at `path` now is not the damaged file.
    """
    with _Lock(path):
        if damaged is None or identity(path) != damaged:
            return None
        number = 1
        while any(_mode(f"{path}.damaged-{number}{companion}") for companion in ("", *_COMPANIONS)):
            number += 1
        aside = f"{path}.damaged-{number}"
        try:
            # The journal first: whoever holds it open then sees that it has moved and waits for the lock.
            for companion in ("", *_COMPANIONS):
                if _mode(path + companion):
                    os.rename(path + companion, aside + companion)  # noqa: PTH104 - pathlib costs the hooks 5 ms
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
        os.mkdir(folder)  # noqa: PTH102 - pathlib costs the hooks 5 ms
    except FileExistsError:
        # Another process made it since we looked.
        return _mode(folder)
    return _mode(folder)


class _Lock:
    """Held while the journal is made or set aside: one process at a time, given up with the process."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> None:
        try:
            self._descriptor = os.open(self._path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except OSError as error:
            raise unavailable(
                self._path, f"cannot be made ({error.strerror})", "check the permissions of its folder"
            ) from error
        deadline = time.monotonic() + PATIENCE_S
        while not self._taken():
            if time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise unavailable(
                    self._path, "is held by another process", "end that process, then try again"
                )
            time.sleep(0.01)

    def _taken(self) -> bool:
        import fcntl  # noqa: PLC0415 - only a journal's first day needs it

        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
