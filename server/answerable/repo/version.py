"""Which git this is."""

import re
import subprocess
from collections.abc import Mapping

from answerable.repo.environment import git_environment

__all__ = ["git_version"]


def git_version(environ: Mapping[str, str]) -> tuple[int, ...]:
    """The version of git as numbers, `(2, 39, 5)`; empty when there is none."""
    try:
        done = subprocess.run(
            ("git", "--version"), env=git_environment(environ), capture_output=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(rb"(\d+)\.(\d+)(?:\.(\d+))?", done.stdout)
    return tuple(int(number) for number in found.groups() if number) if found else ()
