"""Patches in the format of `apply_patch`, which several agents use as a tool and Codex also inside shell commands.

*** Begin Patch
*** Update File: PATH            hunks of lines that begin with a blank, `-` or `+`, parted by `@@`
*** Move to: PATH                after Update File
*** Add File: PATH               lines that begin with `+`
*** Delete File: PATH
*** End Patch
"""

import re
from typing import Final, NamedTuple

from answerable.core.report import Replacement

__all__ = ["Patch", "read_patch"]

_HEADER: Final = re.compile(r"\*\*\* (Add File|Update File|Delete File|Move to): (.+?)\s*")
_BEGIN: Final = "*** Begin Patch"
_END: Final = "*** End Patch"


class Patch(NamedTuple):
    """What a patch says: the files it touches, and of each what becomes of it where that can be told."""

    paths: tuple[str, ...]
    edits: tuple[tuple[str, tuple[Replacement, ...]], ...]
    written: tuple[tuple[str, str], ...]


def read_patch(text: str) -> Patch:
    """The patch in `text`, whatever stands around it; empty when there is none."""
    _, begin, body = text.partition(_BEGIN)
    if not begin:
        return Patch((), (), ())
    paths: list[str] = []
    edits: list[tuple[str, tuple[Replacement, ...]]] = []
    written: list[tuple[str, str]] = []
    for verb, path, lines in _sections(body.partition(_END)[0]):
        paths.append(path)
        if verb == "Add File":
            written.append((path, "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))))
        elif verb == "Update File":
            replacements = _replacements(lines)
            if replacements:
                edits.append((path, replacements))
    return Patch(tuple(dict.fromkeys(paths)), tuple(edits), tuple(written))


def _sections(body: str) -> list[tuple[str, str, list[str]]]:
    """Verb, path and lines of each file."""
    sections: list[tuple[str, str, list[str]]] = []
    for line in body.split("\n"):
        header = _HEADER.fullmatch(line)
        if header is not None:
            sections.append((header[1], header[2], []))
        elif sections:
            sections[-1][2].append(line)
    return sections


def _replacements(lines: list[str]) -> tuple[Replacement, ...]:
    """The hunks of an update; none at all when one of them does not say what it replaces."""
    hunks: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("@@"):
            hunks.append([])
        elif line[:1] in {" ", "-", "+"}:
            hunks[-1].append(line)
    found = []
    for hunk in filter(None, hunks):
        old = "".join(f"{line[1:]}\n" for line in hunk if line[0] != "+")
        new = "".join(f"{line[1:]}\n" for line in hunk if line[0] != "-")
        if not old:
            return ()
        found.append(Replacement(old, new))
    return tuple(found)
