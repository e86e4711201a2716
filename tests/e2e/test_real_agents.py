"""Gemini CLI and Codex as they are, with a scripted model: from `answerable init --agent` to `answerable blame`.

Their real hooks report, a real commit is made, and every line of it is checked: class, grade, agent, model, session.
"""

import json
import re
import sys
from pathlib import Path

import pytest

from support.editors import editor_command
from support.git import make_repo
from support.nvim import Nvim
from support.real_agents import MODELS, Agents, agent_path, finish
from support.scripted_model import Gate, ScriptedModel, Turn

PLUGIN = Path(__file__).parents[2] / "client-vscode" / "editors" / "nvim"
SERVER = Path(sys.executable).with_name("answerable-lsp")
OLD = "def one():\n    return 1\n"
GEMINI, CODEX = "gemini-cli", "codex"

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

pytestmark = [pytest.mark.agent, pytest.mark.xdist_group("agents")]


@pytest.fixture
def agents(tmp_path):
    for name in ("gemini", "codex"):
        agent_path(name)
    made = Agents(make_repo(tmp_path))
    made.repo.commit("start", **{"a.py": OLD, ".gitignore": ".gemini/\n.codex/\n"})
    made.answerable("init", "--agent", GEMINI, "--agent", CODEX)
    return made


def write(agents, path, content):
    return Turn("write_file", {"file_path": str(agents.repo.top / path), "content": content})


def replace(agents, path, old, new):
    arguments = {"file_path": str(agents.repo.top / path), "instruction": "do it"}
    return Turn("replace", {**arguments, "old_string": old, "new_string": new})


def shell(name, command, gate=None):
    if name == GEMINI:
        return Turn("run_shell_command", {"command": command}, gate)
    return Turn("exec_command", {"cmd": command}, gate)


def patch(*lines):
    """A patch by Codex's own tool."""
    return Turn("apply_patch", "\n".join(["*** Begin Patch", *lines, "*** End Patch"]))


def patch_in_shell(*lines):
    """A patch that travels inside a shell command."""
    return shell(CODEX, f"apply_patch <<'EOF'\n{patch(*lines).arguments}\nEOF")


def blamed(agents, path):
    """Every line of the committed file in short, and the origins of those that are an agent's."""
    agents.repo.git("add", "-A")
    agents.repo.git("commit", "-q", "--allow-empty", "-m", "work")
    told = json.loads(agents.answerable("blame", path, "--rev", "HEAD", "--json"))
    assert told["schema"] == "answerable.blame/v1"
    words, origins = [], {}
    for line in told["lines"]:
        if line["agent"]:
            words.append(f"{line['class']}:{line['grade']}:{line['agent']}")
            origins.setdefault(line["agent"], set()).add((line["model"], line["session"]))
        else:
            assert line["session"] is None, line
            words.append(line["class"] if line["class"] != "human" else f"human:{line['grade']}")
    return words, origins


def check_lines(agents, path, expected, *names):
    """The lines of a committed file, and that each agent's are of its model and of one session, not the other's."""
    words, origins = blamed(agents, path)
    assert words == expected.split()
    assert set(origins) == set(names)
    sessions = set()
    for name in names:
        ((model, session),) = origins[name]
        assert model == MODELS[name]
        assert re.fullmatch(r"[0-9a-f-]{36}", session)
        sessions.add(session)
    assert len(sessions) == len(names)
    return sessions


def test_gemini_creates_a_file(agents):
    agents.run(GEMINI, write(agents, "b.py", "b = 1\n\nc = 2\n"))
    check_lines(agents, "b.py", "ai:attested:gemini-cli neutral ai:attested:gemini-cli", GEMINI)


def test_gemini_replaces_in_a_file(agents):
    agents.run(GEMINI, replace(agents, "a.py", "return 1", "return 2\n\ndef two(x):\n    return x + 2"))
    expected = "unknown mixed:attested:gemini-cli neutral ai:attested:gemini-cli ai:attested:gemini-cli"
    check_lines(agents, "a.py", expected, GEMINI)


@pytest.mark.parametrize("name", [GEMINI, CODEX])
def test_an_edit_in_the_shell(agents, name):
    agents.run(name, shell(name, "echo 'z = 26' >> a.py && printf 'd = 4\\ne = 5\\n' > d.py"))
    check_lines(agents, "a.py", f"unknown unknown ai:attested:{name}", name)
    check_lines(agents, "d.py", f"ai:attested:{name} ai:attested:{name}", name)


