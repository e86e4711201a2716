"""CODEOWNERS as GitHub reads it: who owns which files. The last line that matches a path decides.

Source of the rules: "About code owners" in GitHub's documentation. The patterns are those of `.gitignore` (see
`core.globs`) but for what does not work there: `!`, `[ ]` and a `#` escaped at the beginning of a line; and `docs/*`
are the files in `docs` and not those below. Case counts. A line that is wrong is skipped, a file of more than 3 MB is
not read at all.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from typing import Final, NamedTuple

from answerable.core.globs import consumed

__all__ = ["CODEOWNERS_PLACES", "LARGEST", "CodeOwners", "OwnersLine", "parse_codeowners"]

#: Where the file may stand; the first that exists is the one that counts.
CODEOWNERS_PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
#: Bytes.
LARGEST: Final = 3 * 1024 * 1024

_LONGEST: Final = 1024
_WORD: Final = re.compile(r"(?:\\[^\r]|[^ \t\r\f\v\\]|\\$)+")
_OWNER: Final = re.compile(
    r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9_.-]+)?|[^@\s,;<>()\"\[\]]+@[A-Za-z0-9.-]+"
)
#: What a pattern is cut into: an escaped character, a sign with a meaning, or plain text.
_PIECE: Final = re.compile(r"\\.|[*?]|[^\\*?]+", re.DOTALL)


class OwnersLine(NamedTuple):
    """One line: its 1-based number, its pattern, who owns what it matches (nobody for an empty tuple).

    A segment is `None` for `**`. `is_folder`: only what is below a match counts; `is_flat`: nothing below it does.
    `first` is the first name of every path that it covers, empty when that can be any.
    """

    line: int
    pattern: str
    owners: tuple[str, ...]
    segments: tuple[re.Pattern[str] | None, ...]
    is_folder: bool
    is_flat: bool
    first: str

    def matches(self, path: str) -> bool:
        """Whether the pattern covers the path (from the top of the repository, with `/`)."""
        names = path.split("/")
        reached = consumed(self.segments, names)
        if self.is_flat:
            return len(names) in reached
        return any(at < len(names) or not self.is_folder for at in reached)


class CodeOwners:
    """The lines of the file that could be read."""

    def __init__(self, lines: Iterable[OwnersLine] = ()) -> None:
        self.lines = tuple(lines)
        self._below: dict[str, list[OwnersLine]] = {}
        self._known: dict[str, tuple[str, ...]] = {}

    def owners(self, path: str) -> tuple[str, ...]:
        """Who owns a path, as the file spells them; nobody where no line says so, or the last one names nobody."""
        if path not in self._known:
            decided = next((line for line in self._candidates(path) if line.matches(path)), None)
            self._known[path] = decided.owners if decided else ()
        return self._known[path]

    def _candidates(self, path: str) -> list[OwnersLine]:
        """The lines that can be about paths with the same first name, the last one first: a large file has thousands."""
        first = path.partition("/")[0]
        if first not in self._below:
            self._below[first] = [line for line in reversed(self.lines) if line.first in {"", first}]
        return self._below[first]


def parse_codeowners(data: bytes) -> tuple[CodeOwners, list[str]]:
    """The owners, and in sentences what was skipped. Bytes that are not UTF-8 become surrogates, as in paths."""
    if len(data) > LARGEST:
        return CodeOwners(), [f"CODEOWNERS has more than {LARGEST // 1024**2} MB: GitHub does not read it."]
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines: list[OwnersLine] = []
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = list(_words(line))
        if not words:
            continue
        found = _line(number, words)
        if isinstance(found, str):
            problems.append(f"CODEOWNERS line {number} is skipped: {found}.")
        else:
            lines.append(found)
    return CodeOwners(lines), problems


def _words(line: str) -> Iterator[str]:
    """The words of a line up to its comment; an escaped blank ends none."""
    for word in _WORD.findall(line):
        if word.startswith("#"):
            return
        yield word


def _line(number: int, words: list[str]) -> OwnersLine | str:
    pattern, *owners = words
    wrong = next((owner for owner in owners if not _OWNER.fullmatch(owner)), "")
    if wrong:
        return f"{wrong!r} is no owner; those are @user, @organisation/team or an e-mail address"
    if pattern.startswith("!"):
        return "`!` has no meaning in CODEOWNERS"
    if pattern.startswith("\\#"):
        return "a `#` at the beginning cannot be escaped"
    if "[" in pattern or "]" in pattern:
        return "`[ ]` has no meaning in CODEOWNERS"
    if len(pattern) > _LONGEST:
        return f"a pattern of more than {_LONGEST} characters"
    return _pattern(number, pattern, tuple(dict.fromkeys(owners)))


def _pattern(number: int, pattern: str, owners: tuple[str, ...]) -> OwnersLine | str:
    names = pattern.removesuffix("/").removeprefix("/").split("/")
    if not all(names) or {".", ".."} & set(names):
        return f"{pattern!r} matches nothing: a path has no empty, `.` or `..` parts"
    if any(len(name) - len(name.rstrip("\\")) & 1 for name in names):
        return f"{pattern!r} matches nothing: a backslash at the end of a name escapes nothing"
    is_folder = pattern.endswith("/")
    is_flat = names[-1] == "*" and not is_folder
    is_anchored = "/" in pattern.removesuffix("/")
    if names[-1] == "**":
        names.append("*")  # what is inside, not the folder itself
    segments = [None if name == "**" else re.compile(_regex(name)) for name in names]
    at_top = () if is_anchored else (None,)
    first = names[0] if is_anchored and names[0].isalnum() else ""
    return OwnersLine(number, pattern, owners, (*at_top, *segments), is_folder, is_flat, first)


def _regex(name: str) -> str:
    """A name's pattern as a regular expression; `translate` makes one that never takes exponential time."""
    pieces = _PIECE.findall(name)
    return translate(
        "".join(
            f"[{one[1]}]" if one[0] == "\\" and one[1] in "*?" else one.removeprefix("\\") for one in pieces
        )
    )
