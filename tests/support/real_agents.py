"""Gemini CLI and Codex as they are, set up by `answerable init --agent` and driven by a scripted model on loopback.

They are looked for where `tests/e2e/install_agents.sh` puts them, in the folder that `ANSWERABLE_AGENTS` names, and on
PATH. What only their user may confirm is confirmed here as a user would: in the agent's own configuration.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from support.git import Repo
from support.scripted_model import ScriptedModel, Turn

__all__ = ["MODELS", "Agents", "Run", "agent_path", "finish"]

#: What each agent is told that its model is: one that Codex does not know gets no tool for patches.
MODELS = {"gemini-cli": "gemini-2.5-pro", "codex": "gpt-5.5"}

INSTALLER = Path(__file__).parents[1] / "e2e" / "install_agents.sh"
_LONGEST_S = 120
#: Nothing listens there: what is not for loopback fails at once.
_NOWHERE = "http://127.0.0.1:9"

_GEMINI_USER = {
    "security": {"auth": {"selectedType": "gemini-api-key"}},
    "general": {"enableAutoUpdate": False, "disableAutoUpdate": True},
    "privacy": {"usageStatisticsEnabled": False},
}
_CODEX_USER = """\
model_provider = "scripted"
model = "{model}"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
wire_api = "responses"
"""
_CODEX_TRUST = """\
[projects."{top}"]
trust_level = "trusted"
"""


def agent_path(name: str) -> str:
    """The agent's program; a test is skipped without it, or fails where agents are required."""
    where = subprocess.run(
        ["sh", INSTALLER, "--where"], capture_output=True, text=True, check=True
    ).stdout.strip()
    places = os.pathsep.join((os.environ.get("ANSWERABLE_AGENTS", where), os.environ["PATH"]))
    found = shutil.which(name, path=places)
    if found:
        return found
    reason = f"{name} is not installed (tests/e2e/install_agents.sh installs it)"
    if os.environ.get("ANSWERABLE_REQUIRE_AGENTS"):
        pytest.fail(reason)
    return pytest.skip(reason)


class Run(NamedTuple):
    """What an agent printed, and what its tools gave back to the model."""

    said: str
    results: list[object]


class Agents:
    """The agents in one repository, each with the hooks that `answerable init --agent` gives it.

    `trusts_folder` and `trusts_hooks` are what Codex's user has confirmed.
    """

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.trusts_folder = self.trusts_hooks = True
        self.environ = repo.environ | {
            "HTTP_PROXY": _NOWHERE,
            "HTTPS_PROXY": _NOWHERE,
            "NO_PROXY": "127.0.0.1,localhost",
            "NO_COLOR": "1",
        }

    def run(self, name: str, *turns: Turn) -> Run:
        """Let the agent of that name follow a script to its end."""
        with ScriptedModel(turns) as model, self.start(name, model) as agent:
            return finish(agent, model)

    def start(self, name: str, model: ScriptedModel):
        """The agent at work, as a context."""
        return self._gemini(model) if name == "gemini-cli" else self._codex(model)

    @contextmanager
    def _gemini(self, model: ScriptedModel):
        program = agent_path("gemini")
        settings = self.repo.home / ".gemini" / "settings.json"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(json.dumps(_GEMINI_USER))
        yield from self._start(
            [program, "-m", MODELS["gemini-cli"], "--approval-mode", "yolo", "-p", "do it"],
            GEMINI_API_KEY="dummy",
            GOOGLE_GEMINI_BASE_URL=model.url,
            GEMINI_CLI_TRUST_WORKSPACE="true",
        )

    @contextmanager
    def _codex(self, model: ScriptedModel):
        program = agent_path("codex")
        home = self.repo.home / ".codex"
        home.mkdir(exist_ok=True)
        config = _CODEX_USER + _CODEX_TRUST * self.trusts_folder
        (home / "config.toml").write_text(
            config.format(model=MODELS["codex"], url=model.url, top=self.repo.top)
        )
        command = [program, "exec", "--dangerously-bypass-approvals-and-sandbox", "do it"]
        if self.trusts_hooks:
            command.insert(2, "--dangerously-bypass-hook-trust")
        yield from self._start(command, CODEX_HOME=str(home), OPENAI_API_KEY="dummy")

    def answerable(self, *arguments: str) -> str:
        """What a verb prints."""
        command = [sys.executable, "-m", "answerable", *arguments]
        done = subprocess.run(
            command, cwd=self.repo.top, env=self.repo.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _start(self, command: Sequence[str], **environ: str):
        agent = subprocess.Popen(
            command,
            cwd=self.repo.top,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        try:
            yield agent
        finally:
            agent.kill()
            agent.communicate()


def finish(agent: subprocess.Popen, model: ScriptedModel) -> Run:
    """Wait for the agent's own end."""
    said, _ = agent.communicate(timeout=_LONGEST_S)
    assert agent.returncode == 0, said
    return Run(said, model.results())
