"""The main job in a real Neovim: typed lines, an agent's and pasted ones, told apart in the editor and in the commit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.editors import editor_command, newer_neovim
from support.git import Repo, make_repo
from support.nvim import Nvim

PLUGIN = Path(__file__).parents[2] / "client-vscode" / "editors" / "nvim"
SERVER = Path(sys.executable).with_name("answerable-lsp")

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("editors")]

#: Lua that waits (up to 20 s, woken by every message) until a client has finished its handshake.
INITIALISED = """
return vim.wait(20000, function()
  for _, client in pairs(vim.lsp.buf_get_clients(0)) do
    if client.initialized then return true end
  end
  return false
end, 10)
"""

#: Asks the server for the regions of the buffer and waits for the answer.
REGIONS = """
local answers = vim.lsp.buf_request_sync(0, "answerable/regions", {uri = vim.uri_from_bufnr(0)}, 20000)
for _, answer in pairs(answers or {}) do return answer.result end
"""


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"app.py": "def one():\n    return 1\n"})
    answerable(made, "init")
    return made


@pytest.fixture(params=["Debian's", "newer"])
def nvim(repo, request):
    program = newer_neovim() if request.param == "newer" else editor_command("nvim", "neovim")
    with Nvim(program, repo.top, repo.environ, "--cmd", f"set rtp+={PLUGIN}") as editor:
        editor.lua(f'require("answerable").setup({{ cmd = {{ "{SERVER}", "--stdio" }} }})')
        yield editor


def answerable(repo: Repo, *arguments: str, stdin: str = "") -> str:
    """What one verb prints."""
    done = subprocess.run(
        [sys.executable, "-m", "answerable", *arguments],
        cwd=repo.top,
        env=repo.environ,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def open_file(nvim, path):
    """Open a file and wait until the server is attached."""
    nvim.command(f"edit {path}")
    assert nvim.lua(INITIALISED)


def check_classes(repo, path, expected):
    """Compare the class of every committed line with `expected`: (class, agent) pairs."""
    blamed = json.loads(answerable(repo, "blame", path, "--rev", "HEAD", "--json"))
    assert [(line["class"], line["agent"] or "") for line in blamed["lines"]] == expected


def agent_appends(repo, path, text, conversation):
    """A coding agent appends to a file on disk and reports before and after."""
    where = {"repo_working_dir": str(repo.top)}
    before = {"type": "human", **where, "will_edit_filepaths": [path]}
    after = {
        "type": "ai_agent",
        **where,
        "edited_filepaths": [path],
        "agent_name": "demo-agent",
        "model": "demo-1",
        "conversation_id": conversation,
    }
    answerable(repo, "checkpoint", "agent-v1", stdin=json.dumps(before))
    target = repo.top / path
    target.write_text(target.read_text() + text)
    answerable(repo, "checkpoint", "agent-v1", stdin=json.dumps(after))


def test_typed_by_hand_is_human_and_the_rest_is_not_claimed(repo, nvim):
    open_file(nvim, "app.py")
    nvim.keys("Go\ndef two():<CR>    return 2<Esc>")
    nvim.command("write")
    assert nvim.lua(REGIONS)["regions"]
    nvim.command("bdelete")
    repo.git("commit", "-q", "-a", "-m", "two")
    assert "Provenance-Lines: ai=0 mixed=0 human=2 tool=0 unknown=0 reviewed=0" in repo.git(
        "log", "-1", "--format=%B"
    )
    check_classes(
        repo, "app.py", [("unknown", ""), ("unknown", ""), ("neutral", ""), ("human", ""), ("human", "")]
    )


def test_an_agent_edits_the_open_file_and_the_human_goes_on(repo, nvim):
    open_file(nvim, "app.py")
    agent_appends(repo, "app.py", "\n\ndef agent_made():\n    return 'made'\n", "c-1")
    nvim.command("checktime")
    nvim.command("edit")
    nvim.keys("Go<CR><CR>VALUE = one()<Esc>")
    nvim.command("write")
    # The agent's report claims what came from the disk when nobody is typing.
    until_marked(nvim, "ai")
    regions = nvim.lua(REGIONS)["regions"]
    assert {"ai", "human"} <= {region["class"] for region in regions}
    nvim.command("bdelete")
    repo.git("commit", "-q", "-a", "-m", "agent and human")
    blamed = json.loads(answerable(repo, "blame", "app.py", "--rev", "HEAD", "--json"))["lines"]
    found = {line["line"]: (line["class"], line["agent"] or "") for line in blamed}
    assert found[5] == ("ai", "demo-agent")
    assert found[6] == ("ai", "demo-agent")
    assert found[len(found)] == ("human", "")


#: Waits (up to 20 s) until a Lua expression is true.
UNTIL = "return vim.wait(20000, function() return {} end, 20)"

BLAME = "Provenance-Lines: ai={} mixed=0 human={} tool=0 unknown={} reviewed={}"
AGENT = "\n\ndef agent_made():\n    return 'made'\n"


def until(nvim, expression):
    """Wait for what the server says to arrive in the editor."""
    assert nvim.lua(UNTIL.format(expression)), expression


def until_marked(nvim, kind):
    """Wait until some line of the buffer is of this kind."""
    until(nvim, f'require("answerable.commands").status():match("{kind}=[1-9]") ~= nil')


def spots(nvim):
    """Class and mechanism of every region that is not of the parent commit, in order."""
    found = nvim.lua(REGIONS)["regions"]
    return [(one["class"], one["mechanism"]) for one in found if one["mechanism"] != "vcs"]


def check_commit(repo, nvim, *counts):
    """Write, commit, and compare the stamp with the counts of ai, human, unknown and reviewed lines."""
    nvim.command("write!")
    assert nvim.lua(REGIONS)["regions"]
    nvim.command("bdelete")
    # The server keeps the state of a document that was closed before it answers what comes after.
    open_file(nvim, "other.py")
    assert nvim.lua(REGIONS) is not None
    repo.git("commit", "-q", "-a", "-m", "from the editor")
    assert BLAME.format(*counts) in repo.git("log", "-1", "--format=%B")


@pytest.fixture
def with_agent(repo, nvim):
    """A file that is open, and to which an agent has appended two lines."""
    nvim.command("set autoread")
    open_file(nvim, "app.py")
    agent_appends(repo, "app.py", AGENT, "c-1")
    nvim.command("checktime")
    until_marked(nvim, "ai")
    return nvim


def test_text_from_outside_is_pasted_and_nobodys(repo, nvim):
    open_file(nvim, "app.py")
    nvim.keys("Go\ndef two():<CR>    return 2<CR><Esc>")
    nvim.request("nvim_paste", "\ndef outside():\n    return 3\n", False, -1)
    assert ("human", "typed") in spots(nvim)
    assert spots(nvim)[-1] == ("unknown", "pasted")
    check_commit(repo, nvim, 0, 2, 2, 0)


def test_an_agents_write_is_told_as_coming_from_the_disk_and_claimed(repo, with_agent):
    assert spots(with_agent) == [("ai", "agent-edit")]
    check_commit(repo, with_agent, 2, 0, 0, 0)


def test_what_nobody_reported_stays_from_the_disk(repo, nvim):
    nvim.command("set autoread")
    open_file(nvim, "app.py")
    (repo.top / "app.py").write_text("def one():\n    return 1\n\n\ndef other():\n    return 'other'\n")
    nvim.command("checktime")
    assert spots(nvim) == [("unknown", "disk")]


def test_an_agent_writes_while_the_buffer_is_dirty_and_its_text_is_taken(repo, nvim):
    open_file(nvim, "app.py")
    nvim.keys("Go# mine<Esc>")
    assert spots(nvim) == [("human", "typed")]
    agent_appends(repo, "app.py", AGENT, "c-2")
    nvim.command("edit!")
    until_marked(nvim, "ai")
    assert spots(nvim) == [("ai", "agent-edit")]
    check_commit(repo, nvim, 2, 0, 0, 0)


def test_what_a_formatter_makes_is_a_tools(nvim):
    open_file(nvim, "app.py")
    nvim.keys("Govalue=compute()<Esc>")
    nvim.lua(
        """
        local edit = {range = {start = {line = 2, character = 5}, ["end"] = {line = 2, character = 6}}, newText = " = +"}
        local asked = {bufnr = vim.api.nvim_get_current_buf(), method = "textDocument/formatting", client_id = vim.lsp.get_active_clients()[1].id}
        vim.lsp.handlers["textDocument/formatting"](nil, {edit}, asked, {})
        """
    )
    assert ("tool", "format") in spots(nvim)


def test_undo_and_redo_give_back_what_they_took(repo, with_agent):
    nvim = with_agent
    nvim.keys("Gdk")
    assert spots(nvim) == []
    nvim.keys("u")
    assert spots(nvim) == [("ai", "agent-edit")]
    nvim.keys("Go<CR>def three():<CR>    return 3<Esc>")
    before = spots(nvim)
    nvim.keys("u")
    nvim.keys("<C-r>")
    assert spots(nvim) == before
    check_commit(repo, nvim, 2, 2, 0, 0)


def test_ai_lines_that_are_yanked_and_put_stay_the_ais(with_agent):
    nvim = with_agent
    nvim.keys("Gk0yj")
    nvim.command("new other.py")
    nvim.lua('require("answerable").attach(vim.api.nvim_get_current_buf())')
    assert nvim.lua(INITIALISED)
    nvim.keys("p")
    regions = nvim.lua(REGIONS)["regions"]
    assert {(one["class"], one.get("agent")) for one in regions} == {("ai", "demo-agent")}


def test_marks_tell_the_classes_apart_by_letter_and_words(with_agent):
    nvim = with_agent
    nvim.keys("Go<CR># mine<Esc>")
    nvim.lua('require("answerable.marks").soon(0)')
    until_marked(nvim, "human")
    namespace = nvim.lua('return vim.api.nvim_create_namespace("answerable")')
    marks = nvim.request("nvim_buf_get_extmarks", 0, namespace, 0, -1, {"details": True})
    beside = [(row, more["virt_text"]) for _, row, _, more in marks if "virt_text" in more]
    assert beside == [(4, [["  AI: demo-agent, unreviewed", "AnswerableAi"]])]
    nvim.command("redraw!")
    letters = [nvim.lua("return vim.fn.screenstring(..., 1)", row) for row in range(1, 8)]
    assert letters == [" ", " ", " ", " ", "A", "A", " "]


def test_review_from_the_editor_is_in_the_trailers(repo, with_agent):
    nvim = with_agent
    nvim.command("1")
    nvim.command("AnswerableNext")
    assert nvim.request("nvim_win_get_cursor", 0)[0] == 5
    nvim.command("%AnswerableReview")
    until_marked(nvim, "reviewed")
    nvim.command("AnswerableNext")
    assert "no unreviewed AI lines" in nvim.lua('return vim.api.nvim_exec("messages", true)')
    check_commit(repo, nvim, 2, 0, 0, 2)


def test_why_says_who_and_how(with_agent):
    with_agent.command("normal G")
    with_agent.command("AnswerableWhy")
    until(with_agent, 'vim.api.nvim_exec("messages", true):match("Written by demo%-agent") ~= nil')


def test_a_risky_deletion_has_a_diagnostic_and_actions(repo, nvim):
    guarded = (
        "def drop(user, table):\n    if not user.is_admin:\n        raise PermissionError\n    table.drop()\n"
    )
    repo.commit("guarded", **{"guarded.py": guarded})
    open_file(nvim, "guarded.py")
    nvim.keys("2Gdd")
    nvim.keys("dd")
    until(nvim, "#vim.diagnostic.get(0) > 0")
    (found, *_) = nvim.lua(
        "return vim.tbl_map(function(one) return {one.source, one.message} end, vim.diagnostic.get(0))"
    )
    assert found[0] == "answerable"
    assert "is_admin" in found[1]


def test_actions_on_ai_lines(with_agent):
    titles = with_agent.lua(
        """
        vim.api.nvim_win_set_cursor(0, {5, 0})
        local asked = vim.lsp.util.make_range_params()
        asked.context = {diagnostics = {}}
        local titles = {}
        for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/codeAction", asked, 20000)) do
          for _, action in ipairs(answer.result) do table.insert(titles, action.title) end
        end
        return titles
        """
    )
    assert "Mark as reviewed" in titles
    assert "Why?" in titles


def test_the_commit_message_is_checked_and_completed(repo, with_agent):
    nvim = with_agent
    repo.git("add", "app.py")
    repo.git("commit", "-e", "-m", "From the agent", check=False, GIT_EDITOR="false")
    open_file(nvim, ".git/COMMIT_EDITMSG")
    until(nvim, 'vim.bo.filetype == "gitcommit"')
    nvim.command("%g/^Provenance-Lines/d")
    until(nvim, "#vim.diagnostic.get(0) > 0")
    (row,) = nvim.lua("return vim.fn.searchpos('^Provenance-Record', 'nw')")[:1]
    nvim.request("nvim_buf_set_lines", 0, row - 1, row - 1, True, ["Prov"])
    offered = nvim.lua(
        """
        vim.api.nvim_win_set_cursor(0, {..., 4})
        local found = {}
        local asked = vim.lsp.util.make_position_params()
        for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/completion", asked, 20000)) do
          for _, item in ipairs(answer.result) do table.insert(found, item.textEdit.newText) end
        end
        return found
        """,
        row,
    )
    assert "Provenance-Lines: ai=2 mixed=0 human=0 tool=0 unknown=0 reviewed=0" in offered


def test_the_health_check_says_what_works_and_what_cannot_be_seen(nvim):
    open_file(nvim, "app.py")
    nvim.command("checkhealth answerable")
    said = "\n".join(nvim.request("nvim_buf_get_lines", 0, 0, -1, False))
    assert f"The server is {SERVER}" in said
    assert "1 buffer(s) are followed" in said
    assert "ERROR" not in said
    assert "Not seen here" in said
