"""Gemini CLI and Codex as they are, with a scripted model: what their real hooks report becomes the right lines.

They are looked for on PATH and in the folder that `ANSWERABLE_AGENTS` names
(`npm install --ignore-scripts @google/gemini-cli @openai/codex`, then its `node_modules/.bin`).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.git import make_repo
from support.scene import Scene
from support.scripted_model import ScriptedModel

ANSWERABLE = Path(sys.executable).with_name("answerable")
PLACES = os.pathsep.join((os.environ.get("ANSWERABLE_AGENTS", ""), os.environ["PATH"]))
OLD = "def one():\n    return 1\n"


def agent_path(name):
    """The agent's program; the test is skipped where it is missing."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def scene(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit("start", **{"a.py": OLD})
    return Scene(repo)


def run_agent(scene, command, **environ):
    """One turn of an agent, with nobody at its terminal."""
    done = subprocess.run(
        command,
        cwd=scene.repo.top,
        env=scene.repo.environ | {"PATH": PLACES} | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def hook_command(scene, agent, before=""):
    """What the agent runs at its hooks; complaints go to a file that the tests look at."""
    script = scene.repo.home / "hook.sh"
    script.write_text(
        f"#!/bin/sh\n{before}\nexec {ANSWERABLE} checkpoint {agent} 2>>{scene.repo.home}/said\n"
    )
    script.chmod(0o755)
    return str(script)


def gemini(scene, tool, formatter="", **arguments):
    """Let Gemini CLI make one tool call."""
    program = agent_path("gemini")
    hook = [
        {
            "matcher": "*",
            "hooks": [{"type": "command", "command": hook_command(scene, "gemini-cli", formatter)}],
        }
    ]
    settings = {
        "hooks": {"BeforeTool": hook, "AfterTool": hook, "SessionEnd": hook},
        "tools": {"enableHooks": True},
        "hooksConfig": {"enabled": True},
        "security": {"auth": {"selectedType": "gemini-api-key"}},
    }
    (scene.repo.home / ".gemini").mkdir()
    (scene.repo.home / ".gemini" / "settings.json").write_text(json.dumps(settings))
    with ScriptedModel(tool, arguments) as model:
        run_agent(
            scene,
            [program, "-m", "gemini-2.5-pro", "--approval-mode", "yolo", "-p", "do it"],
            GEMINI_API_KEY="dummy",
            GOOGLE_GEMINI_BASE_URL=model.url,
            GEMINI_CLI_TRUST_WORKSPACE="true",
        )


CODEX_CONFIG = """\
model_provider = "scripted"
model = "model-1"
[features]
hooks = true
[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
wire_api = "responses"
"""
CODEX_HOOK = """\
[[hooks.{event}]]
[[hooks.{event}.hooks]]
type = "command"
command = "{command}"
"""


def codex(scene, command):
    """Let Codex run one shell command."""
    program = agent_path("codex")
    folder = scene.repo.home / ".codex"
    folder.mkdir()
    hook = hook_command(scene, "codex")
    with ScriptedModel("exec_command", {"cmd": command}) as model:
        hooks = [
            CODEX_HOOK.format(event=event, command=hook) for event in ("PreToolUse", "PostToolUse", "Stop")
        ]
        (folder / "config.toml").write_text(CODEX_CONFIG.format(url=model.url) + "".join(hooks))
        trust = ["--dangerously-bypass-approvals-and-sandbox", "--dangerously-bypass-hook-trust"]
        run_agent(scene, [program, "exec", *trust, "do it"], CODEX_HOME=str(folder), OPENAI_API_KEY="dummy")


def gemini_creates_a_file(scene):
    gemini(scene, "write_file", file_path=str(scene.repo.top / "b.py"), content="b = 1\nc = 2\n")


def gemini_replaces(scene):
    path = str(scene.repo.top / "a.py")
    new = "return 2\n\ndef two(x):\n    return x + 2"
    gemini(scene, "replace", file_path=path, instruction="do it", old_string="return 1", new_string=new)


def gemini_writes_and_a_formatter_follows(scene):
    formatter = f'[ -f "{scene.repo.top}/b.py" ] && sed -i "s/ *= */ = /" "{scene.repo.top}/b.py"'
    gemini(scene, "write_file", formatter, file_path=str(scene.repo.top / "b.py"), content="b=1\nc=2\n")


def gemini_runs_a_command(scene):
    gemini(scene, "run_shell_command", command="echo 'z = 26' >> a.py")


def codex_runs_a_command(scene):
    codex(scene, "echo 'z = 26' >> a.py")


def codex_patches_through_the_shell(scene):
    codex(
        scene,
        "apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: a.py\n@@\n-    return 1\n+    return 9\n+    # nine\n"
        "*** End Patch\nEOF",
    )


SCENES = [
    (gemini_creates_a_file, "b.py", "ai:attested ai:attested", "gemini-cli", "gemini-2.5-pro"),
    (
        gemini_replaces,
        "a.py",
        "unknown mixed:attested - ai:attested ai:attested",
        "gemini-cli",
        "gemini-2.5-pro",
    ),
    (
        gemini_writes_and_a_formatter_follows,
        "b.py",
        "ai:corroborated ai:corroborated",
        "gemini-cli",
        "gemini-2.5-pro",
    ),
    (gemini_runs_a_command, "a.py", "unknown unknown ai:attested", "gemini-cli", "gemini-2.5-pro"),
    (codex_runs_a_command, "a.py", "unknown unknown ai:attested", "codex", "model-1"),
    (codex_patches_through_the_shell, "a.py", "unknown mixed:attested ai:attested", "codex", "model-1"),
]


@pytest.mark.parametrize("row", SCENES, ids=[row[0].__name__ for row in SCENES])
def test_scene(scene, row):
    act, path, expected, agent, model = row
    act(scene)
    said = scene.repo.home / "said"
    assert not said.exists() or said.read_text() == ""
    assert scene.brief(path) == expected
    origin = scene.lines(path)[-1][1]
    assert (origin.agent, origin.model) == (agent, model)
    assert origin.session
    assert scene.windows() == []
