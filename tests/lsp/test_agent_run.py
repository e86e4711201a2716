"""The second text that risks are told against: what an agent's edits took out, whether it was ever committed or not."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from answerable.app.agent_run import reported_run
from answerable.wiring.workspace import open_workspace
from support.agent import agent_edited
from support.git import Repo
from support.lsp import Editor

Start = Callable[..., Awaitable[Editor]]

HEAD = "def f(x):\n    return x\n\n\ndef g(y):\n    return y\n"
#: What somebody had written and not committed when the agent came.
DIRTY = HEAD.replace("    return x", "    if x is None:\n        raise ValueError(x)\n    return x").replace(
    "    return y", "    if not y:\n        raise KeyError(y)\n    return y"
)
LESS = DIRTY.replace("    if x is None:\n        raise ValueError(x)\n", "")
TOLD = ["Before the agent's edit:     if x is None:\n        raise ValueError(x)"]


async def told(editor: Editor, uri: str) -> list[str]:
    """What the findings of a document say of the text before."""
    return [one.related_information[0].message for one in await editor.found(uri)]


#: Each step: what the client says of the next change (nothing: nothing), the lines that it replaces and by what.
Step = tuple[str, int, int, str]
CUT: Step = ("agent-edit", 1, 3, "")
STORIES: dict[str, tuple[Sequence[Step], list[str]]] = {
    "an agent's edit of text that was never committed": ([CUT], TOLD),
    "what a person takes out is theirs": ([("", 1, 3, "")], []),
    "what a person takes out after the agent was there": ([CUT, ("", 5, 7, "")], TOLD),
    "a formatter between two edits of the agent": (
        [("agent-edit", 0, 1, "def f( x ):\n"), ("format", 0, 1, "def f(x):\n"), CUT],
        TOLD,
    ),
    "the agent puts it back": (
        [CUT, ("agent-edit", 1, 1, "    if x is None:\n        raise ValueError(x)\n")],
        [],
    ),
    "a person puts it back": ([CUT, ("", 1, 1, "    if x is None:\n        raise ValueError(x)\n")], []),
    "it is undone": ([CUT, ("undo", 1, 1, "    if x is None:\n        raise ValueError(x)\n")], []),
    "the agent moves it": (
        [CUT, ("agent-edit", 4, 4, "\ndef check(x):\n    if x is None:\n        raise ValueError(x)\n")],
        [],
    ),
    "a later run begins with the text as it is then": (
        [CUT, ("", 0, 1, "def f(x):  # ours\n"), ("agent-edit", 5, 7, "")],
        ["Before the agent's edit:     if not y:\n        raise KeyError(y)"],
    ),
    "text that only comes begins no run": (
        [CUT, ("", 0, 1, "def f(x):  # ours\n"), ("agent-edit", 0, 0, "import os\n")],
        TOLD,
    ),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("looks", [True, False])
async def test_what_an_agent_took_out(repo: Repo, start: Start, name: str, *, looks: bool) -> None:
    """Whether findings are asked for after every step or only at the end makes no difference."""
    steps, expected = STORIES[name]
    repo.commit(**{"a.py": HEAD})
    editor = await start()
    uri = editor.open(repo.top / "a.py", DIRTY)
    assert await told(editor, uri) == []
    for mechanism, first, last, text in steps:
        if mechanism:
            editor.hint(uri, mechanism, "cline" if mechanism == "agent-edit" else "")
        editor.edit(uri, (first, 0), (last, 0), text)
        if looks:
            await editor.found(uri)
    assert await told(editor, uri) == expected


@pytest.mark.asyncio
async def test_what_was_committed_is_told_once(repo: Repo, start: Start) -> None:
    repo.commit(**{"a.py": DIRTY})
    editor = await start()
    # Something else is not committed, so that the two old texts differ.
    uri = editor.open(repo.top / "a.py", f"{DIRTY}z = 1\n")
    editor.hint(uri, "agent-edit", "cline")
    editor.edit(uri, (1, 0), (3, 0), "")
    assert [one.removeprefix("Before: ") for one in await told(editor, uri)] == [
        one.removeprefix("Before the agent's edit: ") for one in TOLD
    ]


@pytest.mark.asyncio
async def test_what_an_agent_took_out_is_put_back(repo: Repo, start: Start) -> None:
    repo.commit(**{"a.py": HEAD})
    editor = await start()
    uri = editor.open(repo.top / "a.py", DIRTY)
    editor.hint(uri, "agent-edit", "cline")
    editor.edit(uri, (1, 0), (3, 0), "")
    await editor.found(uri)
    mends = await editor.mends(uri, 1, 2)
    (change,) = mends["Restore what was removed (GRD001 guard.removed)"].edit.document_changes
    (edit,) = change.edits
    assert (edit.range.start.line, edit.range.end.line) == (1, 1)
    assert edit.new_text == "    if x is None:\n        raise ValueError(x)\n"
    assert "Before the agent's edit" in await editor.hover(uri, 1, 6)


@pytest.mark.asyncio
async def test_a_client_without_related_information_reads_it_in_the_message(repo: Repo, start: Start) -> None:
    repo.commit(**{"a.py": HEAD})
    editor = await start("bare")
    uri = editor.open(repo.top / "a.py", DIRTY)
    await editor.found(uri)
    editor.hint(uri, "agent-edit", "cline")
    editor.edit(uri, (1, 0), (3, 0), "")
    (found,) = await editor.found(uri)
    assert TOLD[0] in found.message


@pytest.mark.asyncio
@pytest.mark.parametrize("is_open", [True, False])
async def test_an_agent_that_only_the_journal_knows(repo: Repo, start: Start, *, is_open: bool) -> None:
    """The agent's hook reports what it did to a file on the disk, and the editor reads it again."""
    repo.commit(**{"a.py": HEAD})
    editor = await start()
    if is_open:
        uri = editor.open(repo.top / "a.py", DIRTY)
        assert await told(editor, uri) == []
        editor.edit(uri, (1, 0), (3, 0), "")
        assert await told(editor, uri) == []
    agent_edited(repo, "a.py", DIRTY, LESS)
    if is_open:
        await editor.heard("workspace/diagnostic/refresh")
    else:
        uri = editor.open(repo.top / "a.py", LESS)
    assert await told(editor, uri) == TOLD
    # What somebody takes out afterwards, and a commit.
    editor.edit(uri, (5, 0), (7, 0), "")
    assert await told(editor, uri) == TOLD
    repo.commit(**{"a.py": LESS})
    editor.saved(uri)
    await editor.heard("workspace/diagnostic/refresh")
    assert [one.startswith("Before: ") for one in await told(editor, uri)] == [True]


