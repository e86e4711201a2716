"""Settings, folders, progress, and the client's log: how a client steers the server."""

import pytest
from lsprotocol import types

from support.agent import agent_wrote
from support.git import make_repo

BASE = "def f(x):\n    return x\n"
AI = "\n\ndef g(y):\n    return y + 1\n"


def with_ai(repo) -> str:
    repo.commit(**{"a.py": BASE})
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    return BASE + AI


@pytest.mark.asyncio
async def test_settings_from_the_initialization_options(start, repo):
    text = with_ai(repo)
    editor = await start("neovim-0.11", options={"lens": False, "hints": "often"})
    assert "answerable.hints is not true or false" in (await editor.heard("window/logMessage")).message
    uri = editor.open(repo.top / "a.py", text)
    assert await editor.lenses(uri) == []
    assert len(await editor.hints(uri)) == 1


@pytest.mark.asyncio
async def test_a_client_that_can_be_asked_is_asked_and_asked_again(start, repo):
    text = with_ai(repo)
    editor = await start("vscode", configuration={"lens": False})
    await editor.heard("client/registerCapability")
    await editor.heard("workspace/configuration")
    uri = editor.open(repo.top / "a.py", text)
    await editor.heard("workspace/codeLens/refresh")
    assert await editor.lenses(uri) == []
    editor.set_configuration({"answerable": {"lens": True, "diagnostics": {"unreviewed": True}}})
    editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
    await editor.heard("workspace/codeLens/refresh")
    assert len(await editor.lenses(uri)) == 2
    assert [one.code for one in await editor.found(uri)] == ["unreviewed"]


@pytest.mark.asyncio
async def test_a_client_that_cannot_be_asked_says_them(start, repo):
    text = with_ai(repo)
    editor = await start("bare")
    uri = editor.open(repo.top / "a.py", text)
    assert await editor.found(uri) == ()
    for wanted in (True, False):
        settings = {"answerable": {"diagnostics": {"unreviewed": wanted}}}
        editor.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=settings))
        found = await editor.found(uri)
        assert [one.code for one in found] == (["unreviewed"] if wanted else [])


@pytest.mark.asyncio
async def test_a_client_without_settings_leaves_those_it_gave_at_first(start, repo):
    text = with_ai(repo)
    editor = await start("vscode", options={"lens": False})
    await editor.heard("workspace/configuration")
    uri = editor.open(repo.top / "a.py", text)
    assert await editor.lenses(uri) == []


@pytest.mark.asyncio
async def test_opening_the_journals_is_shown_as_progress(start):
    editor = await start("vscode")
    kinds = []
    while not kinds or kinds[-1] != "end":
        kinds.append((await editor.heard("$/progress")).value["kind"])
    assert kinds == ["begin", "report", "end"]


@pytest.mark.asyncio
async def test_a_folder_that_is_added_later_and_a_repository_that_is_made_later(start, repo, tmp_path):
    editor = await start()
    (tmp_path / "later").mkdir()
    outside = editor.open(tmp_path / "later" / "a.py", BASE)
    assert (await editor.regions(outside))["regions"][0]["mechanism"] == "unknown"
    editor.close(outside)
    (tmp_path / "later").rmdir()
    later = make_repo(tmp_path, "later")
    later.commit(**{"a.py": BASE})
    folder = types.WorkspaceFolder(later.top.as_uri(), "later")
    gone = types.WorkspaceFolder(repo.top.as_uri(), "repo")
    for added, removed in (([], [folder]), ([folder], [gone])):
        event = types.WorkspaceFoldersChangeEvent(added, removed)
        editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    assert editor.open(tmp_path / "later" / "a.py", BASE) == outside
    assert (await editor.regions(outside))["regions"][0]["mechanism"] == "vcs"
