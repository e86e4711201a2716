"""Settings files as leaves: TOML, INI, properties and `.env` by their lines, JSON and YAML by their trees.

The four line formats agree in what matters here: `[sections]`, `key = value`, and values that go on over lines, in
brackets, in triple quotes, behind a backslash or by their indentation. Nothing raises, whatever stands there.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from answerable.core.facts import Fact
from answerable.core.values import Leaf
from answerable.syntax.attributes import attribute_facts
from answerable.syntax.shelltext import script_facts

__all__ = ["Entry", "entries", "entry_facts", "setting_facts"]

_SECTION: Final = re.compile(r"^[ \t]*\[{1,2}[ \t]*(?P<name>[^\[\]=]+?)[ \t]*\]{1,2}[ \t]*(?:[#;].*)?$")
_ENTRY: Final = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<key>\"[^\"\n]+\"(?:\.[\w.\"-]+)?|'[^'\n]+'|[\w.$@/%-]+(?:\[\w*\])?)[ \t]*(?P<mark>[=:])[ \t]*(?P<value>.*)$"
)
_COMMENT: Final = ("#", ";", "!", "// ")
_TRIPLE: Final = ('"""', "'''")
_TOKEN: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[\[\]{},=]|[^\s\[\]{},=\"'#]+|#[^\n]*")
#: Lines of one value; what is longer is data.
_LONG: Final = 400
#: Where a value is a list, or a text, of commands.
_SCRIPT: Final = re.compile(
    r"(?i)(?:^|\.)(?:scripts\.[^.]+|(?:before_|after_|pre_|post_)?(?:script|scripts|commands?|run|cmd|entry))(?:\[\])?$"
)
_PROGRAM: Final = re.compile(r"^[\w./@$-]+(?:\s|$)")


class Entry(NamedTuple):
    """One key with its value as written. `section` is what stands in brackets above it; lines are 0-based, half-open."""

    section: str
    key: str
    value: str
    line: int
    end_line: int

    @property
    def path(self) -> str:
        """The key below its section, without quotes."""
        key = self.key.replace('"', "").replace("'", "")
        return f"{self.section}.{key}" if self.section else key


def entries(text: str) -> Iterator[Entry]:
    """The entries of a TOML, INI, properties or `.env` file."""
    lines = text.split("\n")
    section, at = "", 0
    while at < len(lines):
        line = lines[at]
        start = at
        at += 1
        if not line.strip() or line.lstrip().startswith(_COMMENT):
            continue
        if (match := _SECTION.match(line)) is not None:
            section = match["name"].replace('"', "").replace("'", "")
        elif (found := _ENTRY.match(line)) is not None:
            at = _end(lines, start, found["value"].strip())
            value = "\n".join((found["value"].strip(), *lines[start + 1 : at])).rstrip()
            yield Entry(section, found["key"], value, start, at)


def entry_facts(entry: Entry) -> Iterator[Fact]:
    """The facts of one entry; lines count from its first."""
    for path, value, line, quoted in _scalars(entry):
        yield from setting_facts(Leaf(path, value, line, line + 1, quoted, "scalar"))


def setting_facts(leaf: Leaf) -> Iterator[Fact]:
    """The facts of one setting: its attribute, the credential it may be, and the commands it may hold."""
    yield from attribute_facts(leaf, "", "")
    if _SCRIPT.search(leaf.path) and _PROGRAM.match(leaf.text):
        yield from script_facts(leaf.text, "", leaf.line + (leaf.kind == "block"))


def _end(lines: list[str], start: int, value: str) -> int:
    """The line after the last one of a value that begins on line `start`."""
    limit = min(len(lines), start + _LONG)
    mark = next((each for each in _TRIPLE if value.startswith(each)), "")
    if mark:
        if mark in value[3:]:
            return start + 1
        return next((at + 1 for at in range(start + 1, limit) if mark in lines[at]), limit)
    if value[:1] in {"[", "{"}:
        return _closed(lines, start, value, limit)
    at = start + 1
    while at < limit and (lines[at - 1].endswith("\\") or _goes_on(lines[at], value)):
        at += 1
    return at


def _closed(lines: list[str], start: int, value: str, limit: int) -> int:
    depth, at, text = 0, start, value
    while True:
        for mark in _TOKEN.findall(text):
            depth += (mark in "[{") - (mark in "]}") if len(mark) == 1 else 0
        at += 1
        if depth <= 0 or at >= limit:
            return at
        text = lines[at]


def _goes_on(line: str, value: str) -> bool:
    """Whether an indented line belongs to the value above it: INI lists stand below an empty value."""
    return (
        not value
        and line[:1] in {" ", "\t"}
        and bool(line.strip())
        and not line.lstrip().startswith(_COMMENT)
        and _ENTRY.match(line.lstrip()) is None
    )


def _scalars(entry: Entry) -> Iterator[tuple[str, str, int, bool]]:
    """Path, text, line (from the entry's first) and whether it was quoted, of every scalar of an entry."""
    value = entry.value
    if value.startswith(_TRIPLE):
        yield entry.path, value.strip("\"'").strip(), 0, True
    elif value[:1] in {"[", "{"}:
        yield from _composite(value, entry.path)
    elif "\n" in value or not value:
        for number, line in enumerate(value.split("\n")):
            said = line.strip().removesuffix("\\").strip()
            if said:
                yield f"{entry.path}[]", said, number, False
        if not value:
            yield entry.path, "", 0, False
    else:
        plain, quoted = _plain(value)
        yield entry.path, plain, 0, quoted


def _composite(value: str, path: str) -> Iterator[tuple[str, str, int, bool]]:
    """The scalars of an array or inline table, by its tokens."""
    paths, key = [path], ""
    for number, text in enumerate(value.split("\n")):
        tokens = [each for each in _TOKEN.findall(text) if not each.startswith("#")]
        for mark, following in pairwise((*tokens, "")):
            if mark in {"[", "{"}:
                paths.append(_under(paths[-1], key) + ("[]" if mark == "[" else ""))
                key = ""
            elif mark in {"]", "}", ","}:
                paths = paths if mark == "," else paths[:-1] or [path]
                key = ""
            elif following == "=":
                key = mark.strip("\"'")
            elif mark != "=":
                plain, quoted = _plain(mark)
                yield _under(paths[-1], key), plain, number, quoted


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if key else path


def _plain(value: str) -> tuple[str, bool]:
    """A scalar without quotes and without the comment behind it."""
    if value[:1] in {'"', "'"}:
        end = value.find(value[0], 1)
        while value[0] == '"' and end > 0 and value[end - 1] == "\\":
            end = value.find(value[0], end + 1)
        if end > 0:
            return value[1:end], True
    return re.split(r"\s[#;]", value, maxsplit=1)[0].strip(), False
