import asyncio

import pytest

from answerable.lsp.schedule import Schedule


class Jobs:
    """Jobs that note when they run, and wait when they are told to."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.failed: list[BaseException] = []
        self.schedule = Schedule(self.failed.append)
        self.begun = asyncio.Event()
        self.go = asyncio.Event()

    def quick(self, name: str):
        async def job() -> None:
            self.ran.append(name)

        return job

    def slow(self, name: str):
        async def job() -> None:
            self.begun.set()
            await self.go.wait()
            self.ran.append(name)

        return job

    def broken(self):
        async def job() -> None:
            raise KeyError("x")

        return job

    async def settled(self) -> None:
        """Wait for a job that was asked for after all others."""
        done = asyncio.Event()

        async def job() -> None:
            done.set()

        self.schedule.after(0.001, "settled", job)
        await done.wait()


@pytest.mark.asyncio
async def test_a_later_call_replaces_the_one_that_waits():
    jobs = Jobs()
    jobs.schedule.after(0, "key", jobs.quick("first"))
    jobs.schedule.after(0, "key", jobs.quick("second"))
    jobs.schedule.after(0, "other", jobs.quick("other"))
    await jobs.settled()
    assert sorted(jobs.ran) == ["other", "second"]


@pytest.mark.asyncio
async def test_jobs_of_one_key_never_overlap_and_the_last_one_runs():
    jobs = Jobs()
    jobs.schedule.after(0, "key", jobs.slow("first"))
    await jobs.begun.wait()
    jobs.schedule.after(0, "key", jobs.quick("second"))
    jobs.schedule.after(0, "key", jobs.quick("third"))
    await jobs.settled()
    assert jobs.ran == []
    jobs.go.set()
    await jobs.settled()
    assert jobs.ran == ["first", "third"]


@pytest.mark.asyncio
async def test_a_failing_job_is_reported_once_and_the_key_lives_on():
    jobs = Jobs()
    jobs.schedule.after(0, "key", jobs.broken())
    await jobs.settled()
    jobs.schedule.after(0, "key", jobs.quick("next"))
    await jobs.settled()
    assert [type(error) for error in jobs.failed] == [KeyError]
    assert jobs.ran == ["next"]


@pytest.mark.asyncio
async def test_finish_does_now_what_waits_under_its_kind_and_nothing_else():
    jobs = Jobs()
    jobs.schedule.after(60, ("save", 1), jobs.quick("one"))
    jobs.schedule.after(60, ("save", 2), jobs.quick("two"))
    jobs.schedule.after(60, ("load", 1), jobs.quick("three"))
    await jobs.schedule.finish("save")
    assert sorted(jobs.ran) == ["one", "two"]
    await jobs.schedule.close()
    assert len(jobs.ran) == 2


@pytest.mark.asyncio
async def test_close_cancels_what_runs_and_takes_nothing_more():
    jobs = Jobs()
    jobs.schedule.after(0, "key", jobs.slow("first"))
    await jobs.begun.wait()
    # One waits behind the one that runs, its time come already.
    jobs.schedule.after(0, "key", jobs.quick("behind"))
    await jobs.settled()
    await jobs.schedule.close()
    jobs.schedule.after(0, "key", jobs.quick("second"))
    jobs.go.set()
    await asyncio.sleep(0)
    assert (jobs.ran, jobs.failed) == ([], [])


@pytest.mark.asyncio
async def test_forget_drops_what_waits():
    jobs = Jobs()
    jobs.schedule.after(0, "key", jobs.quick("first"))
    jobs.schedule.forget("key")
    jobs.schedule.forget("unknown")
    await jobs.settled()
    assert jobs.ran == []
