"""The server's side of the analysis process: started when first needed, one request at a time, ended when it hangs."""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final

from answerable.core.finding import Finding, Level
from answerable.core.origin import LineClass
from answerable.lsp.worker import LENGTH

__all__ = ["Analysis"]

_log: Final = logging.getLogger(__name__)

#: Seconds to load the grammars, once per process.
_START: Final = 20.0
#: After this many processes died or hung in a row, analysis is off until the server is restarted.
_MOST_FAILURES: Final = 3


class Analysis:
    """Findings from a process of its own; see `worker`."""

    def __init__(self) -> None:
        # -P keeps the working directory off the module path: it may be a hostile repository.
        self.command: Sequence[str] = (sys.executable, "-P", "-m", "answerable.lsp.worker")
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._ids = count(1)
        self._failures = 0
        self._asked: set[asyncio.Future[dict[str, Any] | None]] = set()

    @property
    def is_off(self) -> bool:
        """Whether it failed so often that it is not tried again."""
        return self._failures >= _MOST_FAILURES

    async def findings(
        self, path: str, old: str, new: str, budget: float
    ) -> tuple[list[Finding], list[str]] | None:
        """What turning `old` into `new` brings, and what could not be looked at; `None` when there is no answer.

        `budget` is in seconds. A process that overruns it is ended, and the next request starts another.
        """
        answer = await self._answer({"path": path, "old": old, "new": new}, budget)
        if answer is None:
            return None
        return [_finding(entry) for entry in answer["findings"]], answer["problems"]

    async def close(self) -> None:
        """End the process."""
        self._failures = _MOST_FAILURES
        await self._end()
        await asyncio.gather(*self._asked)

    async def _answer(self, request: Mapping[str, object], budget: float) -> dict[str, Any] | None:
        """The answer to a request. Whoever does not wait for it any more leaves the process to the others."""
        asked = asyncio.ensure_future(self._turned(request, budget))
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        return await asyncio.shield(asked)

    async def _turned(self, request: Mapping[str, object], budget: float) -> dict[str, Any] | None:
        async with self._turn:
            if self.is_off:
                return None
            try:
                process = await self._running()
                answer = await asyncio.wait_for(self._ask(process, request), budget)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                self._failures += 1
                _log.warning("The analysis was given up (%s).", type(error).__name__)
                await self._end()
                return None
        self._failures = 0
        return answer

    async def _running(self) -> Process:
        process = self._process
        if process is None:
            process = self._process = await asyncio.create_subprocess_exec(
                *self.command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/"
            )
            await asyncio.wait_for(_take(process), _START)
        return process

    async def _ask(self, process: Process, request: Mapping[str, object]) -> dict[str, Any]:
        number = next(self._ids)
        body = json.dumps({"id": number, **request}).encode()
        if process.stdin is None:
            raise EOFError
        process.stdin.write(len(body).to_bytes(LENGTH, "big") + body)
        await process.stdin.drain()
        answer = await _take(process)
        if answer.get("id") != number:
            raise ValueError("an answer to another request")
        return answer

    async def _end(self) -> None:
        process, self._process = self._process, None
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


def _finding(entry: Sequence[Any]) -> Finding:
    finding = Finding(*entry)
    return finding._replace(level=Level(finding.level), line_class=LineClass(finding.line_class))
