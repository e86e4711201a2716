"""Work shared between processes: what is parsed in Python keeps one processor busy however many there are."""

import os
import pickle
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

__all__ = ["in_processes"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_processes(work: Callable[[_Item], _Result], items: Sequence[_Item], processes: int) -> list[_Result]:
    """`work` of every item in order, in so many forked processes, this one among them.

    Not for a process with threads. What a process that dies should have done is done here.
    """
    parts = [items[first::processes] for first in range(processes)]
    started = [_start(work, part) for part in parts[1:]]
    answers = [[work(item) for item in parts[0]]]
    answers += [
        _answer(*one) or [work(item) for item in part] for one, part in zip(started, parts[1:], strict=True)
    ]
    return [answers[place % processes][place // processes] for place in range(len(items))]


def _start(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> tuple[int, int]:
    """The id of a new process, and the pipe in which it will answer."""
    read, write = os.pipe()
    process = os.fork()
    if process:
        os.close(write)
        return process, read
    try:
        os.close(read)
        with open(write, "wb") as stream:  # noqa: PTH123 - a pipe has no path
            pickle.dump([work(item) for item in items], stream, pickle.HIGHEST_PROTOCOL)
    finally:
        # The files, the locks and the exit handlers are those of the process that forked.
        os._exit(0)


def _answer(process: int, pipe: int) -> list[_Result] | None:
    """What a process of ours answered; `None` when it died before."""
    answer: list[_Result] | None = None
    with open(pipe, "rb") as stream, suppress(EOFError, pickle.UnpicklingError):
        answer = pickle.load(stream)  # noqa: S301 - our own child wrote it
    os.waitpid(process, 0)
    return answer
