"""The main job in a real Neovim: typed lines and an agent's lines, told apart in the commit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.editors import editor_command
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


@pytest.fixture
def nvim(repo):
    program = editor_command("nvim", "neovim")
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
    regions = nvim.lua(REGIONS)["regions"]
    assert {"ai", "human"} <= {region["class"] for region in regions}
    nvim.command("bdelete")
    repo.git("commit", "-q", "-a", "-m", "agent and human")
    blamed = json.loads(answerable(repo, "blame", "app.py", "--rev", "HEAD", "--json"))["lines"]
    found = {line["line"]: (line["class"], line["agent"] or "") for line in blamed}
    assert found[5] == ("ai", "demo-agent")
    assert found[6] == ("ai", "demo-agent")
    assert found[len(found)] == ("human", "")