MORE = LESS.replace("return y", "return y + 1")
REPORTS: dict[str, tuple[list[dict[str, Any]], tuple[str, str] | None]] = {
    "one": ([{"texts": (DIRTY, LESS)}], (DIRTY, LESS)),
    "one after the other": ([{"texts": (DIRTY, LESS, MORE)}], (DIRTY, MORE)),
    "there and back again": ([{"texts": (DIRTY, LESS, DIRTY)}], (DIRTY, DIRTY)),
    "of two sessions": (
        [{"texts": (DIRTY, LESS)}, {"texts": (LESS, MORE), "session": "t"}],
        (LESS, MORE),
    ),
    "with a gap": ([{"texts": (DIRTY, LESS)}, {"texts": (HEAD, MORE)}], (HEAD, MORE)),
    "none": ([{"texts": (DIRTY,)}], None),
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_run_that_reports_tell_of(repo: Repo, name: str) -> None:
    reports, expected = REPORTS[name]
    for report in reports:
        agent_edited(repo, "a.py", *report["texts"], session=report.get("session", "s"))
    workspace = open_workspace(str(repo.top), repo.environ)
    found = reported_run("a.py", workspace.journal)
    workspace.close()
    assert (None if found is None else ("".join(found.before), "".join(found.after))) == expected
