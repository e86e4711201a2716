"""Instants as statements spell them: `2026-01-31T12:00:00Z`, UTC, to the second."""

import re
from datetime import UTC, datetime
from typing import Final

__all__ = ["is_instant", "seconds_of", "spelt"]

_SHAPE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def spelt(seconds: int) -> str:
    """An instant given in seconds since the epoch."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def is_instant(text: str) -> bool:
    """Whether `text` is an instant that exists."""
    if not _SHAPE.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def seconds_of(text: str) -> int:
    """The instant in seconds since the epoch. `text` must be one, see `is_instant`."""
    return int(datetime.fromisoformat(text).timestamp())
