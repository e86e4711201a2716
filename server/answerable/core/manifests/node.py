"""package.json and the settings of npm and Yarn, by their lines.

JSON of this shape is written one key a line by every tool that writes it; a line that holds more is read as well.
"""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.facts import Fact
from answerable.core.manifests.saying import dependency, foreign, installer, registry, source_of

__all__ = ["npmrc_facts", "package_facts"]

_TOKEN: Final = re.compile(
    r'"(?P<string>(?:[^"\\\n]|\\.)*)"|(?P<mark>[{}\[\]:,])|(?P<line>\n)|(?P<other>[^\s"{}\[\]:,]+)'
)
_GROUPS: Final = {
    "dependencies": "", "devDependencies": "dev", "peerDependencies": "peer", "optionalDependencies": "optional",
}  # fmt: skip
#: Scripts that npm runs by itself when the package is installed.
_HOOKS: Final = frozenset(
    {"preinstall", "install", "postinstall", "preuninstall", "postuninstall", "prepublish"}
)
_DEEP: Final = 20


def package_facts(text: str) -> Iterator[Fact]:
    """The facts of a package.json."""
    for path, value, line in _members(text):
        if len(path) != 2:
            continue
        table, name = path
        if table in _GROUPS:
            kind = source_of(value, short=True)
            yield foreign(name, value, kind, line) if kind else dependency(name, value, _GROUPS[table], line)
        elif table == "scripts" and name in _HOOKS:
            yield installer(name, value, line)
        elif table in {"overrides", "resolutions"}:
            kind = source_of(value, short=True)
            yield foreign(name, value, kind, line) if kind else dependency(name, value, table, line)
        elif table == "publishConfig" and name == "registry":
            yield registry("publishConfig.registry", value, line)


def npmrc_facts(text: str) -> Iterator[Fact]:
    """The facts of an .npmrc, .yarnrc or .yarnrc.yml."""
    for number, line in enumerate(text.split("\n")):
        found = re.match(
            r"^\s*(?:\"|)?((?:@[\w-]+:)?(?:registry|npmRegistryServer|strict-ssl|enableStrictSsl|checksumBehavior|ignore-scripts|enableScripts))\"?\s*[=: ]\s*[\"']?([^\s\"']+)",
            line,
        )
        if found:
            yield registry(found[1], found[2], number)


def _members(text: str) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """The scalars of a JSON text under the names that lead to them, with their lines. Lists are passed over."""
    walk = _Walk()
    for match in _TOKEN.finditer(text):
        said = match["string"] if match.lastgroup == "string" else match.group()
        if match.lastgroup in {"mark", "line"}:
            walk.step(said)
        elif walk.lists:
            continue
        elif walk.waits:
            walk.waits = False
            if len(walk.path) < _DEEP:
                yield (*walk.path[1:], walk.name), said, walk.line
        elif match.lastgroup == "string":
            walk.name = said


class _Walk:
    """Where in a JSON text a reader is."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.name = ""
        self.line = 0
        self.lists = 0
        self.waits = False  # for a value

    def step(self, mark: str) -> None:
        """Go over a bracket, a colon, a comma or the end of a line."""
        if mark == "\n":
            self.line += 1
            return
        self.waits = mark == ":" and not self.lists
        if mark in "[]":
            self.lists = max(0, self.lists + (1 if mark == "[" else -1))
        elif mark == "{" and not self.lists:
            self.path.append(self.name)
        elif mark == "}" and not self.lists:
            self.path = self.path[:-1]
