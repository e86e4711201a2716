"""What files of others were before we changed them, so that they can be put back byte for byte."""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Kept", "KeptFiles"]


class Kept(NamedTuple):
    """One file as it was, `None` where there was none, and the folders that were made for it, outermost first."""

    before: str | None
    folders: tuple[str, ...]


class KeptFiles:
    """The memory of one installation, in a folder that only its user can read: configuration may hold secrets."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def recall(self, path: str, now: str | None) -> Kept | None:
        """What was at `path`, when what is there now is what we left there; a damaged memory is none."""
        try:
            entry = json.loads(self._entry(path).read_bytes())
            before, after, folders = entry["before"], entry["after"], entry["folders"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if entry.get("path") != path or after != _digest(now) or not isinstance(before, str | None):
            return None
        return Kept(before, tuple(map(str, folders)))

    def remember(self, path: str, before: str | None, after: str, folders: Sequence[str]) -> None:
        """Note what was at `path`, what we leave there, and the folders made for it. Raises `OSError`."""
        entry = {"path": path, "before": before, "after": _digest(after), "folders": folders}
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.write(str(self._entry(path)), json.dumps(entry), 0o600)

    def forget(self, path: str) -> None:
        """The file is as it was. Raises `OSError`."""
        self._entry(path).unlink(missing_ok=True)

    def write(self, path: str, text: str, mode: int) -> None:
        """The whole file or none: its readers may look at any moment. Raises `OSError`."""
        target = Path(path)
        temporary = target.with_name(f"{target.name}.{os.getpid()}.new")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    def _entry(self, path: str) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}.json"


def _digest(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode("utf-8")).hexdigest()
