"""The server's side of the analysis process: started when first needed, one request at a time, ended when it hangs.

It knows the documents that it was asked about, so that only what was edited since is sent.
"""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from answerable.core.alignment import changed_span
from answerable.core.finding import Finding, Level
from answerable.core.origin import LineClass
from answerable.lsp.worker import LENGTH

__all__ = ["Analysis", "Found"]

_log: Final = logging.getLogger(__name__)

#: Seconds to load the grammars, once per process.
_START: Final = 20.0
#: After this many processes died or hung in a row, analysis is off until the server is restarted.
_MOST_FAILURES: Final = 3


#: Documents that the process knows at once.
_MOST_DOCUMENTS: Final = 24

_Request = Callable[[], dict[str, object]]


class Found(NamedTuple):
    """Findings, what could not be looked at, and whether a comparison of the whole texts would say the same."""

    findings: list[Finding]
    problems: list[str]
    is_exact: bool


class _Known(NamedTuple):
    """What the process knows of a document."""

    old: str
    lines: Sequence[str]


class Analysis:
    """Findings from a process of its own; see `worker`."""

    def __init__(self) -> None:
        # -P keeps the working directory off the module path: it may be a hostile repository.
        self.command: Sequence[str] = (sys.executable, "-P", "-m", "answerable.lsp.worker")
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._ids = count(1)
        self._failures = 0
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asked: set[asyncio.Future[dict[str, Any] | None]] = set()

    @property
    def is_off(self) -> bool:
        """Whether it failed so often that it is not tried again."""
        return self._failures >= _MOST_FAILURES

    async def findings(self, path: str, old: str, lines: Sequence[str], budget: float) -> Found | None:
        """What turning `old` into some lines (with their endings) brings; `None` when there is no answer.

        `budget` is in seconds. A process that overruns it is ended, and the next request starts another.
        """
        answer = await self._answer(lambda: self._request(path, old, lines), budget)
        if answer is None:
            return None
        found = [_finding(entry) for entry in answer["findings"]]
        return Found(found, answer["problems"], answer["exact"])

    async def close(self) -> None:
        """End the process."""
        self._failures = _MOST_FAILURES
        await self._end()
        await asyncio.gather(*self._asked)

    def _request(self, path: str, old: str, lines: Sequence[str]) -> dict[str, object]:
        """What the process has to be told to know a text: all of it, or what has changed since it was last asked."""
        known = self._known.pop(path, None)
        self._known[path] = _Known(old, lines)
        drop = []
        while len(self._known) > _MOST_DOCUMENTS:
            drop.append(self._known.popitem(last=False)[0])
        request: dict[str, object] = {"path": path, "drop": drop}
        if known is None or known.old != old:
            return {**request, "old": old, "text": "".join(lines)}
        span = changed_span(known.lines, lines)
        made = list(lines[span.new_start : span.new_end])
        return {**request, "first": span.old_start, "last": span.old_end, "lines": made}

    async def _answer(self, request: _Request, budget: float) -> dict[str, Any] | None:
        """The answer to a request. Whoever does not wait for it any more leaves the process to the others."""
        asked = asyncio.ensure_future(self._turned(request, budget))
        self._asked.add(asked)
        asked.add_done_callback(self._asked.discard)
        return await asyncio.shield(asked)

    async def _turned(self, request: _Request, budget: float) -> dict[str, Any] | None:
        async with self._turn:
            if self.is_off:
                return None
            try:
                process = await self._running()
                answer = await asyncio.wait_for(self._ask(process, request()), budget)
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

    async def _ask(self, process: Process, request: dict[str, object]) -> dict[str, Any]:
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
        self._known.clear()
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
