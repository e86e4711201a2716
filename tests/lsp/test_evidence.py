"""Open documents and the journal: evidence in any order, text that survives, names that change, two servers at once."""

import pytest
from lsprotocol import types

from answerable.lsp.messages import REGIONS_CHANGED
from answerable.wiring.workspace import open_workspace
from support.agent import agent_wrote
from support.git import EMAIL
from support.lsp import Spot

BASE = "def f(x):\n    return x\n"
AI = "\n\ndef g(y):\n    return y + 1\n"
CLAUDE = Spot(AI.strip(), "ai", "claude-code")


def in_journal(repo, path):
    workspace = open_workspace(str(repo.top), repo.environ)
    found = workspace.journal.latest(path)
    workspace.close()
    return found


@pytest.mark.asyncio
async def test_evidence_after_the_reload(start, repo):
    repo.commit(**{"a.py": BASE})
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE)
    editor.edit(uri, (2, 0), (2, 0), AI)
    assert await editor.spots(uri, BASE + AI) == [Spot(AI.strip(), "unknown")]
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    await editor.heard(REGIONS_CHANGED)
    assert await editor.spots(uri, BASE + AI) == [CLAUDE]


@pytest.mark.asyncio
async def test_evidence_before_the_file_is_opened(start, repo):
    repo.commit(**{"a.py": BASE})
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE + AI)
    assert await editor.spots(uri, BASE + AI) == [CLAUDE]


@pytest.mark.asyncio
@pytest.mark.parametrize("said", ["", "disk"])
async def test_evidence_before_the_reload_claims_only_what_comes(start, repo, said):
    repo.commit(**{"a.py": BASE, "b.py": BASE})
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE)
    other = editor.open(repo.top / "b.py", BASE)
    assert await editor.spots(uri, BASE) == []
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    # The journal is looked at for both documents together: news about the other one means it was looked at.
    editor.edit(other, (2, 0), (2, 0), AI)
    agent_wrote(repo, "b.py", BASE, BASE + AI)
    assert (await editor.heard(REGIONS_CHANGED))["uri"] == other
    assert await editor.spots(uri, BASE) == []
    if said:
        editor.hint(uri, said)
    editor.edit(uri, (2, 0), (2, 0), AI)
    assert (await editor.heard(REGIONS_CHANGED))["uri"] == uri
    assert await editor.spots(uri, BASE + AI) == [CLAUDE]


@pytest.mark.asyncio
async def test_a_reload_as_close_and_open_keeps_what_is_known_and_what_was_typed(start, repo):
    """Neovim reloads a file that changed on the disk as didClose and didOpen."""
    repo.commit(**{"a.py": BASE})
    editor = await start("neovim-0.7")
    uri = editor.open(repo.top / "a.py", BASE)
    editor.type(uri, 1, 12, " + z")
    typed = BASE.replace("return x", "return x + z")
    agent_wrote(repo, "a.py", typed, typed + AI)
    editor.close(uri)
    editor.open(repo.top / "a.py", typed + AI)
    assert await editor.spots(uri, typed + AI) == [Spot("+ z", "human"), CLAUDE]


@pytest.mark.asyncio
async def test_what_was_typed_and_reviewed_survives_the_server(start, repo):
    repo.commit(**{"a.py": BASE})
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE + AI)
    editor.type(uri, 1, 12, "x")
    await editor.run((await editor.actions(uri, 4, 6))["Mark as reviewed"])
    await editor.heard(REGIONS_CHANGED)
    text = BASE.replace("return x", "return xx") + AI
    known = [Spot("x", "human"), CLAUDE._replace(reviewed_by=(EMAIL,))]
    assert await editor.spots(uri, text) == known
    await editor.shutdown_session()
    second = await start()
    second.open(repo.top / "a.py", text)
    assert await second.spots(uri, text) == known


@pytest.mark.asyncio
async def test_a_save_and_a_close_reach_the_journal(start, repo):
    repo.commit(**{"a.py": BASE})
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE)
    editor.type(uri, 1, 12, "x")
    editor.saved(uri)
    # Answers come in order: whoever answers for another document has been through the store since.
    await editor.regions(editor.open(repo.top / "b.py", ""))
    assert "".join(in_journal(repo, "a.py").attributed.lines) == BASE.replace("return x", "return xx")
    editor.type(uri, 1, 13, "y")
    editor.close(uri)
    await editor.regions(editor.open(repo.top / "c.py", ""))
    assert "xy\n" in in_journal(repo, "a.py").attributed.lines[1]