@pytest.mark.parametrize("patched", [patch, patch_in_shell])
def test_codex_patches(agents, patched):
    ran = agents.run(
        CODEX,
        patched("*** Update File: a.py", "@@", "-    return 1", "+    return 9", "+    # nine"),
        patched("*** Add File: d.py", "+d = 4"),
    )
    sessions = check_lines(agents, "a.py", "unknown mixed:attested:codex ai:attested:codex", CODEX)
    check_lines(agents, "d.py", "ai:attested:codex", CODEX)
    assert f"session id: {sessions.pop()}" in ran.said


def test_a_formatter_runs_between_the_edit_and_its_report(agents):
    formatter = (
        f"[ ! -f {agents.repo.top}/b.py ] || sed -i 's/ *= */ = /' {agents.repo.top}/b.py; echo '{{}}'"
    )
    settings = agents.repo.top / ".gemini" / "settings.json"
    known = json.loads(settings.read_text())
    own = {"matcher": "write_file", "sequential": True, "hooks": [{"type": "command", "command": formatter}]}
    known["hooks"]["AfterTool"].insert(0, own)
    settings.write_text(json.dumps(known))
    agents.run(GEMINI, write(agents, "b.py", "b=1\nc=2\n"))
    assert (agents.repo.top / "b.py").read_text() == "b = 1\nc = 2\n"
    check_lines(agents, "b.py", "ai:corroborated:gemini-cli ai:corroborated:gemini-cli", GEMINI)


def test_a_formatter_runs_after_everything(agents):
    agents.run(GEMINI, write(agents, "b.py", "b=1\nif b:\n  c=2\n"))
    (agents.repo.top / "b.py").write_text("b = 1\nif b:\n    c = 2\n")
    line = "ai:attested:gemini-cli"
    check_lines(agents, "b.py", f"{line} {line} {line}", GEMINI)


@pytest.mark.parametrize("name", [GEMINI, CODEX])
@pytest.mark.parametrize("command", ["git reset --hard", "rm -rf .git && echo done"])
def test_what_the_guard_refuses_does_not_happen(agents, name, command):
    work = OLD + "MINE = 1\n"
    agents.repo.write("a.py", work)
    ran = agents.run(name, shell(name, command))
    assert "Answerable: " in json.dumps(ran.results) + ran.said
    assert (agents.repo.top / "a.py").read_text() == work
    assert agents.repo.git("status", "--short") == " M a.py"
    check_lines(agents, "a.py", "unknown unknown unknown")


POLICY = ".answerable/policy.toml"


@pytest.mark.parametrize(
    ("name", "turn"),
    [
        (GEMINI, lambda agents: replace(agents, POLICY, "version = 1", "version = 2")),
        (CODEX, lambda _: patch(f"*** Update File: {POLICY}", "@@", "-version = 1", "+version = 2")),
        (CODEX, lambda _: patch_in_shell(f"*** Update File: {POLICY}", "@@", "-version = 1", "+version = 2")),
    ],
    ids=["gemini", "codex", "codex-in-shell"],
)
def test_what_is_protected_stays(agents, name, turn):
    agents.repo.commit("policy", **{POLICY: "version = 1\n"})
    ran = agents.run(name, turn(agents))
    assert "Answerable: " in json.dumps(ran.results) + ran.said
    assert (agents.repo.top / POLICY).read_text() == "version = 1\n"


def test_two_agents_in_one_file_one_after_the_other(agents):
    agents.run(GEMINI, replace(agents, "a.py", "return 1", "return 1\n\n\nSUM_OF_ALL = 2"))
    agents.run(CODEX, patch("*** Update File: a.py", "@@", "-SUM_OF_ALL = 2", "+SUM_OF_ALL = 3", "+REST = 4"))
    # Of a line that both wrote, the one is named who wrote more of it.
    expected = "unknown unknown neutral neutral ai:attested:gemini-cli ai:attested:codex"
    check_lines(agents, "a.py", expected, GEMINI, CODEX)


def test_two_agents_in_one_file_at_the_same_time(agents):
    gate = Gate()
    first = shell(GEMINI, "echo 'g1 = 1' >> a.py")
    second = shell(GEMINI, "echo 'g2 = 2' >> a.py", gate)
    with ScriptedModel([first, second]) as model, agents.start(GEMINI, model) as gemini:
        assert gate.reached.wait(60)
        agents.run(CODEX, shell(CODEX, "echo 'c1 = 1' >> a.py"))
        gate.open()
        finish(gemini, model)
    expected = "unknown unknown ai:attested:gemini-cli ai:attested:codex ai:attested:gemini-cli"
    check_lines(agents, "a.py", expected, GEMINI, CODEX)


