"""Which repositories a report is about: an agent may work in a folder that holds several, or edit beside its own."""

import os
import re
from typing import Final, TypeVar

from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["by_repository"]

#: Repositories right below a folder that is in none; an agent's home folder is not searched any deeper.
_MOST_BELOW: Final = 16

#: The list of submodules is a configuration file of git: `path = libs/inner` (git help gitmodules).
_PATH: Final = re.compile(r"^[ \t]*path[ \t]*=(.*)$", re.MULTILINE | re.IGNORECASE)
_QUOTE: Final = '"'
_LARGEST_LIST: Final = 1 << 20

#: Producers whose payload says which repository is meant; paths outside it are then refused.
_NAMES_ITS_REPOSITORY: Final = frozenset({"agent-v1", "ai_tab"})

_Told = TypeVar("_Told")


def by_repository(report: Report, folder: str) -> list[Report]:
    """The report once for each repository that it touches; `folder` is where the process runs.

    Paths become absolute, so that they mean the same in every one of them.
    """
    base = os.path.join(folder, report.cwd)  # noqa: PTH118 - pathlib costs 5 ms
    is_named = bool(report.cwd) and report.producer in _NAMES_ITS_REPOSITORY
    if report.mechanism is Mechanism.AGENT_SHELL or report.phase is Phase.END:
        home = _home(base)
        inner = _within(home) if home else []
        homes = [base, *inner] if home or is_named else _below(base) or [base]
        return [report._replace(cwd=one) for one in homes]
    if is_named:
        return [report._replace(cwd=base)]
    groups: dict[str, list[str]] = {}
    for path in report.paths:
        place = _absolute(base, path)
        groups.setdefault(_home(place.rpartition("/")[0]) or base, []).append(place)
    return [
        report._replace(
            cwd=home,
            paths=tuple(paths),
            contents=_keyed(base, report.contents),
            edits=_keyed(base, report.edits),
            written=_keyed(base, report.written),
        )
        for home, paths in groups.items()
    ]


def _home(folder: str) -> str:
    """The nearest folder at or above `folder` that has a `.git`; empty when none has."""
    place = os.path.realpath(folder)
    while not os.path.lexists(f"{place}/.git"):
        above = place.rpartition("/")[0]
        if above == place or not place:
            return ""
        place = above
    return place


def _within(home: str) -> list[str]:
    """The repositories inside a repository, whose files it does not watch: submodules, and clones at its top."""
    found: dict[str, None] = {}
    waiting = [home]
    while waiting and len(found) < _MOST_BELOW:
        folder = waiting.pop(0)
        for one in (*_submodules(folder), *_below(folder)):
            # A link leads to a repository that is elsewhere.
            if one not in found and os.path.realpath(one) == one:
                found[one] = None
                waiting.append(one)
    return list(found)[:_MOST_BELOW]


def _submodules(home: str) -> list[str]:
    """The submodules that are checked out. Their list is foreign text: a place outside the repository is left out."""
    try:
        with open(f"{home}/.gitmodules", "rb") as file:  # noqa: PTH123 - pathlib costs 5 ms
            listed = os.fsdecode(file.read(_LARGEST_LIST))
    except OSError:
        return []
    places = (os.path.realpath(f"{home}/{one.strip().strip(_QUOTE)}") for one in _PATH.findall(listed))
    return [one for one in places if one.startswith(f"{home}/") and os.path.lexists(f"{one}/.git")]


def _below(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - pathlib costs 5 ms
    except OSError:
        return []
    return [f"{folder}/{name}" for name in names if os.path.lexists(f"{folder}/{name}/.git")][:_MOST_BELOW]


def _absolute(base: str, path: str) -> str:
    joined = os.path.join(base, path)  # noqa: PTH118 - pathlib costs 5 ms
    if "\\" in path and not os.path.lexists(joined) and ":" not in path:
        joined = joined.replace("\\", "/")
    return joined


def _keyed(base: str, told: tuple[tuple[str, _Told], ...]) -> tuple[tuple[str, _Told], ...]:
    return tuple((_absolute(base, path), value) for path, value in told)
