"""Real editors in tests: found, or the test is skipped with its reason (in CI a missing editor is a failure)."""

import os
import shutil

import pytest

__all__ = ["editor_command"]


def editor_command(name: str, package: str) -> str:
    """The path of an editor's program."""
    found = shutil.which(name)
    if found:
        return found
    reason = f"{name} is not installed (Debian package: {package})"
    if os.environ.get("ANSWERABLE_REQUIRE_EDITORS"):
        pytest.fail(reason)
    return pytest.skip(reason)
