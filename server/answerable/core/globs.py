"""Path patterns of policy files, with the meaning they have in `.gitignore` and `CODEOWNERS`.

A pattern without a slash matches at any depth; one with a slash (other than at its end) starts at the top of the
repository. `*` and `?` stay within one name, `**` spans any number of folders, a folder's pattern covers all that
is below it, a trailing slash or `/**` means only what is below. Case counts. `!` and backslashes are refused.
"""

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from typing import Final, NamedTuple

__all__ = ["Glob", "Globs", "consumed", "parse_glob", "parse_globs"]

_LONGEST: Final = 1024


class Glob(NamedTuple):
    """One pattern. A segment is `None` for `**`."""

    pattern: str
    segments: tuple[re.Pattern[str] | None, ...]
    only_below: bool

    def matches(self, path: str) -> bool:
        """Whether the pattern covers the path (from the top of the repository, with `/`)."""
        names = path.split("/")
        reached = consumed(self.segments, names)
        return any(at < len(names) or not self.only_below for at in reached)


class Globs(NamedTuple):
    """Several patterns; one that matches is enough."""

    globs: tuple[Glob, ...]

    def matches(self, path: str) -> bool:
        """Whether any of the patterns covers the path."""
        return any(glob.matches(path) for glob in self.globs)

    def touched(self, paths: Iterable[str]) -> bool:
        """Whether any of the patterns covers any of the paths."""
        return any(self.matches(path) for path in paths)

    def __str__(self) -> str:
        return " or ".join(glob.pattern for glob in self.globs)


def consumed(segments: Sequence[re.Pattern[str] | None], names: Sequence[str]) -> set[int]:
    """How many of the first `names` all segments together can match; `None` matches any number of them."""
    reached = {0}
    for segment in segments:
        if segment is None:
            reached = set(range(min(reached), len(names) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(names) and segment.match(names[at])}
        if not reached:
            break
    return reached


def parse_glob(pattern: str) -> Glob | str:
    """The pattern, or what is wrong with it."""
    if not pattern or pattern == "/":
        return "an empty pattern matches nothing"
    if len(pattern) > _LONGEST:
        return f"a pattern of more than {_LONGEST} characters"
    if pattern.startswith("!") or "\\" in pattern:
        return f"{pattern!r}: `!` and backslashes have no meaning here"
    names = pattern.removesuffix("/").removeprefix("/").split("/")
    if not all(names) or {".", ".."} & set(names):
        return f"{pattern!r}: a path from the top of the repository has no empty, `.` or `..` parts"
    is_anchored = "/" in pattern.removesuffix("/")
    if names[-1] == "**":
        names.append("*")  # what is inside, not the folder itself
    segments = [None if name == "**" else re.compile(translate(name.replace("[^", "[!"))) for name in names]
    return Glob(pattern, (*(() if is_anchored else (None,)), *segments), pattern.endswith("/"))


def parse_globs(patterns: Sequence[str]) -> tuple[Globs | None, list[str]]:
    """The patterns, or `None` and what is wrong with them."""
    parsed = [parse_glob(pattern) for pattern in patterns]
    problems = [one for one in parsed if isinstance(one, str)]
    if not patterns:
        problems.append("no pattern is given")
    globs = Globs(tuple(one for one in parsed if isinstance(one, Glob)))
    return (None if problems else globs), problems
