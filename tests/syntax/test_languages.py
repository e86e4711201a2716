"""Languages: recognised by name or first line, and the cheap table agrees with languages.toml."""

import importlib

import pytest

from answerable.core import needles
from answerable.syntax.languages import grammars_root, language_of, languages


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.py", "", "python"),
        ("x/a.TSX", "", "tsx"),
        ("run", "#!/usr/bin/env -S python3 -u\n", "python"),
        ("run", "#!/bin/sh\n", "bash"),
        (".husky/pre-commit", "", "bash"),
        ("run", "", None),
        ("a.unknown", "#!/bin/sh", None),
        ("", "", None),
    ],
)
def test_language_of(path, text, name):
    found = language_of(path, text)
    assert (found and found.name) == name


def test_needles_know_every_file_name():
    for language in languages().values():
        for suffix in language.extensions:
            assert needles.code_of(f"a{suffix}", "") == language.code
        for name in language.filenames:
            assert needles.code_of(name, "") == language.code


def test_every_grammar_loads_and_has_its_queries():
    for language in languages().values():
        if language.module:
            assert importlib.import_module(language.module)
        if language.queries:
            assert (grammars_root() / language.queries / "facts.scm").is_file()
            assert (grammars_root() / language.queries / "definitions.scm").is_file()
        assert f"| `{language.code}` |" in (grammars_root() / "README.md").read_text(encoding="utf-8"), (
            language.name
        )
