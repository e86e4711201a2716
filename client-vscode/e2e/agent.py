# ruff: noqa: INP001 - a script beside the chapters that run it
"""Lets the real Gemini CLI write a file, driven by a scripted model.

    python agent.py TOP HOME FILE < CONTENT

Exit code 3 when the agent is not installed (`tests/e2e/install_agents.sh` installs it).
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from support.git import Repo
from support.real_agents import Agents
from support.scripted_model import Turn

_MISSING = 3


def main(top: str, home: str, file: str) -> int:
    """Run the agent to its end."""
    arguments = {"file_path": str(Path(top) / file), "content": sys.stdin.read()}
    try:
        Agents(Repo(Path(top), Path(home))).run("gemini-cli", Turn("write_file", arguments))
    except pytest.skip.Exception:
        return _MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
