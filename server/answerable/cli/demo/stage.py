"""The stage of the demonstration: a throw-away repository, and its people's commands run for real."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from answerable.core.errors import AnswerableError

__all__ = ["Ran", "Stage"]

PROJECT = Path(__file__).with_name("project")


class Ran(NamedTuple):
    """A finished command: what it printed (standard output, then error) and its exit code."""

    code: int
    output: str
    errors: str


class Stage:
    """A repository in a fresh folder, cut off from the user's own git configuration."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="answerable-demo-"))
        self.folder = self.base / "shop"
        self.environ = {name: value for name, value in environ.items() if not name.startswith("GIT_")} | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "NO_COLOR": "1",
        }
        shutil.copytree(PROJECT, self.folder)

    def run(self, *command: str, given: str = "", fails: bool = False) -> Ran:
        """Run a command in the repository; `fails` says that an exit code other than 0 is part of the story."""
        program = [sys.executable, "-m", "answerable"] if command[0] == "answerable" else [command[0]]
        done = subprocess.run(
            [*program, *command[1:]],
            cwd=self.folder,
            env=self.environ,
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode and not fails:
            raise AnswerableError(f"“{' '.join(command)}” failed in {self.folder}: {done.stderr.strip()}")
        return Ran(done.returncode, done.stdout, done.stderr)

    def read(self, path: str) -> str:
        """A file's text now."""
        return (self.folder / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Write a file, as an agent's edit tool does."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def clear(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.base, ignore_errors=True)
