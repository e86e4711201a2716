"""The server's side of the process that knows what depends on what: begun in the background, asked with little patience."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Final

from answerable.core.blast.radius import Overall
from answerable.lsp.child import Child
from answerable.lsp.schedule import Schedule

__all__ = ["Span", "Surveys"]

_log: Final = logging.getLogger(__name__)

#: Seconds that one request may take: the last step makes the graph of a large repository.
_BUDGET: Final = 60.0
#: Seconds that somebody who looks at a place waits for its blast radius.
_PATIENCE: Final = 1.0
#: Seconds until an index is begun: an editor that opens has better things to do.
_LATER: Final = 1.0
#: Seconds from a save to the look at what has changed.
_SOON: Final = 0.3

Report = Callable[[str, int], None]
#: First and last line, 1-based, both inclusive.
Span = tuple[int, int]


class Surveys:
    """What depends on what in the worktrees that were begun. `ready` is called when one of them can be asked."""

    def __init__(
        self, schedule: Schedule, progress: Callable[[str], AbstractAsyncContextManager[Report]]
    ) -> None:
        self.ready: Callable[[], None] = lambda: None
        self._is_wanted = True
        self.child = Child("answerable.lsp.surveyor", self._forget)
        self._schedule = schedule
        self._progress = progress
        self._folders: set[str] = set()
        self._ready: set[str] = set()

    def want(self, is_wanted: bool) -> None:  # noqa: FBT001 - the setting itself
        """Whether anybody wants to know."""
        if is_wanted != self._is_wanted:
            self._is_wanted = is_wanted
            self._forget()

    def begin(self, folder: str) -> None:
        """Index a worktree in the background, once."""
        if folder and folder not in self._folders:
            self._folders.add(folder)
            self._schedule.after(_LATER, ("survey", folder), partial(self._index, folder))

    def changed(self, folder: str) -> None:
        """Something was written to the disk, or HEAD has moved."""
        if folder in self._ready:
            self._schedule.after(_SOON, ("survey", folder), partial(self._refresh, folder))

    async def at(
        self, folder: str, path: str, lines: Sequence[str], spans: Sequence[Span]
    ) -> list[Overall | None]:
        """The blast radius of lines of a text, 1-based and both inclusive; `None` where it is not known (yet)."""
        nothing: list[Overall | None] = [None] * len(spans)
        if folder not in self._ready or not spans:
            return nothing
        request = partial(self._place, folder, path, lines, spans)
        try:
            answer = await asyncio.wait_for(self.child.answer(request, _BUDGET), _PATIENCE)
        except TimeoutError:
            return nothing
        return nothing if answer is None or "found" not in answer else list(map(_overall, answer["found"]))

    async def close(self) -> None:
        """End the process."""
        await self.child.close()

    async def _index(self, folder: str) -> None:
        if not self._is_wanted:
            return
        async with self._progress("Indexing what depends on what") as report:
            answer = await self._asked("begin", folder)
            while self._is_wanted and answer is not None and answer["total"] and not answer["ready"]:
                report(
                    f"{answer['done']} of {answer['total']} files", 100 * answer["done"] // answer["total"]
                )
                answer = await self._asked("step", folder)
        if self._is_wanted and answer is not None and answer["ready"]:
            self._ready.add(folder)
            self.ready()

    async def _refresh(self, folder: str) -> None:
        await self._asked("refresh", folder)

    async def _asked(self, what: str, folder: str) -> dict[str, Any] | None:
        answer = await self.child.answer(lambda: {"ask": what, "folder": folder}, _BUDGET)
        if answer is not None and "problem" in answer:
            _log.info("What depends on what is not known: %s", answer["problem"])
            return None
        return answer

    def _place(
        self, folder: str, path: str, lines: Sequence[str], spans: Sequence[Span]
    ) -> dict[str, object]:
        return {"ask": "at", "folder": folder, "path": path, "text": "".join(lines), "spans": list(spans)}

    def _forget(self) -> None:
        """Nothing is known any more: the process has ended, or nobody wanted to know. It is made again."""
        again, self._folders = self._folders, set()
        self._ready.clear()
        for folder in again:
            self.begin(folder)


def _overall(entry: Sequence[Any] | None) -> Overall | None:
    if entry is None:
        return None
    found = Overall(*entry)
    return found._replace(owners=tuple(found.owners), reasons=tuple(found.reasons))
