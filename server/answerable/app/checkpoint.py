"""Taking an agent's or an editor's report into the journal.

A tool call has two halves. Before: what the files hold is remembered in a window, and nothing is claimed. After: what
changed between the two is the tool's, token by token, and what it did not change keeps its origin. A before
without its after attributes nothing; an after without its before is joined to the newest state that is known, one
grade lower. Nothing here looks at a clock.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from answerable.app.edit_window import Edited, close_edit, open_edit, settle_edits
from answerable.app.known import known, last_other_state
from answerable.app.shell_window import close_shell, open_shell
from answerable.app.site import Site
from answerable.core.claiming import claim_edit, fill
from answerable.core.evidence import content_digest
from answerable.core.origin import TYPED, Author, Grade, Mechanism
from answerable.core.ports import Seen
from answerable.core.report import Phase, Report

__all__ = ["checkpoint"]

_Told = TypeVar("_Told")

#: The limits of files on disk, in characters: nobody tells the lines of a larger text apart.
_LARGEST_BUFFER: Final = 5_000_000
_SNIFFED: Final = 8000


def checkpoint(site: Site, report: Report) -> list[str]:
    """Take one report into the journal; what could not be taken, in sentences."""
    if report.session and report.phase is not Phase.AFTER:
        settle_edits(site, report)
    if report.phase is Phase.END:
        return _end(site, report)
    if report.mechanism is Mechanism.AGENT_SHELL:
        return (open_shell if report.phase is Phase.BEFORE else close_shell)(site, report)
    placed, problems = _place(site, report)
    if report.mechanism is Mechanism.TYPED:
        return problems + [said for edited in placed if (said := _typed(site, report, edited))]
    step = open_edit if report.phase is Phase.BEFORE else close_edit
    return problems + step(site, report, placed)


def _end(site: Site, report: Report) -> list[str]:
    """The session is over: whatever it began and did not finish attributes nothing."""
    prefix = f"{report.producer}\0{report.session}\0"
    for window in site.journal.windows():
        if report.session and window.key.startswith(prefix):
            site.journal.close_window(window.key)
    return []


def _place(site: Site, report: Report) -> tuple[list[Edited], list[str]]:
    """The report file by file, as the repository spells them; what is not in it is left out and named."""
    places: dict[str, str] = {}
    problems = []
    for path in dict.fromkeys(report.paths):
        place, problem = site.worktree.locate(report.cwd, path)
        if place:
            places[path] = place
        else:
            problems.append(problem)

    def ours(told: Sequence[tuple[str, _Told]]) -> dict[str, _Told]:
        # A buffer may be spelled otherwise than in the list of paths: absolute there and relative here.
        return {places.get(path) or site.worktree.locate(report.cwd, path)[0]: value for path, value in told}

    buffers, edits, written = ours(report.contents), ours(report.edits), ours(report.written)
    placed = []
    for place in dict.fromkeys(places.values()):
        buffer = buffers.get(place)
        # The editor's buffer wins over the disk, which does not have it yet.
        seen = site.worktree.read(place) if buffer is None else _seen_in(buffer)
        placed.append(Edited(place, seen, edits.get(place, ()), written.get(place)))
    return placed, problems


def _seen_in(buffer: str) -> Seen:
    """A buffer as if it had been read from the disk."""
    note = "over 5 MB" if len(buffer) > _LARGEST_BUFFER else "binary" if "\0" in buffer[:_SNIFFED] else ""
    return Seen(None if note else buffer, note, content_digest(buffer))


def _typed(site: Site, report: Report, edited: Edited) -> str:
    """An editor saw a person write and save: what is new since the last other state, and nobody's, is theirs."""
    path, seen = edited.path, edited.seen
    if seen.text is None:
        return f"{path} is {seen.note or 'not there'}: nothing recorded"
    before = last_other_state(site.journal, site.worktree, path, seen.digest) or ""
    # While an agent is at work on the file the save may carry the agent's text: what its after claims then wins.
    at_work = any(path in window.before or "" in window.before for window in site.journal.windows())
    grade = Grade.INFERRED if at_work else Grade.LABELLED
    head = site.worktree.committed("HEAD", [path]).get(path)
    base = known(site.journal, site.worktree, path, before)
    attributed = claim_edit(base, seen.text, TYPED._replace(grade=grade), foreign=[head] if head else [])
    latest = site.journal.latest(path)
    if latest is not None and latest.digest == seen.digest:
        attributed = fill(latest.attributed, attributed)
        if attributed == latest.attributed:
            return ""
    evidence = site.evidence(
        report, path, grade, content_digest(before) if before else "", seen.digest, author=Author.HUMAN
    )
    site.journal.save(site.snapshot(report, path, seen.digest, attributed), [evidence])
    return ""
