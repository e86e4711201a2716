"""Whatever the two texts are, the analyser answers, quickly and the same way twice."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.syntax.analyser import Analyser
from support.pairs import load, pair_files

PATHS = [
    "a.py",
    "a.js",
    "a.tsx",
    "a.ts",
    "a.sh",
    "a.sql",
    "a.go",
    "a.java",
    "a.rs",
    "a.cpp",
    "a.rb",
    "run",
    "a.unknown",
    "",
    "x/.py",
    "a.tf",
    "a.yaml",
    ".github/workflows/a.yml",
    "Dockerfile",
    "a.json",
    "CODEOWNERS",
]
PIECES = [text for file in pair_files() for pair in load(file).pairs for text in (pair.old, pair.new)]
ANALYSER = Analyser()


def check_answers(path, old, new):
    """Findings are in range and made twice alike."""
    findings, problems = ANALYSER(path, old, new)
    lines = max(1, len(new.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    for finding in findings:
        assert 1 <= finding.line <= finding.end_line <= lines
        assert len(finding.fingerprint) == 16
    assert all(problem.startswith((path, "the rules")) for problem in problems)
    assert ANALYSER(path, old, new) == (findings, problems)


@given(st.sampled_from(PATHS), st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text(path, old, new):
    check_answers(path, old, new)


@given(st.sampled_from(PATHS), st.binary(max_size=400), st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(path, old, new):
    check_answers(path, old.decode("utf-8", "surrogateescape"), new.decode("latin-1"))


@pytest.mark.parametrize("seed", range(60))
def test_mutilated_files(seed):
    luck = random.Random(seed)
    for _ in range(10):
        old, new = luck.choice(PIECES), luck.choice(PIECES)
        check_answers(luck.choice(PATHS), _mutilated(old, luck), _mutilated(new, luck))


def _mutilated(text, luck):
    for _ in range(luck.randrange(6)):
        at = luck.randrange(len(text) + 1)
        end = min(len(text), at + luck.randrange(12))
        text = (
            text[:at]
            + luck.choice(
                [
                    "",
                    "'",
                    '"',
                    "`",
                    "(",
                    "}",
                    "$$",
                    "\r",
                    "\n",
                    "\x0c",
                    ";",
                    "é",
                    "\U0001f600",
                    text[at:end] * 2,
                ]
            )
            + text[end:]
        )
    return text
