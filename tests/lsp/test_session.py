"""The main job in every client: type, be told what is an AI's, review it, see what an edit breaks."""

import pytest
from lsprotocol import types

from answerable.lsp.messages import REGIONS_CHANGED, Command
from support.agent import agent_wrote
from support.git import EMAIL
from support.lsp import CLIENTS, Spot

GUARDED = "def f(x):\n    if x is None:\n        raise ValueError(x)\n    return x\n"
AI = "\n\ndef g(y):\n    return y + 1\n"


@pytest.mark.asyncio
@pytest.mark.parametrize("client", CLIENTS)
async def test_typing_is_human_and_an_agents_text_is_its_own_until_reviewed(start, repo, client):
    repo.commit(**{"a.py": GUARDED})
    editor = await start(client)
    uri = editor.open(repo.top / "a.py", GUARDED)
    assert await editor.found(uri) == ()
    editor.type(uri, 3, 12, " + z")
    text = GUARDED.replace("return x", "return x + z")
    assert await editor.spots(uri, text) == [Spot("+ z", "human")]
    # The agent writes to the disk and reports; the editor reloads.
    agent_wrote(repo, "a.py", GUARDED, GUARDED + AI)
    editor.edit(uri, (4, 0), (4, 0), AI)
    text += AI
    while (await editor.heard(REGIONS_CHANGED))["version"] != editor.versions[uri]:
        pass
    assert await editor.spots(uri, text) == [
        Spot("+ z", "human"),
        Spot(AI.strip(), "ai", "claude-code"),
    ]
    assert "claude-code" in await editor.hover(uri, 6, 4)
    actions = await editor.actions(uri, 6, 8)
    await editor.run(actions["Mark as reviewed"])
    assert (await editor.heard(REGIONS_CHANGED))["uri"] == uri
    assert (await editor.spots(uri, text))[1] == Spot(AI.strip(), "ai", "claude-code", (EMAIL,))
    assert EMAIL in await editor.hover(uri, 6, 4)


@pytest.mark.asyncio
@pytest.mark.parametrize("client", CLIENTS)
async def test_a_removed_check_is_found_with_its_old_text_and_remedy(start, repo, client):
    repo.commit(**{"a.py": GUARDED})
    editor = await start(client)
    uri = editor.open(repo.top / "a.py", GUARDED)
    assert await editor.found(uri) == ()
    editor.edit(uri, (1, 0), (3, 0), "")
    (found,) = await editor.found(uri)
    assert (found.code, found.source, found.severity) == ("GRD001", "answerable", 2)
    assert "Remedy:" in found.message
    related = found.related_information
    assert "raise ValueError(x)" in (related[0].message if related else found.message)
    assert "raise ValueError(x)" in await editor.hover(uri, 1, 6)


@pytest.mark.asyncio
@pytest.mark.parametrize("client", CLIENTS)
async def test_lenses_and_hints_where_the_client_shows_them(start, repo, client):
    repo.commit(**{"a.py": GUARDED})
    agent_wrote(repo, "a.py", GUARDED, GUARDED + AI)
    editor = await start(client)
    uri = editor.open(repo.top / "a.py", GUARDED + AI)
    if editor.offered.code_lens_provider is not None:
        lenses = await editor.lenses(uri)
        assert [lens.command.title for lens in lenses] == [
            "AI (claude-code) · 2 lines · unreviewed",
            "mark reviewed",
        ]
        await editor.run(lenses[1].command)
        await editor.heard(REGIONS_CHANGED)
        (lens,) = await editor.lenses(uri)
        assert lens.command.title == f"AI (claude-code) · 2 lines · reviewed by {EMAIL}"
    if editor.offered.inlay_hint_provider is not None:
        (hint,) = await editor.hints(uri)
        assert hint.label.startswith("AI: claude-code")
        assert hint.position == types.Position(6, 9)


@pytest.mark.asyncio
async def test_what_each_client_is_offered(start):
    offered = {client: (await start(client)).offered for client in CLIENTS}
    encodings = {client: str(one.position_encoding) for client, one in offered.items()}
    assert encodings == {
        "vscode": "utf-16",
        "bare": "utf-16",
        "kate-22.12": "utf-16",
        "neovim-0.7": "utf-16",
        "neovim-0.11": "utf-8",
        "emacs": "utf-32",
    }
    assert [client for client, one in offered.items() if one.diagnostic_provider] == ["vscode"]
    assert [client for client, one in offered.items() if one.code_lens_provider] == ["vscode", "neovim-0.11"]
    assert [client for client, one in offered.items() if one.inlay_hint_provider] == [
        "vscode",
        "neovim-0.11",
        "emacs",
    ]
    for one in offered.values():
        assert one.hover_provider
        assert one.code_action_provider
        assert list(one.execute_command_provider.commands) == [str(name) for name in Command]
        assert one.text_document_sync.change is types.TextDocumentSyncKind.Incremental
        assert one.text_document_sync.save
