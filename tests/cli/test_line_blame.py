"""Blame with and without click: what is spelled out is answered alike, and everything else is click's."""

import sys

import pytest

from answerable.cli.line_blame import plainly
from support.git import Repo, make_repo

MAIN = "import sys; from answerable.cli.main import main; code = main(); {}sys.exit(code)"
CLICK = "import sys; from answerable.cli.verbs import run_verb; sys.exit(run_verb(sys.argv[1:]))"


@pytest.fixture
def repo(tmp_path):
    repo = make_repo(tmp_path)
    repo.commit(**{"a b.py": "x = 1\n\ny = 2\n"})
    return repo


def answer(repo: Repo, script: str, words: tuple[str, ...]) -> tuple[str, str]:
    """What a command says, on both streams."""
    return repo.run(sys.executable, "-c", script, "blame", *words)


@pytest.mark.parametrize(
    "words",
    [
        ("a b.py",),
        ("--json", "a b.py"),
        ("a b.py", "--json", "--rev", "HEAD"),
        ("-L", "1,2", "a b.py", "-L", "3"),
    ],
)
def test_what_is_spelled_out_needs_no_click(repo, words):
    assert answer(repo, MAIN.format("assert 'click' not in sys.modules; "), words) == answer(
        repo, CLICK, words
    )


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("",),
        ("--",),
        ("a", "b"),
        ("--help",),
        ("a", "-h"),
        ("--rev=HEAD", "a"),
        ("a", "--rev"),
        ("a", "--rev", "-x"),
        ("a", "--rev", "x", "--rev", "y"),
        ("a", "-L"),
        ("a", "-L1"),
        ("a", "-L", ""),
        ("--js", "a"),
        ("--no-such-option", "a"),
    ],
)
def test_everything_else_is_for_click(words):
    assert plainly(words) is None
