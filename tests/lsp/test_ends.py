"""Servers that are ended from outside: what somebody declared is kept at once, what was typed when asked to end."""

import signal

import pytest

from support.agent import agent_wrote
from support.git import EMAIL
from support.lsp import Spot, start_editor

BASE = "def f(x):\n    return x\n"
AI = "\n\ndef g(y):\n    return y + 1\n"


async def seen_by_the_next(repo, text):
    """What a fresh server knows of the text."""
    editor = await start_editor("vscode", [repo.top], repo.environ)
    spots = await editor.spots(editor.open(repo.top / "a.py", text), text)
    await editor.shutdown_session()
    await editor.stop()
    return spots


async def end(editor, ended_by):
    editor._server.send_signal(ended_by)
    await editor._server.wait()
    await editor.stop()


@pytest.mark.asyncio
async def test_a_review_that_was_answered_survives_a_kill(repo):
    repo.commit(**{"a.py": BASE})
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    editor = await start_editor("vscode", [repo.top], repo.environ)
    uri = editor.open(repo.top / "a.py", BASE + AI)
    await editor.run((await editor.actions(uri, 4, 6))["Mark as reviewed"])
    await end(editor, signal.SIGKILL)
    (spot,) = await seen_by_the_next(repo, BASE + AI)
    assert (spot.line_class, spot.reviewed_by) == ("ai", (EMAIL,))


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.asyncio
async def test_what_was_typed_is_kept_by_a_server_that_is_asked_to_end(repo, ended_by):
    repo.commit(**{"a.py": BASE})
    editor = await start_editor("vscode", [repo.top], repo.environ)
    uri = editor.open(repo.top / "a.py", BASE)
    editor.type(uri, 1, 12, "x")
    await editor.regions(uri)
    await end(editor, ended_by)
    assert await seen_by_the_next(repo, BASE.replace("return x", "return xx")) == [Spot("x", "human")]