@pytest.mark.parametrize("name", [GEMINI, CODEX])
def test_the_agent_commits_by_itself(agents, name):
    agents.run(name, shell(name, "echo 'z = 26' >> a.py"), shell(name, "git commit -q -a -m 'by the agent'"))
    message = agents.repo.git("log", "-1", "--format=%B")
    assert message.startswith("by the agent")
    # Gemini CLI runs its shell with git's hooks switched off: there is a record, and no stamp.
    assert (f"Assisted-by: {name}:{MODELS[name]}" in message) is (name == CODEX)
    check_lines(agents, "a.py", f"unknown unknown ai:attested:{name}", name)


@pytest.mark.parametrize("name", [GEMINI, CODEX])
def test_the_agent_edits_and_commits_in_one_command(agents, name):
    agents.run(name, shell(name, "echo 'z = 26' >> a.py && git commit -q -a -m 'by the agent'"))
    message = agents.repo.git("log", "-1", "--format=%B")
    # What Codex commits is stamped before Codex reports; a late record tells the rest.
    assert ("unknown=1" in message) is (name == CODEX)
    check_lines(agents, "a.py", f"unknown unknown ai:attested:{name}", name)


@pytest.mark.parametrize("confirmed", ["trusts_folder", "trusts_hooks"])
def test_codex_runs_our_hooks_only_when_its_user_has_confirmed_both(agents, confirmed):
    agents.trusts_folder = agents.trusts_hooks = False
    setattr(agents, confirmed, True)
    agents.run(CODEX, shell(CODEX, "echo 'z = 26' >> a.py"))
    check_lines(agents, "a.py", "unknown unknown unknown")


@pytest.fixture
def nvim(agents):
    program = editor_command("nvim", "neovim")
    with Nvim(program, agents.repo.top, agents.repo.environ, "--cmd", f"set rtp+={PLUGIN}") as editor:
        editor.lua(f'require("answerable").setup({{ cmd = {{ "{SERVER}", "--stdio" }} }})')
        editor.command("edit a.py")
        assert editor.lua(INITIALISED)
        yield editor


def type_and_save(nvim, keys):
    """Take in what changed on disk, type, write the file, and wait until the server has seen it all."""
    nvim.command("edit")
    nvim.keys(keys)
    nvim.command("write")
    assert nvim.lua(REGIONS)


def test_a_human_types_in_neovim_between_two_calls_of_gemini(agents, nvim):
    gate = Gate()
    first = replace(agents, "a.py", "return 1", "return 1\n\n\ndef two():\n    return 2")
    second = replace(agents, "a.py", "return 2", "return 2\n\n\ndef four():\n    return 4")._replace(
        gate=gate
    )
    with ScriptedModel([first, second]) as model, agents.start(GEMINI, model) as gemini:
        assert gate.reached.wait(60)
        type_and_save(nvim, "GoTHREE = 3<Esc>")
        gate.open()
        finish(gemini, model)
    type_and_save(nvim, "GoFIVE = 5<Esc>")
    nvim.command("bdelete")
    ai = "ai:attested:gemini-cli"
    human = "human:labelled"
    expected = f"unknown unknown neutral neutral {ai} {ai} neutral neutral {ai} {ai} {human} {human}"
    check_lines(agents, "a.py", expected, GEMINI)


def test_a_human_types_in_neovim_between_two_calls_of_codex(agents, nvim):
    gate = Gate()
    first = patch_in_shell("*** Update File: a.py", "@@", " def one():", "     return 1", "+TWO = 2")
    second = shell(CODEX, "echo 'FOUR = 4' >> a.py", gate)
    with ScriptedModel([first, second]) as model, agents.start(CODEX, model) as codex:
        assert gate.reached.wait(60)
        type_and_save(nvim, "GoTHREE = 3<Esc>")
        gate.open()
        finish(codex, model)
    type_and_save(nvim, "ggOZERO = 0<Esc>")
    nvim.command("bdelete")
    # Codex sends no after for a patch in a shell command: it is found in what the human has made of the file since.
    patched, ai, human = "ai:corroborated:codex", "ai:attested:codex", "human:labelled"
    check_lines(agents, "a.py", f"{human} unknown unknown {patched} {human} {ai}", CODEX)
