"""Python's manifests: requirements, pyproject.toml (PEP 621, 735, Poetry, uv), Pipfile, setup.cfg, setup.py, conda."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact
from answerable.core.manifests.saying import dependency, foreign, installer, locked, registry, source_of
from answerable.core.manifests.toml_lines import Entry, entries, inline, strings

__all__ = [
    "normal",
    "pipfile_facts",
    "pyproject_facts",
    "requirements_facts",
    "setup_cfg_facts",
    "setup_facts",
]

_REQUIREMENT: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:@\s*(?P<url>\S+)|\(?(?P<spec>(?:[<>=!~]=?=?\s*[\w.*+!-]+\s*,?\s*)*)\)?)\s*(?:;.*)?$"
)
_OPTION: Final = re.compile(
    r"^(?P<name>-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--no-verify\w*)(?:\s*=\s*|\s+)(?P<value>\S+)"
)
_EGG: Final = re.compile(r"[#&]egg=([\w.-]+)")
_TABLES: Final = {
    "tool.poetry.dependencies": "", "tool.poetry.dev-dependencies": "dev", "packages": "", "dev-packages": "dev",
}  # fmt: skip
_GROUP: Final = re.compile(r"^tool\.poetry\.group\.([\w-]+)\.dependencies$")
_INDEX: Final = re.compile(
    r"^(?:tool\.uv\.index|tool\.uv\.pip|tool\.uv|tool\.poetry\.source|source|tool\.pdm\.source)$"
)


def normal(name: str) -> str:
    """The normal form of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements_facts(text: str) -> Iterator[Fact]:
    """The facts of a requirements file."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        start, whole = at, lines[at].rstrip()
        while whole.endswith("\\") and at + 1 < len(lines):
            at += 1
            whole = f"{whole[:-1]} {lines[at].strip()}"
        at += 1
        said = re.sub(r"(?:^|\s)#.*$", "", whole).strip()
        yield from (fact._replace(end_line=at) for fact in _requirement_line(said, start))


def _requirement_line(said: str, line: int) -> Iterator[Fact]:
    option = _OPTION.match(said)
    if option is not None:
        name = {"-i": "--index-url", "-f": "--find-links"}.get(option["name"], option["name"])
        yield registry(name, option["value"], line)
        return
    said = re.sub(r"^(?:-e|--editable)[\s=]+", "", said)
    wanted, _, hashes = said.partition(" --hash")
    wanted = re.sub(r"\s--[\w-]+[= ].*$", "", wanted).strip()
    facts = list(_requirement(wanted, "", line))
    yield from facts
    if facts and facts[-1].kind == "dependency":
        yield locked(facts[-1].key, line, is_hashed=bool(hashes))


def _requirement(wanted: str, group: str, line: int) -> Iterator[Fact]:
    """A requirement as PEP 508 writes it, or a bare location."""
    found = _REQUIREMENT.match(wanted)
    if found is None:
        kind = source_of(wanted)
        egg = _EGG.search(wanted)
        if kind and not wanted.startswith("-"):
            name = (
                egg[1]
                if egg
                else re.split(r"[@#?]", wanted)[0].rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
            )
            yield foreign(normal(name), wanted, kind, line)
        return
    name = normal(found["name"])
    if found["url"]:
        yield foreign(name, found["url"], source_of(found["url"]) or "url", line)
    else:
        yield dependency(name, re.sub(r"\s+", "", found["spec"] or "").rstrip(","), group, line)


def pyproject_facts(text: str) -> Iterator[Fact]:
    """The facts of a pyproject.toml."""
    for entry in entries(text):
        table, key = entry.table, entry.key
        if table == "project" and key == "dependencies":
            yield from _listed(entry, "")
        elif table in {"project.optional-dependencies", "dependency-groups"}:
            yield from _listed(entry, key)
        elif table == "build-system" and key == "requires":
            yield from _listed(entry, "build")
        elif table == "build-system" and key == "backend-path":
            yield installer(key, entry.value, entry.line)
        elif table == "tool.uv" and key == "dev-dependencies":
            yield from _listed(entry, "dev")
        else:
            yield from _tabled(entry)


def pipfile_facts(text: str) -> Iterator[Fact]:
    """The facts of a Pipfile."""
    for entry in entries(text):
        yield from _tabled(entry)


def _tabled(entry: Entry) -> Iterator[Fact]:
    """What the tables of Poetry, Pipenv and uv say: `name = "^1"` or `name = {git = …}`."""
    table, key, value = entry.table, entry.key, entry.value
    group = _GROUP.match(table)
    if (table in _TABLES or group) and key and key != "python":
        yield from _pinned(normal(key), entry, group[1] if group else _TABLES[table])
    elif table == "tool.uv.sources" and key:
        yield from _located(normal(key), entry)
    elif _INDEX.match(table) and key in {"url", "index-url", "extra-index-url", "find-links", "verify_ssl"}:
        for url, line in strings(value, entry.line):
            yield registry(key, url, line)


def _pinned(name: str, entry: Entry, group: str) -> Iterator[Fact]:
    if "{" not in entry.value:
        yield dependency(name, "".join(text for text, _ in strings(entry.value, 0)), group, entry.line)
        return
    yield from _located(name, entry)
    spec = inline(entry.value).get("version")
    if spec is not None:
        yield dependency(name, spec, group, entry.line, entry.end_line)


def _located(name: str, entry: Entry) -> Iterator[Fact]:
    said = inline(entry.value)
    for kind in ("git", "url", "path"):
        if kind in said:
            yield foreign(name, said[kind], kind, entry.line, entry.end_line)


def _listed(entry: Entry, group: str) -> Iterator[Fact]:
    for wanted, line in strings(entry.value, entry.line):
        yield from _requirement(wanted.strip(), group, line)


def setup_cfg_facts(text: str) -> Iterator[Fact]:
    """The facts of a setup.cfg: the indented lines under its lists of requirements."""
    section = key = ""
    for number, line in enumerate(text.split("\n")):
        header = re.match(r"^\[([^\]]+)\]", line)
        opened = re.match(r"^([\w.-]+)\s*=\s*(.*)$", line)
        if header:
            section, key = header[1], ""
        elif opened:
            key = opened[1]
        wanted = opened[2] if opened else line if line[:1].isspace() else ""
        if (section == "options" and key in {"install_requires", "setup_requires", "tests_require"}) or (
            section == "options.extras_require" and key
        ):
            yield from _requirement(wanted.strip(), "" if key == "install_requires" else key, number)


def setup_facts(text: str) -> Iterator[Fact]:
    """The facts of a setup.py: that it is there, and the requirements among its literals."""
    if not text.strip():
        return
    yield installer("setup.py", "", 0)
    for match in re.finditer(
        r"(?:install_requires|setup_requires|tests_require|extras_require)\s*=\s*([\[{](?:[^\]}]|\](?=\s*,\s*[\"']))*)",
        text,
    ):
        for wanted, line in strings(match[1], text.count("\n", 0, match.start(1))):
            yield from _requirement(wanted.strip(), "", line)
