"""Which languages there are, and which one a file is written in: `grammars/languages.toml`."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from answerable.core.contracts.schemas import is_contract
from answerable.core.guardrails import is_guardrail
from answerable.core.manifests.kinds import is_manifest
from answerable.syntax.decoded import decoded

__all__ = ["Language", "grammars_root", "language_of", "languages"]


class Language(NamedTuple):
    """One table of `languages.toml`; `grammars/README.md` explains the fields.

    `code` is the short code that rules use; several languages share one (TypeScript is `js`).
    """

    name: str
    code: str
    title: str
    extensions: tuple[str, ...]
    filenames: tuple[str, ...]
    shebangs: tuple[str, ...]
    comments: tuple[str, ...]
    module: str
    grammar: str
    queries: str
    functions: frozenset[str]
    classes: frozenset[str]
    wrappers: frozenset[str]
    functional: frozenset[str]
    tests: str
    reader: str = ""
    paths: str = ""
    content: str = ""


@cache
def grammars_root() -> Path:
    """The folder with the grammars: in the installed package, or in the checkout of an editable install."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_grammars"
    return installed if installed.is_dir() else package.parents[1] / "grammars"


@cache
def languages() -> dict[str, Language]:
    """Every language by its name."""
    tables = decoded(grammars_root() / "languages.toml")
    return {name: _language(name, table) for name, table in tables.items() if isinstance(table, dict)}


def language_of(path: str, text: str) -> Language | None:
    """The language of a file by its name, or by its `#!` line if the name has no extension.

    A name that says too little (`deploy.yaml`) is told by its path and by what stands in the file.
    """
    name = path.rsplit("/", 1)[-1]
    by_name, by_interpreter = _index()
    dot = name.rfind(".")
    found = by_name.get(name) or (by_name.get(name[dot:].lower()) if dot >= 0 else None)
    if found is None and dot <= 0 and text.startswith("#!"):
        found = by_interpreter.get(_interpreter(text))
    found = found or next((each for each in _by_content() if _tells(each, path, text)), None)
    if found is None:
        told = (("guardrail", is_guardrail), ("manifest", is_manifest), ("contract", is_contract))
        return next((languages().get(name) for name, tells in told if tells(path)), None)
    return found


@cache
def _index() -> tuple[dict[str, Language], dict[str, Language]]:
    by_name: dict[str, Language] = {}
    by_interpreter: dict[str, Language] = {}
    for language in languages().values():
        by_name |= dict.fromkeys((*language.extensions, *language.filenames), language)
        by_interpreter |= dict.fromkeys(language.shebangs, language)
    return by_name, by_interpreter


@cache
def _by_content() -> tuple[Language, ...]:
    return tuple(language for language in languages().values() if language.paths)


def _tells(language: Language, path: str, text: str) -> bool:
    return bool(re.search(language.paths, path)) and (
        not language.content or re.search(language.content, text) is not None
    )


def _interpreter(text: str) -> str:
    words = text[2 : text.find("\n") if "\n" in text else 200].split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if not word.startswith("-")]
    return words[0].rsplit("/", 1)[-1] if words else ""


def _language(name: str, table: dict[str, object]) -> Language:
    def texts(field: str) -> tuple[str, ...]:
        value = table.get(field, [])
        return tuple(str(each) for each in value) if isinstance(value, list) else ()

    def text(field: str) -> str:
        return str(table.get(field, ""))

    return Language(
        name=name,
        code=text("code"),
        title=text("title"),
        extensions=texts("extensions"),
        filenames=texts("filenames"),
        shebangs=texts("shebangs"),
        comments=texts("comments"),
        module=text("module"),
        grammar=text("grammar"),
        queries=text("queries"),
        functions=frozenset(texts("functions")),
        classes=frozenset(texts("classes")),
        wrappers=frozenset(texts("wrappers")),
        functional=frozenset(texts("functional")),
        tests=text("tests"),
        reader=text("reader"),
        paths=text("paths"),
        content=text("content"),
    )
