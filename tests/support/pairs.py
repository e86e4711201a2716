"""Pair files: one text file shows what a change of some files must give.

The first line is a sentence. `--- old [PATH]` and `--- new [PATH]` open the two sides of a file (a pair without a
path gets one that fits its language), `--- expect` the findings: one `RULE LINE` a line, in the order of the text,
or `silent`. A path before LINE (`RULE PATH:LINE`) is needed when there are several files; a level after it (`RULE LINE warn`)
is asked for too.
"""

from pathlib import Path
from typing import NamedTuple

from answerable.core.risk import FilePair
from answerable.syntax.analyser import Analyser
from answerable.syntax.rulebook import rulebook

__all__ = ["DATA", "GENERAL", "Case", "given", "given_back", "is_one_way", "load", "pair_files"]

DATA = Path(__file__).parents[1] / "data" / "risk"

#: Rules that step back where a particular one speaks.
GENERAL = {rule.id for rule in rulebook()[0] if rule.general}

_NAMES = {
    "py": "app/example.py",
    "js": "src/example.js",
    "go": "app/example.go",
    "ja": "src/Example.java",
    "rs": "src/example.rs",
    "c": "src/example.c",
    "rb": "app/example.rb",
    "sh": "bin/example.sh",
    "sql": "db/example.sql",
    "tf": "infra/main.tf",
    "k8": "deploy/app.yaml",
    "gh": ".github/workflows/ci.yml",
    "df": "Dockerfile",
    "iam": "infra/policy.json",
    "cf": "config/app.toml",
    "any": "docs/notes.txt",
    "api": "api/shop.proto",
    "paths": ".github/CODEOWNERS",
}


class Case(NamedTuple):
    """One pair file: its rule, its language, its pairs, the findings as (rule, path, line), and their levels or ""."""

    name: str
    rule: str
    language: str
    sentence: str
    pairs: list[FilePair]
    expected: list[tuple[str, str, int]]
    levels: list[str]


def given(case):
    """The findings of the case's rule, for a silent case those of every rule that is not general; and the problems."""
    findings, problems = Analyser().change(case.pairs)
    wanted = [
        each
        for each in findings
        if each.rule == case.rule or (not case.expected and each.rule not in GENERAL)
    ]
    return wanted, problems


def is_one_way(case):
    """Whether the reverse of the case has to be silent."""
    return bool(case.expected) and "both_ways" not in case.name


def given_back(case):
    """The findings of the case's rule in its reverse."""
    reverse = [FilePair(pair.path, pair.new, pair.old) for pair in case.pairs]
    return [each for each in Analyser().change(reverse)[0] if each.rule == case.rule]


def pair_files():
    """Every pair file."""
    return sorted(DATA.glob("*/*/*.txt"))


def load(file):
    """The case in a pair file."""
    sentence, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    rule, language = file.parts[-3], file.parts[-2]
    sides, expected = {"old": {}, "new": {}}, []
    target = None
    for line in lines:
        if line.startswith("--- "):
            kind, _, path = line[4:].strip().partition(" ")
            path = path or _NAMES[language]
            target = expected if kind == "expect" else sides[kind].setdefault(path, [])
        else:
            target.append(line)
    paths = list(dict.fromkeys((*sides["old"], *sides["new"])))
    pairs = [
        FilePair(path, "".join(sides["old"].get(path, [])), "".join(sides["new"].get(path, [])))
        for path in paths
    ]
    found = [each for line in expected for each in _expected(line, paths[0])]
    places, levels = [each[:3] for each in found], [each[3] for each in found]
    return Case(file.stem, rule, language, sentence.strip(), pairs, places, levels)


def _expected(line, path):
    words = line.split()
    if not words or words[0] == "silent":
        return
    where, _, number = words[1].rpartition(":")
    yield words[0], where or path, int(number), words[2] if len(words) > 2 else ""
