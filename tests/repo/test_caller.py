"""Telling an amended commit by the git command above a hook."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.repo.caller import amends, calling_git

ALIASES = {
    "again": "commit --amend",
    "ci": "commit -v",
    "loop": "loop",
    "deep": "again -q",
    "odd": "commit -m 'x",
}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("commit", False),
        ("commit --amend", True),
        ("commit --amen -m x", True),
        ("commit --am", True),
        ("commit -a --author x", False),
        ("commit --allow-empty", False),
        ("commit -m --amend", False),
        ("commit -m x --amend", True),
        ("commit -m x -- --amend", False),
        ("commit --message --amend", False),
        ("commit --message=x --amend", True),
        ("commit -F --amend", False),
        ("commit -C HEAD", False),
        ("ci", False),
        ("ci --amend", True),
        ("again", True),
        ("deep", True),
        ("loop", None),
        ("odd", False),
        ("rebase -i", None),
        ("merge x", None),
        ("", None),
    ],
)
def test_amends(command: str, *, expected: bool | None) -> None:
    assert amends(command.split(), ALIASES) is expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["commit", "--amend"], ["commit", "--amend"]),
        (
            ["-C", "commit", "-c", "a=b", "--no-pager", "commit", "-m", "two\nlines"],
            ["commit", "-m", "two\nlines"],
        ),
        (["--git-dir", "x", "--work-tree=y", "commit"], ["commit"]),
        (["--version"], []),
    ],
)
@pytest.mark.parametrize("shells", [0, 1, 4])
def test_the_git_above_is_found_through_shells(
    tmp_path: Path, arguments: list[str], expected: list[str], shells: int
) -> None:
    asking = (
        "import os; from answerable.repo.caller import calling_git; print(ascii(calling_git(os.getppid())))"
    )
    inner = f"{sys.executable} -c '{asking}'"
    for number in range(shells):
        script = tmp_path / f"hook{number}"
        script.write_text(f"#!/bin/sh\n{inner}\nexit 0\n")
        script.chmod(0o755)
        inner = str(script)
    # A shell that is called `git` by its first word; what follows its script are the words git would have.
    launcher = ["sh", "-c", f"{inner}; :", *arguments]
    program = f"import os; os.execvp('sh', ['git', *{launcher[1:]!r}])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    found = ast.literal_eval(done.stdout)
    # The shell's own `-c SCRIPT` reads as an option of git with its value.
    assert found == expected


def test_without_a_git_above_nothing_is_known() -> None:
    assert calling_git(1) == []
    assert calling_git(0) == []
    assert calling_git(os.getpid()) == []
