"""The analysis process: what it finds, and what happens when it hangs, dies or talks nonsense."""

import asyncio
import sys

import pytest
import pytest_asyncio

from answerable.core.finding import Level
from answerable.core.text import split_lines as lines
from answerable.lsp.analysis import Analysis

OLD = "def f(x):\n    if x is None:\n        raise ValueError(x)\n    return x\n"
NEW = "def f(x):\n    return x\n"

READY = 'import sys; w = sys.stdout.buffer; w.write(b"\\0\\0\\0\\2{}"); w.flush(); '
BROKEN = {
    "hangs": READY + "sys.stdin.buffer.read()",
    "dies": READY + "sys.stdin.buffer.read(1); sys.exit(3)",
    "never becomes ready": "import sys; sys.exit(1)",
    "answers another request": READY
    + 'sys.stdin.buffer.read(4); w.write(b"\\0\\0\\0\\11{\\"id\\": 99}"); w.flush()',
    "answers nonsense": READY + 'sys.stdin.buffer.read(4); w.write(b"\\0\\0\\0\\4oops"); w.flush()',
}


@pytest_asyncio.fixture
async def analysis():
    one = Analysis()
    yield one
    await one.close()


@pytest.mark.asyncio
async def test_findings_come_back_as_they_were_made(analysis):
    found, problems, is_exact = await analysis.findings("a.py", OLD, lines(NEW), 30)
    assert [(one.rule, one.level, one.line) for one in found] == [("GRD001", Level.REVIEW, 2)]
    assert (problems, is_exact) == ([], True)
    # The reverse edit, and text that no encoding can carry.
    assert await analysis.findings("a.py", NEW, lines(OLD), 30) == ([], [], True)
    assert (await analysis.findings("a.py", OLD, lines(NEW + "'\udcff'\n"), 30))[0][0].rule == "GRD001"


@pytest.mark.asyncio
@pytest.mark.parametrize("name", BROKEN)
async def test_a_process_that_fails_is_ended_and_another_one_started(analysis, name):
    good = analysis.child.command
    analysis.child.command = [sys.executable, "-c", BROKEN[name]]
    assert await analysis.findings("a.py", OLD, lines(NEW), 0.2) is None
    assert analysis.child.process is None
    analysis.child.command = good
    found, *_ = await analysis.findings("a.py", OLD, lines(NEW), 30)
    assert [one.rule for one in found] == ["GRD001"]


@pytest.mark.asyncio
async def test_after_three_failures_in_a_row_it_is_off(analysis):
    analysis.child.command = [sys.executable, "-c", "raise SystemExit(1)"]
    for _ in range(3):
        assert not analysis.is_off
        assert await analysis.findings("a.py", OLD, lines(NEW), 1) is None
    assert analysis.is_off
    assert await analysis.findings("a.py", OLD, lines(NEW), 1) is None


@pytest.mark.asyncio
async def test_who_does_not_wait_any_more_leaves_the_process_to_the_others(analysis):
    await analysis.findings("a.py", OLD, lines(NEW), 30)
    process = analysis.child.process
    for _ in range(3):
        impatient = asyncio.ensure_future(analysis.findings("a.py", OLD, lines(NEW), 30))
        while not analysis.child.is_busy:  # noqa: ASYNC110 - it is after a round of the loop
            await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
    found, *_ = await analysis.findings("b.py", OLD, lines(NEW), 30)
    assert [one.path for one in found] == ["b.py"]
    assert analysis.child.process is process


@pytest.mark.asyncio
async def test_only_what_was_edited_is_sent(analysis):
    long = OLD + "".join(f"def g{number}():\n    return {number}\n" for number in range(500))
    await analysis.findings("a.py", long, lines(long), 30)
    sent = []
    ask = analysis.child.ask
    analysis.child.ask = lambda process, request: sent.append(request) or ask(process, request)
    edited = long.replace("    if x is None:\n        raise ValueError(x)\n", "")
    found, *_ = await analysis.findings("a.py", long, lines(edited), 30)
    assert [(one.rule, one.line) for one in found] == [("GRD001", 2)]
    assert sent == [{"session": "a.py", "drop": [], "first": 1, "last": 3, "lines": []}]
    assert (await analysis.findings("a.py", long, lines(long), 30)).findings == []
    # Another old text, as after a commit, begins anew.
    assert (await analysis.findings("a.py", edited, lines(edited), 30)).findings == []
    assert "old" in sent[-1]


@pytest.mark.asyncio
async def test_what_is_broken_is_no_exact_answer(analysis):
    found = await analysis.findings("a.py", OLD, lines(OLD.replace("x)", "x")), 30)
    assert not found.is_exact


@pytest.mark.asyncio
async def test_documents_that_were_not_asked_about_for_long_are_dropped(analysis):
    for number in range(30):
        await analysis.findings(f"{number}.py", OLD, lines(NEW), 30)
    assert len(analysis._known) == 24
    for number in (0, 29):
        found, *_ = await analysis.findings(f"{number}.py", OLD, lines(NEW), 30)
        assert [one.rule for one in found] == ["GRD001"]
