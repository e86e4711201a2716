"""Edits that change nothing of what is done: the refactorings that a mistake is told from."""

import random
import re
from collections import Counter
from collections.abc import Iterator

from edits import BRACES, Mutation, replaced

__all__ = ["harmless"]

_KEYWORDS = frozenset(
    [
        "abstract",
        "assert",
        "async",
        "await",
        "begin",
        "break",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "defer",
        "delete",
        "elsif",
        "ensure",
        "except",
        "export",
        "extends",
        "extern",
        "false",
        "final",
        "finally",
        "float",
        "implements",
        "import",
        "include",
        "instanceof",
        "interface",
        "lambda",
        "match",
        "module",
        "namespace",
        "native",
        "package",
        "panic",
        "private",
        "protected",
        "public",
        "raise",
        "range",
        "require",
        "rescue",
        "return",
        "select",
        "self",
        "sizeof",
        "static",
        "string",
        "struct",
        "super",
        "switch",
        "synchronized",
        "template",
        "throw",
        "throws",
        "trait",
        "typedef",
        "undef",
        "union",
        "unless",
        "unsafe",
        "until",
        "using",
        "virtual",
        "void",
        "volatile",
        "where",
        "while",
        "yield",
    ]
)


#: How the languages give a condition a name: what stands before it, and behind.
_NAMED = {
    "py": ("", ""),
    "rb": ("", ""),
    "js": ("const ", ";"),
    "go": ("", ""),
    "ja": ("boolean ", ";"),
    "rs": ("let ", ";"),
    "c": ("const int ", ";"),
}


def harmless(lines: list[str], code: str, luck: random.Random) -> Iterator[Mutation]:
    """At most one edit of each kind, where luck has it."""
    yield from _commented(lines, code, luck)
    text = "".join(lines)
    yield Mutation("", "indented", text, "".join(re.sub(r"^(\s+)(?=\S)", r"\1\1", line) for line in lines))
    names = Counter(re.findall(r"\b[a-z]\w{4,}\b", text))
    local = [name for name, count in names.items() if 2 <= count <= 6 and name not in _KEYWORDS]
    if local:
        name = luck.choice(local)
        yield Mutation("", "renamed", text, re.sub(rf"\b{name}\b", f"{name}_renamed", text))
    for edits in (_moved(lines, code), _named(lines, code), _de_morgan(lines, code)):
        found = list(edits)
        if found:
            yield luck.choice(found)


def _commented(lines: list[str], code: str, luck: random.Random) -> Iterator[Mutation]:
    places = [at for at, line in enumerate(lines) if re.match(r"\s+\w.*[;){]\s*$", line)]
    if places and code not in {"py", "rb"}:
        at = luck.choice(places)
        yield replaced("", "commented", lines, at, f"// what follows is the rest\n{lines[at]}")


def _moved(lines: list[str], code: str) -> Iterator[Mutation]:
    """A function at the top of the file goes to its end."""
    heads = {
        "py": r"def \w+\(",
        "go": r"func ",
        "js": r"(?:export )?(?:async )?function ",
        "rs": r"(?:pub )?fn ",
        "c": r"static .*\{\s*$",
    }
    for at, line in enumerate(lines):
        if code not in heads or not re.match(heads[code], line) or (at and lines[at - 1].strip()):
            continue
        if code == "py":
            end = next((n for n in range(at + 1, len(lines)) if re.match(r"\S", lines[n])), len(lines))
        else:
            end = next((n + 1 for n in range(at, len(lines)) if re.match(r"\}\s*$", lines[n])), len(lines))
        if end < len(lines):
            moved = [*lines[:at], *lines[end:], "\n", "\n", *lines[at:end]]
            yield Mutation("", "moved", "".join(lines), "".join(moved))


def _named(lines: list[str], code: str) -> Iterator[Mutation]:
    """A condition gets a name before it is asked for."""
    before, behind = _NAMED[code]
    sign = ":=" if code == "go" else "="
    head, tail = (r"\(", r"\)") if code in BRACES - {"go", "rs"} else ("", "")
    end = r":\s*" if code == "py" else r"\s*" if code == "rb" else r" \{\s*"
    pattern = re.compile(
        rf"(\s+)if {head}((?!let |not |!)[^;:={{]*(?:[<>=!]=|&&| and )[^;:={{]*){tail}({end})$"
    )
    for at, line in enumerate(lines):
        if match := pattern.match(line):
            blank, condition, rest = match.groups()
            opened, closed = ("(", ")") if head else ("", "")
            named = f"{blank}{before}wanted {sign} {condition}{behind}\n"
            yield replaced("", "condition named", lines, at, f"{named}{blank}if {opened}wanted{closed}{rest}")


def _de_morgan(lines: list[str], code: str) -> Iterator[Mutation]:
    """`not a or not b` for `not (a and b)`, and the reverse."""
    if code in {"py", "rb"}:
        pattern, new = r"(\s*if )([\w.]+) and ([\w.]+)(:?\s*)$", r"\1not (not \2 or not \3)\4"
    elif code in {"go", "rs"}:
        pattern, new = r"(\s*if )([\w.]+) && ([\w.]+)( \{\s*)$", r"\1!(!\2 || !\3)\4"
    else:
        pattern, new = r"(\s*if \()([\w.>-]+) && ([\w.>-]+)(\) \{\s*)$", r"\1!(!\2 || !\3)\4"
    for at, line in enumerate(lines):
        if re.match(pattern, line):
            yield replaced("", "condition turned", lines, at, re.sub(pattern, new, line))
