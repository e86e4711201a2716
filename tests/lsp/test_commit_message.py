"""Documents that are the message of a commit being made: completion, hover, diagnostics, against real hooks' stamps."""

import pytest
from lsprotocol import types

from support.git import Repo
from support.hooked import install, remember

BASE = "def f(x):\n    return x\n"
WHO = "Assisted-by: gemini-cli:gemini-2.5-pro"
LINES = "Provenance-Lines: ai=2 mixed=0 human=0 tool=0 unknown=0 reviewed=0"


def prepared(repo: Repo) -> tuple[str, str]:
    """A staged change by an agent whose commit was begun and not made: message file and message."""
    repo.commit(**{"a.py": BASE})
    install(repo)
    remember(repo, "a.py", f"C|{BASE}A|def g(y):\n    return y\n")
    repo.git("add", "a.py")
    # The editor leaves with an error: git keeps the message that the hook has stamped.
    repo.git("commit", "-e", "-m", "Title", check=False, GIT_EDITOR="false")
    path = repo.top / ".git" / "COMMIT_EDITMSG"
    return path, "".join(line for line in path.read_text().splitlines(keepends=True) if line[0] != "#")


async def completed(editor, uri, line, column):
    """The text of each completion, and the column from which it replaces."""
    answer = await editor.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(line, column))
    )
    return [(item.text_edit.new_text, item.text_edit.range.start.character) for item in answer]


def test_the_message_is_as_git_made_it(repo):
    assert prepared(repo)[1].splitlines()[:4] == ["Title", "", WHO, LINES]


@pytest.mark.asyncio
@pytest.mark.parametrize("client", ["neovim-0.7", "emacs", "vscode"])
async def test_the_stamp_of_the_hooks_is_right_and_explained(start, repo, client):
    path, message = prepared(repo)
    editor = await start(client)
    uri = editor.open(path, message, "gitcommit")
    assert list(await editor.found(uri)) == []
    assert "gemini-cli" in await editor.hover(uri, 2, 3)
    assert "The record says ai=2" in await editor.hover(uri, 3, 3)
    assert await editor.hover(uri, 0, 0) == ""
    assert await editor.actions(uri, 0, 3) == {}


@pytest.mark.asyncio
async def test_a_stamp_that_is_taken_out_is_missed_and_can_be_completed(start, repo):
    path, _ = prepared(repo)
    editor = await start("neovim-0.7")
    uri = editor.open(path, "Title\n\n", "gitcommit")
    (missing,) = await editor.found(uri)
    assert (missing.range.start.line, missing.severity) == (0, types.DiagnosticSeverity.Information)
    found = await completed(editor, uri, 2, 0)
    assert found[:2] == [(WHO, 0), (LINES, 0)]
    editor.edit(uri, (2, 0), (2, 0), "Assisted-by: gem")
    assert await completed(editor, uri, 2, 16) == [("gemini-cli:gemini-2.5-pro", 13)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("replaced", "line", "said"),
    [
        (("ai=2", "ai=0"), 3, "contradicts the record, which says ai=2"),
        (("ai=2", "ai=two"), 3, "no counts"),
        ((f"{WHO}\n", ""), 2, "says that gemini-cli:gemini-2.5-pro wrote lines"),
        (("sha256:", "sha256:0"), 4, "names no record"),
        (("Title\n\n", "Title\n\nProvenance-Foo: 1\n"), 2, "no trailer of Answerable"),
    ],
)
async def test_what_contradicts_the_record_is_said_on_its_line(start, repo, replaced, line, said):
    path, message = prepared(repo)
    editor = await start("bare")
    uri = editor.open(path, message.replace(*replaced), "gitcommit")
    found = await editor.found(uri)
    assert said in " ".join(one.message for one in found)
    assert line in {one.range.start.line for one in found}


@pytest.mark.asyncio
async def test_a_record_that_is_not_here_looks_forged(start, repo):
    path, message = prepared(repo)
    forged = message[: message.index("sha256:")] + f"sha256:{'0' * 64}\n"
    editor = await start("bare")
    found = await editor.found(editor.open(path, forged, "gitcommit"))
    assert "not in this repository" in " ".join(one.message for one in found)


@pytest.mark.asyncio
async def test_a_message_is_checked_as_it_is_written_also_without_hooks(start, repo):
    repo.commit()
    path = repo.top / ".git" / "COMMIT_EDITMSG"
    editor = await start("neovim-0.7")
    uri = editor.open(path, "Title\n\nProvenance-Lines: ai=1\n", "gitcommit")
    (found,) = await editor.found(uri)
    assert (found.range.start.line, found.severity) == (2, types.DiagnosticSeverity.Warning)
    editor.edit(uri, (2, 22), (2, 22), " mixed=0 human=0 tool=0 unknown=0 reviewed=0")
    assert list(await editor.found(uri)) == []


@pytest.mark.asyncio
async def test_the_message_of_a_linked_worktree_belongs_to_it(start, repo, tmp_path):
    repo.commit(**{"a.py": BASE})
    install(repo)
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    editor = await start("neovim-0.7")
    path = repo.top / ".git" / "worktrees" / "linked" / "COMMIT_EDITMSG"
    (missing,) = await editor.found(editor.open(path, "Title\n", "gitcommit"))
    assert "stamp is missing" in missing.message


@pytest.mark.asyncio
async def test_completion_is_registered_for_messages_alone_where_that_can_be_done(start, repo):
    repo.commit(**{"a.py": BASE})
    static, registered = await start("neovim-0.7"), await start("vscode")
    assert static.offered.completion_provider is not None
    assert registered.offered.completion_provider is None
    asked = set()
    while types.TEXT_DOCUMENT_COMPLETION not in asked:
        registered_now = await registered.heard(types.CLIENT_REGISTER_CAPABILITY)
        asked |= {one.method for one in registered_now.registrations}
    assert await completed(static, static.open(repo.top / "a.py", BASE), 0, 3) == []
