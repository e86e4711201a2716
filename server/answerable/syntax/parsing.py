"""Parsing within a budget: a pathological text costs a bounded time and says so."""

import importlib
import time
from functools import cache
from typing import Final

import tree_sitter

from answerable.syntax.languages import Language

__all__ = ["BUDGET", "grammar", "parse", "source_bytes"]

#: Seconds one parse may take. Ten thousand ordinary lines need a tenth of it.
BUDGET: Final = 1.0

#: Bytes handed out at once. tree-sitter also reads the text of every node through the callback: keep it small.
_CHUNK: Final = 1024


@cache
def grammar(language: Language) -> tree_sitter.Language:
    """The loaded grammar of a language."""
    module = importlib.import_module(language.module)
    return tree_sitter.Language(getattr(module, language.grammar)())


def source_bytes(text: str) -> bytes:
    r"""The bytes that are parsed. A lone `\r` ends a line for editors but not for tree-sitter: it becomes `\n`."""
    if "\r" in text:
        text = text.replace("\r\n", "\0\n").replace("\r", "\n").replace("\0\n", "\r\n")
    return text.encode("utf-8", "replace")


def parse(source: bytes, language: Language, budget: float = BUDGET) -> tree_sitter.Tree | None:
    """The tree of `source`, or `None` when it takes longer than `budget` seconds."""
    parser = _parser(language)
    deadline = time.perf_counter() + budget

    def read(offset: int, _point: object) -> bytes:
        return source[offset : offset + _CHUNK]

    def late(_offset: int, _error: bool) -> bool:  # noqa: FBT001 - the signature is tree-sitter's
        return time.perf_counter() > deadline

    try:
        return parser.parse(read, progress_callback=late)
    except ValueError:
        # tree-sitter keeps the half-done parse to go on with; the next text is another one.
        parser.reset()
        return None


@cache
def _parser(language: Language) -> tree_sitter.Parser:
    return tree_sitter.Parser(grammar(language))
