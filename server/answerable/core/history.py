"""What git says about history, parsed: patches without context, merges, and blame.

The input is bytes of `git diff-tree -p -U0` and `git blame --porcelain`; nothing here runs git. With `-U0` every
line of content starts with `+`, `-` or a backslash, so a line that starts otherwise is git's own and no content
can imitate it. Line numbers are 1-based; paths and text that are not UTF-8 travel as surrogates.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

__all__ = [
    "AddedLine",
    "BlameLine",
    "CommitPatch",
    "FilePatch",
    "History",
    "Hunk",
    "PastCommit",
    "parse_blame",
    "parse_log",
    "parse_patch",
    "unquote",
]


class Hunk(NamedTuple):
    """One replaced block. A side with count 0 has as its start the line *before* the block, as git prints it."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int


class AddedLine(NamedTuple):
    """One line of the new side of a hunk, without its line feed."""

    line: int
    text: str


class FilePatch(NamedTuple):
    """One file of a patch. A path is empty on the side where the file does not exist.

    `blob` is the full id of the new side (all zeros when deleted, empty when only a mode or a name changed),
    `mode` the new side's mode as six octal digits, empty when git did not print one.
    """

    old_path: str
    path: str
    blob: str
    mode: str
    hunks: tuple[Hunk, ...]
    added: tuple[AddedLine, ...] = ()


class CommitPatch(NamedTuple):
    """One commit of a range.

    `files` is what it changes against its only parent (or against nothing, for a root). For a merge `files` is
    empty and `differs` holds, per parent, the paths whose content or mode is not that parent's.
    """

    commit: str
    parents: tuple[str, ...]
    files: tuple[FilePatch, ...]
    differs: tuple[frozenset[str], ...] = ()


class BlameLine(NamedTuple):
    """Where one line of a file comes from: `line` in the file asked about is `orig_line` of `orig_path` at `commit`."""

    commit: str
    orig_path: str
    orig_line: int
    line: int
    text: str


class PastCommit(NamedTuple):
    """A commit of the past: the e-mail address of its author, when that was in seconds, and the paths it changed."""

    author: str
    at: int
    paths: Collection[str]


class History(Protocol):
    """Git's history, read only. Revisions are full commit ids."""

    def log_patches(self, base: str, head: str) -> Iterator[CommitPatch]:
        """The commits of `base..head`, every child before its parents; worked on from the call on."""
        ...

    def net_change(self, base: str, head: str) -> Iterator[FilePatch]:
        """The difference of two commits, with the text of every added line; worked on from the call on."""
        ...

    def blame(self, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> list[BlameLine]:
        """Who wrote each line of `path` (or of the inclusive 1-based line `ranges`), in line order."""
        ...


_COMMIT: Final = re.compile(rb"\n([0-9a-f]{40,64})(?=\n)")
_RANGES: Final = re.compile(rb"-(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAMED: Final = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))


def parse_log(data: bytes) -> Iterator[tuple[str, tuple[FilePatch, ...]]]:
    """Each commit that `git diff-tree --stdin -p -U0` printed, with its files."""
    framed = b"\n" + data
    marks = list(_COMMIT.finditer(framed))
    ends = [mark.start() for mark in marks[1:]] + [len(framed)]
    for mark, end in zip(marks, ends, strict=True):
        yield mark[1].decode(), parse_patch(framed[mark.end() : end])


def parse_patch(data: bytes, *, with_text: bool = False) -> tuple[FilePatch, ...]:
    """The files of one patch without context; with the added lines when asked for."""
    return tuple(_file(part, with_text=with_text) for part in (b"\n" + data).split(b"\ndiff --git ")[1:])


def parse_blame(data: bytes) -> list[BlameLine]:
    """The lines of `git blame --porcelain`."""
    lines: list[BlameLine] = []
    paths: dict[str, str] = {}  # git repeats a commit's file name only when it differs from the last one
    commit, orig_line, line, in_header = "", 0, 0, False
    for raw in data.split(b"\n"):
        if raw[:1] == b"\t":
            lines.append(BlameLine(commit, paths.get(commit, ""), orig_line, line, _text(raw[1:])))
            in_header = False
        elif in_header:
            if raw[:9] == b"filename ":
                paths[commit] = unquote(raw[9:])
        elif raw:
            fields = raw.split(b" ")
            commit, orig_line, line = fields[0].decode(), int(fields[1]), int(fields[2])
            in_header = True
    return lines


def unquote(name: bytes) -> str:
    """A path as git prints it without `-z`: in C style between quotes when it holds anything unusual."""
    if len(name) > 1 and name[:1] == name[-1:] == b'"':
        name = _ESCAPE.sub(_unescape, name[1:-1])
    return _text(name)


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 0xFF if len(code) == 3 else _NAMED.get(code[0], code[0])])


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _file(part: bytes, *, with_text: bool) -> FilePatch:
    head, *bodies = part.split(b"\n@@ ")
    names, *extended = head.split(b"\n")
    old_path = path = _common_name(names)
    blob = mode = ""
    for line in extended:
        if line.startswith((b"--- ", b"rename from ")):
            old_path = _named(line)
        elif line.startswith((b"+++ ", b"rename to ")):
            path = _named(line)
        elif line.startswith(b"index "):
            blob, _, mode_here = line[6:].partition(b"..")[2].decode().partition(" ")
            mode = mode_here or mode
        elif line.startswith((b"new file mode ", b"new mode ")):
            mode = line.rpartition(b" ")[2].decode()
            old_path = old_path if line.startswith(b"new mode") else ""
        elif line.startswith(b"deleted file mode "):
            path = ""
    hunks = tuple(_hunk(body) for body in bodies)
    added = tuple(_added(hunks, bodies)) if with_text else ()
    return FilePatch(old_path, path, blob, mode, hunks, added)


def _common_name(names: bytes) -> str:
    """The path in `a/P b/P`. The halves differ only in a rename, which names its paths on lines of their own."""
    return _prefixed(names[: len(names) // 2])


def _named(line: bytes) -> str:
    """The path on a `---`, `+++`, `rename from` or `rename to` line; empty for `/dev/null`."""
    if line.startswith(b"rename "):
        return unquote(line.split(b" ", 2)[2])
    name = line[4:].removesuffix(b"\t")  # git ends a name that holds a blank with a tab
    return "" if name == b"/dev/null" else _prefixed(name)


def _prefixed(name: bytes) -> str:
    return unquote(name)[2:]


def _hunk(body: bytes) -> Hunk:
    found = _RANGES.match(body)
    if found is None:  # not git's output: a hunk that replaces nothing
        return Hunk(0, 0, 0, 0)
    old, old_count, new, new_count = found.groups(b"1")
    return Hunk(int(old), int(old_count), int(new), int(new_count))


def _added(hunks: Sequence[Hunk], bodies: Sequence[bytes]) -> Iterator[AddedLine]:
    for hunk, body in zip(hunks, bodies, strict=True):
        line = hunk.new_start
        for raw in body.split(b"\n")[1:]:
            if raw[:1] == b"+":
                yield AddedLine(line, _text(raw[1:]))
                line += 1
