"""Whether somebody can have looked at a change in the time they took."""

from typing import Final

__all__ = ["is_hasty"]

#: Nobody reads more changed lines in a second; who reviews well reads ten in a minute.
_LINES_A_SECOND: Final = 5
#: No change asks for more seconds than this before it counts as looked at.
_ENOUGH: Final = 900


def is_hasty(seconds: int, lines: int) -> bool:
    """Whether `seconds` are implausibly few for `lines` added and removed."""
    return seconds < min(lines / _LINES_A_SECOND, _ENOUGH)
