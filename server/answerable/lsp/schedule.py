"""Background jobs on the loop: debounced, one at a time per key, each failure reported once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

__all__ = ["Schedule"]

Job = Callable[[], Awaitable[None]]


class _Slot:
    """The state of one key: the next job, its timer while it waits, and the job that runs."""

    def __init__(self) -> None:
        self.next: Job | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.running: asyncio.Task[None] | None = None


class Schedule:
    """Jobs by key. A later call for a key replaces the one that waits and never overlaps the one that runs."""

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._slots: dict[Hashable, _Slot] = {}
        self._closed = False

    def after(self, seconds: float, key: Hashable, job: Job) -> None:
        """Run `job` when `seconds` have passed without another call for `key`."""
        if self._closed:
            return
        slot = self._slots.setdefault(key, _Slot())
        slot.next = job
        if slot.timer is not None:
            slot.timer.cancel()
        slot.timer = asyncio.get_running_loop().call_later(seconds, self._due, key, slot)

    def forget(self, key: Hashable) -> None:
        """Drop the job that waits under `key`; the one that runs goes on."""
        slot = self._slots.get(key)
        if slot is not None:
            if slot.timer is not None:
                slot.timer.cancel()
            slot.timer = slot.next = None

    async def finish(self, kind: str) -> None:
        """Do now, and wait for, every job whose key begins with `kind`."""
        for key, slot in list(self._slots.items()):
            if isinstance(key, tuple) and key[0] == kind:
                if slot.timer is not None:
                    slot.timer.cancel()
                    self._due(key, slot)
                while slot.running is not None:
                    await asyncio.wait([slot.running])

    async def close(self) -> None:
        """Take no more jobs, drop what waits, cancel what runs."""
        self._closed = True
        running = [slot.running for slot in self._slots.values() if slot.running is not None]
        for key in self._slots:
            self.forget(key)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _due(self, key: Hashable, slot: _Slot) -> None:
        slot.timer = None
        if slot.running is None and slot.next is not None:
            job, slot.next = slot.next, None
            slot.running = asyncio.ensure_future(_run(job))
            slot.running.add_done_callback(lambda task: self._done(key, slot, task))

    def _done(self, key: Hashable, slot: _Slot, task: "asyncio.Task[None]") -> None:
        slot.running = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(error)
        if slot.next is None:
            self._slots.pop(key, None)
        elif slot.timer is None:
            self._due(key, slot)


async def _run(job: Job) -> None:
    await job()
