"""Which repositories a report is about: an agent may work in a folder that holds several, or edit beside its own."""

import os
from typing import Final, TypeVar

from answerable.core.origin import Mechanism
from answerable.core.report import Phase, Report

__all__ = ["by_repository"]

#: Repositories right below a folder that is in none; an agent's home folder is not searched any deeper.
_MOST_BELOW: Final = 16

#: Producers whose payload says which repository is meant; paths outside it are then refused.
_NAMES_ITS_REPOSITORY: Final = frozenset({"agent-v1", "ai_tab"})

_Told = TypeVar("_Told")


def by_repository(report: Report, folder: str) -> list[Report]:
    """The report once for each repository that it touches; `folder` is where the process runs.

    Paths become absolute, so that they mean the same in every one of them.
    """
    base = os.path.join(folder, report.cwd)  # noqa: PTH118 - pathlib costs 5 ms
    if report.producer in _NAMES_ITS_REPOSITORY and report.cwd:
        return [report._replace(cwd=base)]
    if report.mechanism is Mechanism.AGENT_SHELL or report.phase is Phase.END:
        homes = [base] if _home(base) else _below(base) or [base]
        return [report._replace(cwd=home) for home in homes]
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
