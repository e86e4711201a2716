"""A process of the server: started when first needed, asked one thing at a time, ended when it hangs."""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

from answerable.lsp.frames import LENGTH, frame

__all__ = ["Child", "Request"]

_log: Final = logging.getLogger(__name__)

#: Seconds to load what it needs, once per process.
_START: Final = 20.0
#: After this many processes died or hung in a row, it is off until the server is restarted.
_MOST_FAILURES: Final = 3

#: Makes a request when its turn has come: what the process knows may have changed until then.
Request = Callable[[], dict[str, object]]


class Child:
    """The process that runs a module of ours; `ended` is called whenever it has ended, and with it what it knew."""

    def __init__(self, module: str, ended: Callable[[], None]) -> None:
        # -P keeps the working directory off the module path: it may be a hostile repository.
        self.command: Sequence[str] = (sys.executable, "-P", "-m", module)
        self.process: Process | None = None
        self._ended = ended
        self._turn = asyncio.Lock()
        self._ids = count(1)
        self._failures = 0
        self._asked: set[asyncio.Future[dict[str, Any] | None]] = set()

    @property
    def is_off(self) -> bool:
        """Whether it failed so often that it is not tried again."""
        return self._failures >= _MOST_FAILURES

    @property
    def is_busy(self) -> bool:
        """Whether it is being asked something."""
        return self._turn.locked()

    async def answer(self, request: Request, budget: float) -> dict[str, Any] | None:
        """The answer to a request; `None` when there is none within `budget` seconds, and then the process is ended.

        Whoever does not wait for it any more leaves the process to the others.
        """
        asked = asyncio.ensure_future(self._turned(request, budget))
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        return await asyncio.shield(asked)

    async def ask(self, process: Process, request: dict[str, object]) -> dict[str, Any]:
        """Send a request and wait for its answer."""
        number = next(self._ids)
        if process.stdin is None:
            raise EOFError
        process.stdin.write(frame({"id": number, **request}))
        await process.stdin.drain()
        answer = await _take(process)
        if answer.get("id") != number:
            raise ValueError("an answer to another request")
        return answer

    async def close(self) -> None:
        """End the process for good."""
        self._failures = _MOST_FAILURES
        await self._end()
        await asyncio.gather(*self._asked)

    async def _turned(self, request: Request, budget: float) -> dict[str, Any] | None:
        async with self._turn:
            if self.is_off:
                return None
            try:
                process = await self._running()
                answer = await asyncio.wait_for(self.ask(process, request()), budget)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                self._failures += 1
                _log.warning("%s was given up (%s).", self.command[-1], type(error).__name__)
                await self._end()
                return None
        self._failures = 0
        return answer

    async def _running(self) -> Process:
        process = self.process
        if process is None:
            process = self.process = await asyncio.create_subprocess_exec(
                *self.command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/"
            )
            await asyncio.wait_for(_take(process), _START)
        return process

    async def _end(self) -> None:
        process, self.process = self.process, None
        self._ended()
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _take(process: Process) -> dict[str, Any]:
    if process.stdout is None:
        raise EOFError
    header = await process.stdout.readexactly(LENGTH)  # IncompleteReadError is an EOFError
    answer: dict[str, Any] = json.loads(await process.stdout.readexactly(int.from_bytes(header, "big")))
    return answer
