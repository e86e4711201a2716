"""The README against the program: what it names must exist, and what exists must be named."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.cli.verbs import VERBS
from answerable.core.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table_with_its_default_and_its_description():
    rows = re.findall(r"^\| `answerable\.([\w.]+)` \| `([^`]*)` \| (.*?) \|$", README, re.MULTILINE)
    expected = [(one.name, str(one.default).lower(), one.description) for one in SETTINGS]
    assert rows == expected


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_named(verb):
    assert re.search(rf"answerable {verb}\b|`{verb}`", README)


def test_every_verb_named_exists():
    named = set(re.findall(r"`?answerable ([a-z]+)\b", README))
    words = {"is", "has", "gives", "for", "needs", "tracks"}
    assert named - set(VERBS) <= words


def test_every_linked_file_is_there():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
)
def test_every_make_target_is_real(target):
    done = subprocess.run(["make", "-n", "-C", ROOT, target], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help_names_every_verb():
    done = subprocess.run(
        [sys.executable, "-m", "answerable", "--help"], capture_output=True, text=True, check=True
    )
    assert [verb for verb in VERBS if f"\n  {verb} " not in done.stdout] == []
