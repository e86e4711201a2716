"""The time a hook may take, and the one line it may say."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

__all__ = ["Complaints", "OutOfTime", "budget"]

#: Fired again so often, in case the first one came where Python swallows exceptions (a finaliser).
_AGAIN: Final = 0.25
_LONGEST_LINE: Final = 500


class OutOfTime(Exception):  # noqa: N818 - reads as what went wrong
    """The time is up. Raised wherever the hook is, also while it waits for git."""


class Complaints:
    """What went wrong, for one line on standard error."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def add(self, *sentences: str) -> None:
        """Note sentences, each once."""
        self._said += [one for one in sentences if one not in self._said]

    def tell(self) -> None:
        """Say it all on one line, or nothing."""
        if self._said:
            from answerable.cli.output import Output, safe  # noqa: PLC0415 - most hooks have nothing to say

            Output().warn(safe(" ".join(self._said)[:_LONGEST_LINE]))


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Let what runs inside end with `OutOfTime` after so many seconds."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise OutOfTime(f"it took more than {seconds:g} seconds.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
