"""What the hooks import, in a child interpreter: importing is what a hook costs."""

import json
import sys
from pathlib import Path

import pytest

from support.git import Repo, make_repo

#: Packages that must not be loaded on the way of a commit or a tool call, and modules whose import costs too much.
HEAVY = {
    "pygls", "lsprotocol", "tree_sitter", "sqlglot", "git", "click", "rich", "msgspec", "platformdirs",
    "dataclasses", "inspect", "asyncio", "logging", "argparse", "unittest", "importlib.metadata", "pathlib",
}  # fmt: skip
SCRIPT = """
import json, sys
sys.argv[1:] = {words}
try:
    {statement}
finally:
    json.dump(sorted(sys.modules), sys.stdout)
"""


def check_light(repo: Repo, statement: str, *words: str) -> None:
    """Run a statement in an interpreter like the hooks' and look at what it has loaded."""
    script = SCRIPT.format(words=list(words), statement=statement)
    said, complained = repo.run(sys.executable, "-I", "-c", script, GIT_INDEX_FILE=".git/index")
    assert complained == ""
    loaded = set(json.loads(said))
    assert "answerable" in loaded
    assert {name for name in HEAVY if name in loaded} == set()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A commit that adds lines is being made."""
    repo = make_repo(tmp_path)
    repo.commit(a="1\n")
    repo.write("a", "2\n")
    repo.git("add", "a")
    repo.write("MESSAGE", "title\n")
    return repo


@pytest.mark.parametrize(
    "words",
    [
        ("hook", "prepare-commit-msg", "MESSAGE", "message"),
        ("hook", "post-commit"),
        ("hook", "post-merge"),
        ("hook", "post-rewrite", "amend"),
        ("hook", "pre-push", "origin", "url"),
    ],
)
def test_a_light_verb_loads_nothing_heavy(repo: Repo, words: tuple[str, ...]) -> None:
    check_light(repo, "from answerable.cli.main import main; main()", *words)


@pytest.mark.parametrize(
    "module",
    [
        "answerable.app.change_set",
        "answerable.app.known_risk",
        "answerable.app.land_record",
        "answerable.app.stamp_commit",
        "answerable.cli.hooking.commit",
        "answerable.cli.hooking.findings",
        "answerable.cli.hooking.landing",
        "answerable.cli.hooking.push",
        "answerable.core.record",
        "answerable.repo.exchange",
        "answerable.repo.objects",
        "answerable.repo.records",
        "answerable.repo.repository",
        "answerable.repo.staging",
        "answerable.store.journal",
        "answerable.syntax.edition",
        "answerable.wiring.history",
        "answerable.wiring.risks",
        "answerable.wiring.workspace",
    ],
)
def test_a_module_of_the_hooks_loads_nothing_heavy(repo: Repo, module: str) -> None:
    check_light(repo, f"import {module}")
