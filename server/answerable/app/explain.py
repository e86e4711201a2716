"""Who wrote each line of a file: at a commit, or as it is on disk.

What no record and no evidence speaks of is unknown.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from answerable.app.line_facts import LineFacts, Lookup
from answerable.core.errors import AnswerableError
from answerable.core.ports import Journal, Worktree
from answerable.core.readback import BLANK, NOTHING, Fact, fact_of_runs
from answerable.core.text import Attributed

__all__ = [
    "Blamed",
    "BlamedLine",
    "Lookup",
    "Place",
    "blame",
    "blame_worktree",
    "git_lines",
    "uncommitted_facts",
]


class BlamedLine(NamedTuple):
    """One line: `line` is 1-based, `commit` empty for a line that is not committed, `text` without its ending."""

    line: int
    commit: str
    fact: Fact
    text: str


class Blamed(NamedTuple):
    """The lines of `path`; `revision` is a full commit id, empty for the worktree."""

    path: str
    revision: str
    lines: list[BlamedLine]


class Place(NamedTuple):
    """A file of the worktree; `old_path` is its name at the commit `head`, empty for a file that is new."""

    path: str
    head: str
    old_path: str


def blame(lookup: Lookup, revision: str, path: str, ranges: Sequence[tuple[int, int]] = ()) -> Blamed:
    """Who wrote each line of `path` at a commit (a full id). Raises `GitFailed` when there is no such file."""
    lines = git_lines(lookup.git.text(revision, path))
    found = LineFacts(lookup, lines)
    for runs in lookup.git.runs(revision, path, ranges):
        found.take(runs)
    found.finish()
    commits, facts = found.commits, found.facts
    blamed = [
        BlamedLine(line, commits[line], facts[line], text)
        for line, text in enumerate(lines, 1)
        if line in commits
    ]
    return Blamed(path, revision, blamed)


def blame_worktree(
    lookup: Lookup, worktree: Worktree, journal: Callable[[], Journal], place: Place
) -> Blamed:
    """Who wrote each line of the file as it is on disk. Raises `AnswerableError` when it cannot be read."""
    path, head, old_path = place
    seen = worktree.read(path)
    if seen.text is None:
        raise AnswerableError(
            f"{path} is {seen.note}." if seen.note else f"{path} does not exist; --rev looks into history."
        )
    old = blame(lookup, head, old_path).lines if old_path else []
    lines = git_lines(seen.text)
    kept = _kept([one.text.removesuffix("\r") for one in old], [line.removesuffix("\r") for line in lines])
    if len(kept) == len(lines):
        return Blamed(path, "", [old[kept[at]] for at in range(len(lines))])
    from answerable.app.known import known  # noqa: PLC0415 - the tracking modules, for uncommitted lines only

    fresh = uncommitted_facts(known(journal(), worktree, path, seen.text))
    found = [
        old[kept[at]]._replace(line=at + 1)
        if at in kept
        else BlamedLine(at + 1, "", fresh.get(at, NOTHING) if line.strip() else BLANK, line)
        for at, line in enumerate(lines)
    ]
    return Blamed(path, "", found)


def uncommitted_facts(attributed: Attributed) -> dict[int, Fact]:
    r"""What is known of each line of a text, by the 0-based number that git gives it: git knows no lone `\r`."""
    facts: dict[int, Fact] = {}
    number = 0
    for line, runs in zip(attributed.lines, attributed.runs, strict=True):
        fact = fact_of_runs(line, runs)
        facts[number] = facts[number] if number in facts and fact is BLANK else fact
        number += line.endswith("\n")
    return facts


def git_lines(text: str) -> list[str]:
    r"""The lines of a text as git counts them, without their `\n`."""
    return text.removesuffix("\n").split("\n") if text else []


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """New line number -> old line number, 0-based, for the lines that did not change."""
    if old == new:
        return dict(enumerate(range(len(new))))
    from answerable.core.diffing import diff_lines  # noqa: PLC0415 - for a changed file only

    kept: dict[int, int] = {}
    old_at = new_at = 0
    for block in diff_lines(old, new):
        kept.update(zip(range(new_at, block.new_start), range(old_at, block.old_start), strict=True))
        old_at, new_at = block.old_end, block.new_end
    kept.update(zip(range(new_at, len(new)), range(old_at, len(old)), strict=True))
    return kept
