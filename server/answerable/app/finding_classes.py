"""Who wrote the lines that findings are about."""

from collections.abc import Iterable, Mapping, Sequence

from answerable.app.explain import blame, uncommitted_facts
from answerable.app.known import known
from answerable.app.line_facts import Lookup
from answerable.core.errors import GitFailed
from answerable.core.file_pair import FilePair
from answerable.core.finding import Finding
from answerable.core.origin import LineClass
from answerable.core.ports import Journal, Worktree

__all__ = ["classes_at", "classes_pending", "pending_lines"]


def classes_at(lookup: Lookup, revision: str, findings: Sequence[Finding]) -> list[Finding]:
    """The findings with the class of the first line of each, by the records; `revision` is a full commit id."""
    classes: dict[str, Mapping[int, LineClass]] = {}
    for path in {one.path for one in findings}:
        lines = sorted({one.line for one in findings if one.path == path})
        try:
            found = blame(lookup, revision, path, [(line, line) for line in lines])
        except GitFailed:
            continue  # the file is gone, or has no such line: nobody wrote it
        classes[path] = {one.line: one.fact.line_class for one in found.lines}
    return _with(classes, findings)


def classes_pending(
    journal: Journal, worktree: Worktree, pairs: Iterable[FilePair], findings: Sequence[Finding]
) -> list[Finding]:
    """The same for a change that is not committed, by the journal. Raises `JournalUnavailable`."""
    wanted = {one.path for one in findings}
    return _with(pending_lines(journal, worktree, [pair for pair in pairs if pair.path in wanted]), findings)


def pending_lines(
    journal: Journal, worktree: Worktree, pairs: Iterable[FilePair]
) -> dict[str, Mapping[int, LineClass]]:
    """The class of each line (1-based) of changed files by path. Raises `JournalUnavailable`."""
    return {
        pair.path: {
            line + 1: fact.line_class
            for line, fact in uncommitted_facts(known(journal, worktree, pair.path, pair.new)).items()
        }
        for pair in pairs
    }


def _with(classes: Mapping[str, Mapping[int, LineClass]], findings: Iterable[Finding]) -> list[Finding]:
    return [one.written_by(classes.get(one.path, {}).get(one.line, LineClass.UNKNOWN)) for one in findings]