@pytest.mark.asyncio
async def test_a_file_opened_and_only_looked_at_leaves_nothing_in_the_journal(start, repo):
    repo.commit(**{"a.py": BASE})
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE + "# more\n")
    assert await editor.spots(uri, BASE + "# more\n") == [Spot("# more", "unknown")]
    editor.close(uri)
    await editor.shutdown_session()
    assert in_journal(repo, "a.py") is None


@pytest.mark.asyncio
@pytest.mark.parametrize("is_told_first", [True, False])
@pytest.mark.parametrize("folder", [True, False])
async def test_a_renamed_file_takes_what_is_known_along(start, repo, is_told_first, folder):
    repo.commit(**{"old/a.py": BASE})
    agent_wrote(repo, "old/a.py", BASE, BASE + AI)
    editor = await start()
    old = editor.open(repo.top / "old" / "a.py", BASE + AI)
    editor.type(old, 1, 12, "x")
    text = BASE.replace("return x", "return xx") + AI
    assert await editor.spots(old, text) == [Spot("x", "human"), CLAUDE]
    (repo.top / "old").rename(repo.top / "new")
    names = ("old", "new") if folder else ("old/a.py", "new/a.py")
    renamed = types.FileRename(*((repo.top / name).as_uri() for name in names))
    if is_told_first:
        editor.workspace_did_rename_files(types.RenameFilesParams([renamed]))
    editor.close(old)
    if not is_told_first:
        editor.workspace_did_rename_files(types.RenameFilesParams([renamed]))
    new = editor.open(repo.top / "new" / "a.py", text)
    assert await editor.spots(new, text) == [Spot("x", "human"), CLAUDE]
    await editor.shutdown_session()
    assert in_journal(repo, "old/a.py") is None
    assert in_journal(repo, "new/a.py") is not None


@pytest.mark.asyncio
async def test_a_commit_makes_unexplained_text_the_commits_and_its_risks_past(start, repo):
    repo.commit(**{"a.py": "def f(x):\n    if x is None:\n        raise ValueError(x)\n    return x\n"})
    text = "def f(x):\n    return x\n"
    editor = await start()
    uri = editor.open(repo.top / "a.py", text)
    assert [one.code for one in await editor.found(uri)] == ["GRD001"]
    repo.commit(**{"a.py": text})
    editor.saved(uri)
    await editor.heard("workspace/diagnostic/refresh")
    assert await editor.found(uri) == ()
    assert await editor.spots(uri, text) == []


@pytest.mark.asyncio
async def test_two_servers_share_what_they_see(start, repo):
    repo.commit(**{"a.py": BASE})
    one, two = await start(), await start("emacs")
    uri = one.open(repo.top / "a.py", BASE)
    one.type(uri, 1, 12, "x")
    text = BASE.replace("return x", "return xx")
    one.saved(uri)
    await one.regions(one.open(repo.top / "b.py", ""))
    two.open(repo.top / "a.py", text)
    assert await two.spots(uri, text) == [Spot("x", "human")]


@pytest.mark.asyncio
async def test_a_journal_that_cannot_be_used_is_said_once_and_tracking_goes_on(start, repo):
    repo.commit(**{"a.py": BASE})
    (repo.top / ".git" / "answerable").write_text("a file where a folder should be")
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE)
    editor.type(uri, 1, 12, "xy")
    text = BASE.replace("return x", "return xxy")
    assert await editor.spots(uri, text) == [Spot("xy", "human")]
    editor.saved(uri)
    said = await editor.heard("window/showMessage")
    assert "Tracking goes on in memory." in said.message
    editor.type(uri, 1, 14, "z")
    editor.saved(uri)
    assert (await editor.spots(uri, text.replace("xy", "xyz")))[0].text == "xyz"


@pytest.mark.asyncio
@pytest.mark.parametrize("where", ["repo/new.py", "elsewhere/a.py"])
async def test_files_without_history(start, tmp_path, where):
    """A file that was never committed, and one outside of every repository."""
    (tmp_path / "elsewhere").mkdir()
    editor = await start()
    uri = editor.open(tmp_path / where, BASE)
    assert await editor.spots(uri, BASE) == [Spot(BASE.strip(), "unknown")]
    editor.type(uri, 1, 12, "x")
    assert (await editor.spots(uri, BASE.replace("return x", "return xx")))[1] == Spot("x", "human")


