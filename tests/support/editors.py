"""Real editors in tests: found, or the test is skipped with its reason (in CI a missing editor is a failure)."""

import os
import shutil
from pathlib import Path

import pytest

__all__ = ["editor_command", "folder_of_editor"]


def editor_command(name: str, package: str) -> str:
    """The path of an editor's program."""
    found = shutil.which(name)
    return found or _missing(name, package)


def folder_of_editor(folder: Path, name: str, package: str) -> None:
    """See that a plugin of an editor is there."""
    if not folder.is_dir():
        _missing(name, package)


def _missing(name: str, package: str) -> str:
    reason = f"{name} is not installed (Debian package: {package})"
    if os.environ.get("ANSWERABLE_REQUIRE_EDITORS"):
        pytest.fail(reason)
    return pytest.skip(reason)
