"""Real editors in tests: found, or the test is skipped with its reason (in CI a missing editor is a failure)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

__all__ = ["editor_command", "folder_of_editor", "newer_neovim"]

_INSTALLER = Path(__file__).parents[1] / "e2e" / "install_neovim.sh"


def editor_command(name: str, package: str) -> str:
    """The path of an editor's program."""
    found = shutil.which(name)
    return found or _missing(f"{name} is not installed (Debian package: {package})")


def folder_of_editor(folder: Path, name: str, package: str) -> None:
    """See that a plugin of an editor is there."""
    if not folder.is_dir():
        _missing(f"{name} is not installed (Debian package: {package})")


def newer_neovim() -> str:
    """The path of the Neovim that is newer than Debian's."""
    told = subprocess.run(["sh", _INSTALLER, "--where"], capture_output=True, text=True, check=True)
    program = told.stdout.strip()
    return program if os.access(program, os.X_OK) else _missing(f"{program} is not there: run {_INSTALLER}")


def _missing(reason: str) -> str:
    if os.environ.get("ANSWERABLE_REQUIRE_EDITORS"):
        pytest.fail(reason)
    return pytest.skip(reason)
