"""Whatever stands in a file: it has an outline, in range and the same twice, and a graph is made of it."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.core.blast.graph import Graph
from answerable.core.blast.outline import Outline
from answerable.syntax.symbols_reading import kind_of, outline_of
from support.blast import CASES, read_case

PATHS = sorted({path for name in CASES for path in read_case(name)[0]} | {
    "a.ts", "a.jsx", "b.h", "c.bash", "run", "go.mod", "Cargo.toml", "setup.cfg", "pyproject.toml", "package.json", "tsconfig.json",
    "jsconfig.json", "kustomization.yaml", "x/.py", "", "Gemfile", "a.unknown", "chart/templates/a.tpl",
})  # fmt: skip


def check_outline(path: str, text: str) -> None:
    """Lines are those of the text, ends do not come before starts, and the cache's encoding keeps everything."""
    outline, problem = outline_of(path, text)
    assert outline_of(path, text) == (outline, problem)
    assert problem == "" or problem.startswith(f"{path} was not indexed: ")
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) + 1
    for definition in outline.definitions:
        assert 1 <= definition.line <= definition.end_line <= lines, definition
        assert definition.name
    assert all(1 <= line <= lines for places in outline.uses.values() for line in places)
    assert all(1 <= each.line <= lines for each in outline.imports)
    assert list(outline.definitions) == sorted(outline.definitions, key=lambda each: each.line)
    encoded = msgspec.msgpack.encode(outline)
    assert msgspec.msgpack.decode(encoded, type=Outline) == outline
    graph = Graph({path: outline})
    for symbol in graph.symbols(path):
        assert graph.reach(path, symbol.name).transitive >= 0
    assert graph.reach(path).target == path


@given(st.sampled_from(PATHS), st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text(path: str, text: str) -> None:
    check_outline(path, text)


@given(st.sampled_from(PATHS), st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes(path: str, data: bytes) -> None:
    check_outline(path, data.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", CASES)
def test_damaged_files(name: str) -> None:
    chance = random.Random(name)
    for path, text in read_case(name)[0].items():
        for _ in range(15):
            start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
            check_outline(
                path, chance.choice([text[start:], text[:start] + text[end:], text[:end] + text[start:]])
            )


@given(st.text(max_size=60))
def test_any_path_has_a_kind(path: str) -> None:
    assert kind_of(path) in {"", path} or path.lower().endswith(kind_of(path))


def test_what_is_too_long_is_said() -> None:
    outline, problem = outline_of("a.py", "#" * 5_000_001)
    assert (outline, problem) == (Outline(""), "a.py was not indexed: it is larger than 5 MB")


@pytest.mark.parametrize("path", ["a.py", "a.tf", "a.yaml", ".github/workflows/a.yml", "a.ts"])
def test_what_takes_too_long_is_said(path: str) -> None:
    text = "apiVersion: v1\nkind: Pod\non: push\njobs: {}\n" + "x = [(1, 2)]\n" * 20_000
    outline, problem = outline_of(path, text, budget=0.0)
    assert outline == Outline("")
    assert problem == f"{path} was not indexed: it is nested too deeply, or parsing it takes too long"


def test_levels_without_end() -> None:
    for path in ("a.py", "a.js", "a.rs", "a.c", "a.yaml", "a.tf", "package.json", "tsconfig.json"):
        check_outline(path, "[" * 20_000)
        check_outline(path, "apiVersion: v1\nkind: Pod\n" + "- " * 5_000)
    check_outline("a.rs", "use " + "a::{" * 5_000)
