"""Times of the week and of the year that a policy speaks of: freezes, and hours in which nobody is at work.

The clock comes in as an argument. Offsets from UTC are fixed: the rules of summer time are not to be had without
reading files, and a freeze that moves by an hour twice a year is said to do so.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

__all__ = ["DURING_SCHEMA", "Window", "read_window"]

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS: Final = frozenset({"from", "until", "days", "hours", "offset"})
_HOURS: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")
_OFFSET: Final = re.compile(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])")
_DAY_MINUTES: Final = 24 * 60

_MOMENT: Final = MappingProxyType({"type": "string", "minLength": 10})
#: The JSON Schema of a window; TOML dates and times count as strings there.
DURING_SCHEMA: Final[Mapping[str, object]] = MappingProxyType(
    {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            "from": dict(_MOMENT),
            "until": dict(_MOMENT),
            "days": {"type": "array", "minItems": 1, "items": {"enum": list(_DAYS)}},
            "hours": {"type": "string", "pattern": rf"^{_HOURS.pattern}$"},
            "offset": {"type": "string", "pattern": rf"^{_OFFSET.pattern}$"},
        },
    }
)


class Window:
    """A window; see `read_window`."""

    def __init__(
        self,
        between: tuple[int | None, int | None],
        days: frozenset[int],
        hours: tuple[int, int] | None,
        offset: timedelta,
        words: str,
    ) -> None:
        self._since, self._until = between
        self._days, self._hours, self._offset = days, hours, offset
        self.words = words

    def holds(self, now: int) -> bool:
        """Whether the instant `now`, in seconds since the epoch, is inside. Ends are outside."""
        if self._since is not None and now < self._since:
            return False
        if self._until is not None and now >= self._until:
            return False
        here = datetime.fromtimestamp(now, UTC) + self._offset
        day, minute = here.weekday(), here.hour * 60 + here.minute
        if self._hours is None:
            return day in self._days
        first, last = self._hours
        if first < last:
            return day in self._days and first <= minute < last
        # Over midnight: the hours after it belong to the day on which the window began.
        return (day in self._days and minute >= first) or ((day - 1) % 7 in self._days and minute < last)


def read_window(table: object) -> Window | str:
    """A window from its table, every key of which narrows it; or what is wrong in half a sentence."""
    if not isinstance(table, dict) or not table or not _KEYS.issuperset(table):
        return f'is a table of {", ".join(sorted(_KEYS))}, as in {{ days = ["fri"], hours = "16:00-24:00" }}'
    offset = _offset(table.get("offset", "+00:00"))
    if offset is None:
        return f'.offset is a fixed distance from UTC, as in "+01:00", not {table["offset"]!r}'
    days = _days(table.get("days", list(_DAYS)))
    if days is None:
        return f".days is a list of {', '.join(_DAYS)}, not {table['days']!r}"
    hours = _hours(table["hours"]) if "hours" in table else None
    if hours is None and "hours" in table:
        return f'.hours is two times of the day, as in "16:00-24:00", not {table["hours"]!r}'
    between = []
    for key in ("from", "until"):
        moment = _moment(table[key], offset) if key in table else None
        if moment is None and key in table:
            return f'.{key} is a date or an instant, as in "2026-12-20" or "2026-12-20T18:00:00+01:00"'
        between.append(moment)
    return Window((between[0], between[1]), days, hours, offset, _words(table))


def _words(table: Mapping[str, object]) -> str:
    parts = [f"{key} {table[key]}" for key in ("from", "until") if key in table]
    days = table.get("days")
    parts += [f"on {', '.join(map(str, days))}"] if isinstance(days, list) else []
    parts += [f"between {str(table['hours']).replace('-', ' and ')}"] if "hours" in table else []
    return " ".join([*parts, f"(UTC{table.get('offset', '+00:00')})"])


def _offset(value: object) -> timedelta | None:
    found = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    distance = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -distance if found[1] == "-" else distance


def _days(value: object) -> frozenset[int] | None:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        return None
    return frozenset(map(_DAYS.index, value)) if set(value) <= set(_DAYS) else None


def _hours(value: object) -> tuple[int, int] | None:
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    first, last = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    return (first, last) if first != last and max(first, last) <= _DAY_MINUTES else None


def _moment(value: object, offset: timedelta) -> int | None:
    """Seconds since the epoch; a date or a time without an offset is one of the window's own offset."""
    try:
        if not isinstance(value, str):
            return None
        moment = datetime.fromisoformat(value)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=timezone(offset))).timestamp())
    except (ValueError, OverflowError):
        return None
