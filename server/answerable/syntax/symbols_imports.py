"""What an import statement brings in, for each language: from the statement's text to `Import`s."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from answerable.core.blast.outline import Import

__all__ = ["IMPORTS"]

_DEEP: Final = 40  # levels of braces in a `use` of Rust
_COMMENTS: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_QUOTED: Final = re.compile(r"""["'`]([^"'`\n]+)["'`]""")
_VERSION: Final = re.compile(r"^v\d+$")
_RUST_LEAF: Final = re.compile(r"^(?P<path>.*?)(?:\s+as\s+(?P<alias>\w+))?$", re.DOTALL)


def _python(text: str, line: int) -> Iterator[Import]:
    plain = re.sub(r"#[^\n]*|[()\\]", " ", text)
    module, names = "", plain.strip()
    if names.startswith("from"):
        module, _, names = names[4:].partition(" import ")
        module = "".join(module.split())
    else:
        names = names.removeprefix("import")
    for entry in names.split(","):
        name, _, alias = (each.strip() for each in entry.strip().partition(" as "))
        if not name:
            continue
        if module:
            yield Import(module, name, "" if name == "*" else alias or name, line)
        elif alias:
            yield Import(name, "", alias, line)
        else:
            first = name.partition(".")[0]
            yield Import(first, "", first, line)
            if first != name:
                yield Import(name, "", "", line)


def _script(text: str, line: int) -> Iterator[Import]:
    plain = _COMMENTS.sub(" ", text) if "/*" in text or "//" in text.partition("://")[0] else text
    quoted = _last_quoted(plain)
    module = quoted[1] if quoted else ""
    clause = plain[: quoted.start()] if quoted else plain
    behind = plain[quoted.end() :] if quoted else ""
    kind = re.match(r"\s*(import|export)\b(?!\s*\()", clause)
    if kind is None:
        yield from _required(clause, behind, module, line)
        return
    clause = re.sub(r"^\s*(?:type|typeof)\s+(?!from\b|,|=)", " ", clause[kind.end() :])
    outside, braces, _ = _braces(clause)
    yield from (
        Import(module, name, alias or name, line) for name, alias in _names(braces, "as") if module or alias
    )
    star = re.search(r"\*\s*(?:as\s+([\w$]+))?", outside)
    if star is not None:
        yield Import(module, "" if star[1] else "*", star[1] or "", line)
    default = re.match(r"\s*([\w$]+)\s*(?:,|from\b|=)", outside)
    if default is not None and default[1] != "from" and kind[1] == "import":
        yield Import(module, "" if "=" in outside else "default", default[1], line)
    elif kind[1] == "import" and star is None and not braces.strip():
        yield Import(module, "", "", line)


def _required(clause: str, behind: str, module: str, line: int) -> Iterator[Import]:
    """`const cart = require("./cart")`, `const {total: sum} = …`, `const total = require("./cart").total`."""
    target, equals, _ = clause.partition("=")
    member = re.match(r"\s*\)\s*\.\s*([\w$]+)", behind)
    if not equals or not module:
        yield Import(module, "", "", line)
    elif "{" in target:
        yield from (
            Import(module, name, alias or name, line) for name, alias in _names(_braces(target)[1], ":")
        )
    elif member is not None:
        yield Import(module, member[1], target.strip(), line)
    else:
        yield Import(module, "", target.partition(":")[0].strip(), line)


def _last_quoted(text: str) -> re.Match[str] | None:
    found = None
    for found in _QUOTED.finditer(text):  # noqa: B007 - the last one counts
        pass
    return found


def _braces(text: str) -> tuple[str, str, str]:
    """The text outside of the first pair of braces, inside, and behind."""
    before, _, rest = text.partition("{")
    inside, _, after = rest.partition("}")
    return before + after, inside, after


def _names(text: str, word: str) -> Iterator[tuple[str, str]]:
    split = re.compile(r"\s*:\s*" if word == ":" else r"\s+as\s+")
    for entry in text.split(","):
        plain = re.sub(r"^(?:type|typeof)\s+(?!as\b)", "", entry.partition("=")[0].strip()).lstrip(".")
        name, *alias = split.split(plain, maxsplit=1)
        if re.fullmatch(r"[\w$]+", name):
            yield name, alias[0].strip() if alias and re.fullmatch(r"[\w$]+", alias[0].strip()) else ""


def _go(text: str, line: int) -> Iterator[Import]:
    quoted = _QUOTED.search(text)
    if quoted is None:
        return
    alias = text[: quoted.start()].strip()
    if alias == ".":
        yield Import(quoted[1], "*", "", line)
    else:
        segments = [each for each in quoted[1].split("/") if not _VERSION.match(each)]
        yield Import(quoted[1], "", "" if alias == "_" else alias or segments[-1] if segments else "", line)


def _java(text: str, line: int) -> Iterator[Import]:
    """Packages are in lower case: the first part that is not begins a class."""
    words = _COMMENTS.sub(" ", text).replace(";", " ").split()[1:]
    parts = "".join(words[1:] if words[:1] == ["static"] else words).split(".")
    first = next((place for place, part in enumerate(parts) if not part[:1].islower()), len(parts) - 1)
    module, inside = ".".join(parts[:first]), parts[first:]
    if inside == ["*"]:
        yield Import(module, "*", "", line)
    elif inside[-1:] == ["*"]:
        yield Import(module, ".".join(inside[:-1]), "", line)
    elif inside:
        yield Import(module, ".".join(inside), inside[-1], line)


def _rust(text: str, line: int) -> Iterator[Import]:
    plain = _COMMENTS.sub(" ", text).strip().removesuffix(";")
    plain = re.sub(r"^(?:#\[[^\]]*\]\s*)*(?:pub(?:\s*\([^)]*\))?\s+)?", "", plain)
    word, _, rest = plain.partition(" ")
    if word == "mod":
        yield Import("self", rest.strip(), rest.strip(), line)
    elif word == "extern":
        name, _, alias = rest.removeprefix("crate").strip().partition(" as ")
        yield Import(name.strip(), "", alias.strip() or name.strip(), line)
    elif word == "use":
        yield from _use_tree(rest.strip(), "", line, 0)


def _use_tree(text: str, prefix: str, line: int, depth: int) -> Iterator[Import]:
    """The leaves of `a::{b, c::{self, d as e}, f::*}`."""
    brace = text.find("{")
    if brace >= 0:
        inner = prefix + text[:brace].strip()
        for part in _parts(text[brace + 1 : text.rfind("}")]) if depth < _DEEP else ():
            yield from _use_tree(part, inner, line, depth + 1)
        return
    leaf = _RUST_LEAF.match((prefix + text).strip())
    if leaf is None:
        return
    segments = [each.strip() for each in leaf["path"].split("::") if each.strip()]
    if segments[-1:] == ["self"] and len(segments) > 1:
        segments.pop()
    if not segments:
        return
    module, name = ".".join(segments[:-1]), segments[-1]
    alias = leaf["alias"] or name
    if not module:
        yield Import(name, "", alias, line)
    else:
        yield Import(module, name, "" if name == "*" or alias == "_" else alias, line)


def _parts(text: str) -> Iterator[str]:
    """The parts of a list between its top-level commas."""
    depth, start = 0, 0
    for place, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if char == "," and not depth:
            yield text[start:place].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()


def _c(text: str, line: int) -> Iterator[Import]:
    found = re.search(r"include(?:_next)?\s*([<\"])([^>\"\n]+)[>\"]", text)
    if found is not None:
        yield Import(found[2] if found[1] == '"' else f"<{found[2]}>", "*", "", line)


def _ruby(text: str, line: int) -> Iterator[Import]:
    quoted = _QUOTED.search(text)
    if quoted is not None and "#{" not in quoted[1]:
        relative = text.startswith("require_relative") and not quoted[1].startswith(".")
        yield Import(f"./{quoted[1]}" if relative else quoted[1], "*", "", line)


def _shell(text: str, line: int) -> Iterator[Import]:
    """`source lib/log.sh`, `bash ./x.sh`, `"$HERE/x.sh"`: what stands before the last variable is not known."""
    words = text.split()
    reads = words[0] in {"source", "."}
    runs = re.fullmatch(r"(?:ba|z|k|da)?sh|exec|python3?|node|ruby", words[0]) is not None
    asked = next((word for word in words[1:] if not word.startswith("-")), "") if reads or runs else words[0]
    path = re.sub(r"^.*[}\)]/|^\$\w+/", "", asked.strip("\"'")).strip("\"'")
    if re.fullmatch(r"[\w./+-]+", path) and ("/" in asked or "." in path):
        yield Import(path, "*" if reads else "", "", line)


#: How a language's import statements are read: (the statement's text, its 1-based line) -> imports.
IMPORTS: Final[Mapping[str, Callable[[str, int], Iterator[Import]]]] = {
    "py": _python,
    "js": _script,
    "go": _go,
    "ja": _java,
    "rs": _rust,
    "c": _c,
    "rb": _ruby,
    "sh": _shell,
}