HINTS = {
    "pasted by hand": ("pasted", "", "unknown", ""),
    "pasted from a chat": ("pasted", "copilot", "ai", "copilot"),
    "a completion of the editor": ("completion", "", "tool", ""),
    "a completion of an AI": ("completion", "copilot", "ai", "copilot"),
    "an agent in the editor": ("agent-edit", "cline", "ai", "cline"),
    "a formatter": ("format", "black", "tool", "black"),
    "typed at once by a macro": ("typed", "", "human", ""),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", HINTS)
async def test_what_a_client_says_about_the_next_change(start, repo, name):
    mechanism, producer, line_class, agent = HINTS[name]
    repo.commit(**{"a.py": BASE})
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE)
    editor.hint(uri, mechanism, producer)
    editor.edit(uri, (2, 0), (2, 0), AI)
    assert await editor.spots(uri, BASE + AI) == [Spot(AI.strip(), line_class, agent)]
    # It was about that change only.
    editor.edit(uri, (6, 0), (6, 0), "value = something_else()\n")
    assert (await editor.spots(uri, BASE + AI + "value = something_else()\n"))[-1].line_class == "unknown"


@pytest.mark.asyncio
async def test_declarations(start, repo):
    repo.commit(**{"a.py": BASE})
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    more = "value = something_else()\n"
    text = BASE + AI + more
    editor = await start()
    uri = editor.open(repo.top / "a.py", text)
    assert await editor.spots(uri, text) == [CLAUDE, Spot(more.strip(), "unknown")]
    # What an agent attested is not offered as one's own, and not given away when asked for.
    attested = await editor.actions(uri, 4, 6)
    assert list(attested) == ["Mark as reviewed", "Why?"]
    offered = await editor.actions(uri, 6, 7)
    assert list(offered) == [
        "This was written by claude-code",
        "This was written by an AI tool",
        "I typed this",
        "Why?",
    ]
    for title, after in {
        "I typed this": Spot(more.strip(), "human"),
        "This was written by claude-code": Spot(more.strip(), "ai", "claude-code"),
        "This was written by an AI tool": Spot(more.strip(), "ai"),
    }.items():
        await editor.run(offered[title])
        await editor.heard(REGIONS_CHANGED)
        assert await editor.spots(uri, text) == [CLAUDE, after]
    everything = (await editor.actions(uri, 0, 7))["I typed this"]
    await editor.run(everything)
    await editor.heard(REGIONS_CHANGED)
    assert (await editor.spots(uri, text))[1] == CLAUDE


@pytest.mark.asyncio
async def test_why_is_shown_and_answered(start, repo):
    repo.commit(**{"a.py": BASE})
    agent_wrote(repo, "a.py", BASE, BASE + AI, model="m1", session="s1")
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE + AI)
    answer = await editor.run((await editor.actions(uri, 4, 6))["Why?"])
    assert "claude-code (model m1, session s1)" in answer
    assert (await editor.heard("window/showMessage")).message == answer


@pytest.mark.asyncio
async def test_nobody_reviews_without_an_identity(start, repo):
    repo.commit(**{"a.py": BASE})
    repo.git("config", "--unset", "user.email")
    agent_wrote(repo, "a.py", BASE, BASE + AI)
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE + AI)
    with pytest.raises(Exception, match=r"user\.email"):
        await editor.run((await editor.actions(uri, 4, 6))["Mark as reviewed"])
    assert await editor.spots(uri, BASE + AI) == [CLAUDE]


@pytest.mark.asyncio
async def test_a_copy_of_several_peoples_text_stays_theirs(start, repo):
    repo.commit(**{"a.py": BASE})
    editor = await start()
    uri = editor.open(repo.top / "a.py", BASE)
    pasted = "y = compute(1)\nz = compute(2)\n"
    parts = [{"count": 12, "class": "ai", "producer": "cline"}, {"count": 12, "class": "human"}]
    editor.hint(uri, "pasted", origins=parts)
    editor.edit(uri, (2, 0), (2, 0), pasted)
    assert await editor.spots(uri, BASE + pasted) == [
        Spot("y = compute(1)", "ai", "cline"),
        Spot("z = compute(2)", "human"),
    ]
