"""What project files say about where modules are found and what is started: `go.mod`, `package.json`, `pyproject.toml`."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from answerable.core.blast.outline import Import, Outline
from answerable.syntax.symbols_infrastructure import named_paths

__all__ = ["manifest_outline", "manifest_reader"]

_STRING_OR_COMMENT: Final = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING: Final = re.compile(r",(\s*[}\]])")
_SCRIPT: Final = re.compile(r"([\w.]+):([\w.]+)")


def manifest_reader(path: str) -> str:
    """Which kind of project file a path is, empty for none."""
    name = path.rpartition("/")[2]
    if name.startswith(("tsconfig", "jsconfig")) and name.endswith(".json"):
        return "tsconfig"
    return name if name in _READERS else ""


def manifest_outline(path: str, text: str) -> Outline:
    """What a project file says; nothing when it cannot be read."""
    try:
        return _READERS[manifest_reader(path)](text)
    except (ValueError, RecursionError):
        return Outline("")


def _package(text: str) -> Outline:
    said = _mapping(json.loads(text))
    settings = {key: str(said[key]) for key in _PACKAGE if isinstance(said.get(key), str)}
    settings |= {f"export:{name}": target for name, target in _exports(said.get("exports"))}
    started = said.get("bin")
    paths = [started] if isinstance(started, str) else [*_mapping(started).values()]
    paths += [said.get("main")]
    imports = [
        Import(f"./{each.removeprefix('./')}", "", "", _line(text, each))
        for each in paths
        if isinstance(each, str)
    ]
    for script in _mapping(said.get("scripts")).values():
        for named, _ in named_paths(script) if isinstance(script, str) else ():
            imports.append(Import(f"./{named.removeprefix('./')}", "", "", _line(text, named)))
    return Outline("js", "", (), tuple(dict.fromkeys(imports)), {}, {}, (), settings)


_PACKAGE: Final = ("name", "main", "module", "types", "typings", "source", "browser")


def _exports(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - foreign JSON
    """Subpath without its `./` -> the first file it may lead to."""
    entries = _mapping(value)
    if not any(key.startswith(".") for key in entries):
        entries = {".": value}
    for key, target in entries.items():
        found = next(_files(target, 0), "")
        if found:
            yield key.removeprefix(".").removeprefix("/"), found


def _files(value: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - foreign JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth < 8:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _files(each, depth + 1)


def _tsconfig(text: str) -> Outline:
    plain = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", text)
    said = _mapping(json.loads(_TRAILING.sub(r"\1", plain)))
    options = _mapping(said.get("compilerOptions"))
    settings = {}
    if isinstance(said.get("extends"), str):
        settings["extends"] = said["extends"]
    if isinstance(options.get("baseUrl"), str):
        settings["baseUrl"] = options["baseUrl"]
    for pattern, targets in _mapping(options.get("paths")).items():
        if isinstance(targets, list):
            settings[f"paths:{pattern}"] = "\n".join(str(each) for each in targets)
    return Outline("", settings=settings)


def _go(text: str) -> Outline:
    found = re.search(r"(?m)^module\s+\"?([^\s\"]+)", text)
    return Outline("", settings={"module": found[1]} if found else {})


def _cargo(text: str) -> Outline:
    said = tomllib.loads(text)
    package, library = _mapping(said.get("package")), _mapping(said.get("lib"))
    pairs = {"name": package.get("name"), "lib": library.get("path"), "lib-name": library.get("name")}
    return Outline("", settings={key: str(value) for key, value in pairs.items() if value})


def _pyproject(text: str) -> Outline:
    said = tomllib.loads(text)
    project = _mapping(said.get("project"))
    tables = [
        project.get("scripts"),
        project.get("gui-scripts"),
        *_mapping(project.get("entry-points")).values(),
    ]
    tables.append(_mapping(_mapping(said.get("tool")).get("poetry")).get("scripts"))
    named = [value for table in tables for value in _mapping(table).values() if isinstance(value, str)]
    return _started(text, named)


def _setup(text: str) -> Outline:
    found = re.search(r"(?m)^(?:console|gui)_scripts\s*=((?:\n[ \t]+.*)+)", text)
    return _started(text, found[1].split("\n") if found else [])


def _started(text: str, entries: list[str]) -> Outline:
    """`package.module:function`, as an installed command names what it starts."""
    imports = [
        Import(match[1], match[2].partition(".")[0], "", _line(text, match[0]))
        for entry in entries
        for match in [_SCRIPT.search(entry)]
        if match is not None
    ]
    return Outline("py", "", (), tuple(imports))


def _mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401 - foreign JSON
    return value if isinstance(value, dict) else {}


def _line(text: str, part: str) -> int:
    return text.count("\n", 0, max(0, text.find(part))) + 1


_READERS: Final[Mapping[str, Callable[[str], Outline]]] = {
    "package.json": _package,
    "tsconfig": _tsconfig,
    "go.mod": _go,
    "Cargo.toml": _cargo,
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup,
}
