"""`answerable init --agent`: what is shown, written, run and put back, with real files and the real command."""

import json
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support.git import make_repo

COMMAND = Path(sys.executable).with_name("answerable")
EVERYBODY = (
    "claude-code", "cursor", "codex", "gemini-cli", "copilot", "windsurf", "opencode", "cline", "amp", "kiro", "aider",
)  # fmt: skip
CLAUDE = '{\n  // mine\n  "model": "opus", /* the large one */\n}\n'
CODEX = '# ours\nmodel = "m"\n\n[features]\nweb = true\n'


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", **{"a.py": "a = 1\n"})
    return made


def init(repo, *options, expect=0, cwd=None, **extra):
    """Run `answerable init`; what it said on both streams."""
    done = subprocess.run(
        [COMMAND, "init", *options],
        cwd=cwd or repo.top,
        env=repo.environ | extra,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, (done.stdout, done.stderr)
    return done.stdout, done.stderr


def named(*names):
    return [word for name in names for word in ("--agent", name)]


def tree(folder):
    """Every file and folder with mode and content, git's own left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (
            not name.startswith(".git/")
            and not name.startswith("Library")
            and "answerable/agents" not in name
        ):
            content = path.read_bytes() if path.is_file() else b""
            found[name] = (stat.S_IMODE(path.stat().st_mode), content)
    return found


def test_everybody_comes_and_goes_without_a_trace(repo):
    repo.write(".claude/settings.local.json", CLAUDE)
    repo.write(".codex/config.toml", CODEX)
    (repo.top / ".codex" / "config.toml").chmod(0o600)
    before = tree(repo.top)
    shown, _ = init(repo, *named(*EVERYBODY), "--dry-run")
    assert tree(repo.top) == before
    assert "+++ " in shown
    assert "Nothing was changed" in shown
    init(repo, *named(*EVERYBODY))
    installed = tree(repo.top)
    assert len(installed) > len(before) + 10
    assert stat.S_IMODE((repo.top / ".clinerules/hooks/PreToolUse").stat().st_mode) == 0o755
    assert installed[".codex/config.toml"][0] == 0o600
    shown, _ = init(repo, *named(*EVERYBODY))
    assert "Nothing to change for claude-code" in shown
    assert tree(repo.top) == installed
    init(repo, *named(*EVERYBODY), "--remove")
    assert tree(repo.top) == before
    assert (repo.top / ".git/hooks/post-commit").exists()
    shown, _ = init(repo, "--agents", "--remove")
    assert "Nothing to change" in shown


def test_the_difference_is_shown_and_what_to_confirm_is_said(repo):
    repo.write(".codex/config.toml", CODEX)
    shown, complained = init(repo, *named("codex"))
    assert f"--- {repo.top}/.codex/config.toml" in shown
    assert "\n+command = '\"" in shown
    assert "trust the hooks in /hooks" in shown
    assert "keep them out of commits" in shown
    assert complained == ""
    assert "trust" not in (repo.top / ".codex/config.toml").read_text()


def test_json_says_the_same(repo):
    printed, _ = init(repo, *named("gemini-cli"), "--json")
    told = json.loads(printed)
    assert told["schema"] == "answerable.init/v1"
    assert {"verb": "write", "path": f"{repo.top}/.gemini/settings.json", "target": ""} in told["steps"]
    assert len(told["confirm"]) == 2
    assert told["problems"] == []


def test_what_the_user_changed_since_stays(repo):
    path = repo.top / ".gemini/settings.json"
    init(repo, *named("gemini-cli"))
    known = json.loads(path.read_text())
    known["ui"] = {"theme": "Dracula"}
    known["hooks"]["AfterTool"].append({"hooks": [{"type": "command", "command": "./mine"}]})
    path.write_text(json.dumps(known, indent=4))
    init(repo, *named("gemini-cli"))
    init(repo, *named("gemini-cli"), "--remove")
    assert json.loads(path.read_text()) == {
        "hooks": {"AfterTool": [{"hooks": [{"type": "command", "command": "./mine"}]}]},
        "ui": {"theme": "Dracula"},
    }


def test_a_folder_that_somebody_else_uses_stays(repo):
    init(repo, *named("copilot"))
    repo.write(".github/hooks/theirs.json", "{}")
    init(repo, *named("copilot"), "--remove")
    assert sorted(path.name for path in (repo.top / ".github/hooks").iterdir()) == ["theirs.json"]


@pytest.mark.parametrize(
    ("path", "content", "agent", "reason"),
    [
        (".gemini/settings.json", b'{"hooks": \n', "gemini-cli", "line 2 is not JSON"),
        (".gemini/settings.json", b'{"a": "\xff"}', "gemini-cli", "it is not UTF-8"),
        (".codex/config.toml", b"model =\n", "codex", "it is not TOML"),
        (".clinerules/hooks/PreToolUse", b"#!/bin/sh\n", "cline", "it is not ours"),
        (".gemini/settings.json", b" " * 5_000_001, "gemini-cli", "it is larger than 5 MB"),
    ],
)
def test_what_cannot_be_merged_is_left_alone_and_named(repo, path, content, agent, reason):
    repo.write(path, content)
    _, complained = init(repo, *named(agent), expect=1)
    assert f"{path} was left as it is, because {reason}" in complained
    assert (repo.top / path).read_bytes() == content
    init(repo, *named(agent), "--remove")
    assert (repo.top / path).read_bytes() == content


@pytest.mark.parametrize("link", [".gemini", ".gemini/settings.json"])
def test_a_repository_cannot_lead_us_out_of_it(repo, tmp_path, link):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "settings.json").write_text("{}")
    place = repo.top / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(outside / "settings.json" if link.endswith(".json") else outside)
    _, complained = init(repo, *named("gemini-cli"), expect=1)
    assert "it is reached through a link" in complained
    assert (outside / "settings.json").read_text() == "{}"


def test_a_users_own_configuration_follows_links_and_variables(repo, tmp_path):
    dotfiles, elsewhere = tmp_path / "dotfiles", tmp_path / "elsewhere"
    dotfiles.mkdir()
    (dotfiles / "gemini.json").write_text('{"ui": {}}')
    (repo.home / ".gemini").mkdir()
    (repo.home / ".gemini/settings.json").symlink_to(dotfiles / "gemini.json")
    options = [*named("gemini-cli", "codex"), "--user"]
    before = tree(repo.top)
    init(repo, *options, cwd=tmp_path, CODEX_HOME=str(elsewhere))
    assert "answerable guard gemini-cli" in json.dumps(json.loads((dotfiles / "gemini.json").read_text()))
    assert (repo.home / ".gemini/settings.json").is_symlink()
    assert "answerable checkpoint codex" in (elsewhere / "config.toml").read_text()
    assert tree(repo.top) == before
    assert not (repo.top / ".git/hooks/post-commit").exists()
    init(repo, *options, "--remove", cwd=tmp_path, CODEX_HOME=str(elsewhere))
    assert (dotfiles / "gemini.json").read_text() == '{"ui": {}}'
    assert not elsewhere.exists()


def test_agents_are_found_by_their_traces_and_programs(repo, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "amp").write_text("#!/bin/sh\n")
    (programs / "amp").chmod(0o755)
    (repo.home / ".cursor").mkdir()
    (repo.top / ".kiro").mkdir()
    path = f"{programs}:{Path(shutil.which('git')).parent}"
    shown, _ = init(repo, "--agents", PATH=path)
    found = {line.split()[1] for line in shown.splitlines() if line.startswith("+++ ")}
    assert f"{repo.top}/.amp/plugins/answerable.ts" in found
    assert f"{repo.top}/.cursor/hooks.json" in found
    assert f"{repo.top}/.kiro/hooks/answerable.json" in found


def test_kiro_takes_the_hooks_of_its_custom_agents_where_there_are_any(repo):
    agent = '{"name": "dev", "tools": ["*"]}\n'
    repo.write(".kiro/agents/dev.json", agent)
    init(repo, *named("kiro"))
    assert "answerable guard kiro" in (repo.top / ".kiro/agents/dev.json").read_text()
    assert not (repo.top / ".kiro/hooks").exists()
    init(repo, *named("kiro"), "--remove")
    assert (repo.top / ".kiro/agents/dev.json").read_text() == agent


@pytest.mark.parametrize(
    "options",
    [
        ("--user",),
        ("--agent", "nobody"),
        ("--user", "--agent", "codex", "--policy"),
        ("--remove", "--agents", "--policy"),
    ],
)
def test_wrong_usage(repo, options):
    init(repo, *options, expect=64)
    assert not (repo.top / ".git/hooks/post-commit").exists()


def test_doctor_knows_who_reports(repo):
    init(repo, *named("codex", "opencode", "kiro"))
    said = repo.run(str(COMMAND), "doctor", "--json", check=False)[0]
    (agents,) = [check for check in json.loads(said)["checks"] if check["name"] == "agents"]
    assert all(name in agents["said"] for name in ("codex", "opencode", "kiro"))


PLAY = """
import {{ {name} as made }} from {module!r}
import {{ writeFileSync, readFileSync }} from "node:fs"
const path = {path!r}
{body}
"""
OPENCODE = """
const hooks = await made({ directory: process.cwd() })
const call = { tool: "write", sessionID: "ses_1", callID: "call_1" }
const args = { filePath: path, content: "a = 1\\nb = 2\\n" }
await hooks["tool.execute.before"](call, { args })
writeFileSync(path, args.content)
await hooks["tool.execute.after"](call, {})
const risky = { tool: "bash", sessionID: "ses_1", callID: "call_2" }
let refused = ""
try { await hooks["tool.execute.before"](risky, { args: { command: "git reset --hard" } }) }
catch (error) { refused = error.message }
await hooks.event({ event: { type: "session.idle", properties: { sessionID: "ses_1" } } })
console.log(refused)
"""
AMP = """
const on = {}
made({ on: (event, handler) => { on[event] = handler } })
const thread = { id: "ses_1" }
const edit = { tool: "create_file", toolUseID: "tu_1", thread, input: { path, content: "a = 1\\nb = 2\\n" } }
console.error((await on["tool.call"](edit, {})).action)
writeFileSync(path, edit.input.content)
await on["tool.result"](edit, {})
const risky = { tool: "Bash", toolUseID: "tu_2", thread, input: { cmd: "git reset --hard", cwd: process.cwd() } }
const answer = await on["tool.call"](risky, {})
console.log(answer.action === "reject-and-continue" ? answer.message : "")
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize(
    ("agent", "plugin", "played"),
    [
        ("opencode", ".opencode/plugins/answerable.js", ("Answerable", OPENCODE)),
        ("amp", ".amp/plugins/answerable.ts", ("default", AMP)),
    ],
)
def test_a_plugin_reports_and_refuses(repo, tmp_path, agent, plugin, played):
    name, body = played
    init(repo, *named(agent))
    # Node takes it for a module by its name; the agents bring a run time that reads it as it is.
    module = shutil.copy(repo.top / plugin, tmp_path / "plugin.mjs")
    script = tmp_path / "play.mjs"
    script.write_text(PLAY.format(name=name, module=str(module), path=str(repo.top / "a.py"), body=body))
    refused, _ = repo.run("node", str(script))
    assert refused.startswith("Answerable: ")
    repo.git("commit", "-q", "-m", "by the agent", "a.py")
    told = json.loads(repo.run(str(COMMAND), "blame", "a.py", "--rev", "HEAD", "--json")[0])
    brief = [(line["class"], line["grade"], line["agent"], line["session"]) for line in told["lines"]]
    assert brief == [("unknown", "none", None, None), ("ai", "attested", agent, "ses_1")]


@pytest.mark.parametrize("event", ["PreToolUse", "PostToolUse"])
def test_clines_scripts_report_and_answer(repo, event):
    init(repo, *named("cline"))
    command = "git reset --hard"
    payload = {
        "hookName": event,
        "taskId": "t1",
        "workspaceRoots": [str(repo.top)],
        "preToolUse" if event == "PreToolUse" else "postToolUse": {
            "toolName": "execute_command",
            "parameters": {"command": command},
        },
    }
    repo.write("a.py", "a = 1\nmine = 2\n")
    said, _ = repo.run(str(repo.top / ".clinerules/hooks" / event), stdin=json.dumps(payload).encode())
    answer = json.loads(said)
    assert answer.get("cancel", False) is (event == "PreToolUse")


def test_a_file_in_place_of_a_folder_is_named(repo):
    repo.write(".gemini", "not a folder")
    _, complained = init(repo, *named("gemini-cli"), expect=1)
    assert "could not be read (Not a directory)" in complained
    assert (repo.top / ".gemini").read_text() == "not a folder"
