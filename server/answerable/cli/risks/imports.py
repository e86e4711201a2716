"""Files of SARIF that other tools wrote."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from answerable.core.errors import SettingUnreadable
from answerable.core.guests import GuestResult, read_sarif

__all__ = ["read_guests"]

#: Bytes. GitHub takes 10 MB, compressed.
_LARGEST: Final = 200_000_000


def read_guests(files: Iterable[str], problems: list[str]) -> list[GuestResult]:
    """The results in some files. Raises `SettingUnreadable` for one that is no SARIF."""
    found: list[GuestResult] = []
    for name in files:
        results, wrong = read_sarif(_decoded(name))
        if wrong and not results and wrong[0].startswith("it is no"):
            raise SettingUnreadable(f"{name} cannot be imported: {wrong[0]}.")
        found += results
        problems += [f"{name}: {problem}" for problem in wrong]
    return found


def _decoded(name: str) -> object:
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise SettingUnreadable(f"{name} cannot be imported: it is larger than 200 MB.")
        # Tools of Windows begin their files with a byte order mark.
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingUnreadable(f"{name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise SettingUnreadable(f"{name} cannot be imported: it is not JSON.") from None
