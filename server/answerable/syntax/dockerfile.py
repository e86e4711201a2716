"""Dockerfiles: a line-oriented format, read by its own rules, and the facts of its stages.

Kinds: `instruction` (key its name, owner the stage), `pin` for base images and for packages that are installed, `user`
for the user that the image ends with, `assign` for ENV and ARG, and those of the scripts in RUN, CMD and ENTRYPOINT.
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from answerable.core.facts import Fact
from answerable.core.packages import installed
from answerable.core.pins import image
from answerable.core.values import Leaf
from answerable.syntax.attributes import attribute_facts
from answerable.syntax.shelltext import command_facts, script_facts

__all__ = ["Instruction", "dockerfile_facts", "instructions"]

_HEREDOC: Final = re.compile(r"<<-?\s*([\"']?)(\w+)\1")
_FLAG: Final = re.compile(r"^(?:--[\w-]+(?:=(?:\"[^\"]*\"|\S+))?\s+)+")
_FROM: Final = re.compile(r"^(?:--platform=\S+\s+)?(?P<image>\S+)(?:\s+[aA][sS]\s+(?P<stage>\S+))?")
_PAIR: Final = re.compile(r"(?P<name>[\w.-]+)=(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)")
_SCRIPTS: Final = frozenset({"RUN", "CMD", "ENTRYPOINT"})


class Instruction(NamedTuple):
    """One instruction: its name in capitals, its text with continued lines joined, its half-open lines.

    `body` is what its here-documents hold.
    """

    name: str
    text: str
    line: int
    end_line: int
    body: str


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions of a Dockerfile. Whatever stands there, nothing raises."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        start = at
        parts: list[str] = []
        while at < len(lines):
            line = lines[at].rstrip()
            at += 1
            if line.lstrip().startswith("#") or (not line and parts):
                parts.append("")
                continue
            parts.append(line.removesuffix("\\"))
            if not line.endswith("\\"):
                break
        # Continued lines stay lines, so that what a script says keeps its place.
        whole = "\\\n".join(parts) if len(parts) > 1 else parts[0]
        comments = next((number for number, part in enumerate(parts) if part.strip()), len(parts))
        words = "\\\n".join(parts[comments:]).strip().split(None, 1) if whole.strip() else []
        if not words or not words[0].isalpha():
            continue
        body: list[str] = []
        for _, mark in _HEREDOC.findall(whole) if words[0].upper() in {"RUN", "COPY", "ADD"} else ():
            while at < len(lines) and lines[at].strip() != mark:
                body.append(lines[at])
                at += 1
            at += 1
        rest = words[1] if len(words) > 1 else ""
        yield Instruction(words[0].upper(), rest, start + comments, min(at, len(lines)), "\n".join(body))


def dockerfile_facts(text: str) -> Iterator[Fact]:
    """The facts of a whole Dockerfile; the scope is the stage, empty before the first and for the last user."""
    stage, stages, user = "", set[str](), None
    for each in instructions(text):
        if each.name == "FROM":
            match = _FROM.match(_joined(each.text))
            stage = (match["stage"] if match and match["stage"] else "") or f"stage {len(stages)}"
            yield Fact("definition", stage, "", "", stage, each.line, each.end_line)
            yield from _base(each, match, stages, stage)
            stages.add(stage)
            user = None
        elif each.name == "USER":
            user = each
        yield from _facts(each, stage)
    if user is not None:
        yield Fact("user", "", _joined(user.text), "", "", user.line, user.end_line)


def _base(each: Instruction, match: re.Match[str] | None, stages: set[str], stage: str) -> Iterator[Fact]:
    if match is not None and match["image"] not in stages and match["image"] != "scratch":
        name, reference = image(match["image"])
        yield Fact("pin", name, reference, "image", stage, each.line, each.end_line)


def _facts(each: Instruction, stage: str) -> Iterator[Fact]:
    text = _joined(each.text)
    yield Fact("instruction", each.name, text, stage, stage, each.line, each.end_line)
    if each.name in {"ENV", "ARG", "LABEL"}:
        yield from _settings(each, text, stage)
    elif each.name in _SCRIPTS:
        for fact in _script(each, stage):
            yield fact
            if fact.kind == "command":
                for name, version in installed(fact.value):
                    yield Fact("pin", name, version, "package", stage, fact.line, fact.end_line)


def _script(each: Instruction, stage: str) -> Iterator[Fact]:
    script = _FLAG.sub("", each.text)
    words = _words(script)
    if words is not None:
        yield from command_facts(words, stage, each.line, each.end_line)
    else:
        yield from script_facts(script, stage, each.line)
        if each.body:
            yield from script_facts(each.body, stage, each.line + 1)


def _settings(each: Instruction, text: str, stage: str) -> Iterator[Fact]:
    pairs = [(match["name"], match["value"].strip("\"'")) for match in _PAIR.finditer(text)]
    if not pairs and each.name == "ENV":
        name, _, value = text.partition(" ")
        pairs = [(name, value.strip())]
    for name, value in pairs:
        yield Fact("assign", name, value, "", stage, each.line, each.end_line)
        yield from attribute_facts(
            Leaf(name, value, each.line, each.end_line, True, "scalar"), each.name, stage
        )


def _words(script: str) -> list[str] | None:
    if not script.lstrip().startswith("["):
        return None
    try:
        words = json.loads(_joined(script))
    except (ValueError, RecursionError):
        return None
    return [str(word) for word in words] if isinstance(words, list) else None


def _joined(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())
