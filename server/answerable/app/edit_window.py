"""What an edit tool changed: the files it names, before and after."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from answerable.app.known import known, last_other_state
from answerable.app.rivals import claim_between
from answerable.app.site import Site
from answerable.core.claiming import claim_edit, outlives
from answerable.core.evidence import Snapshot, Window, content_digest
from answerable.core.origin import UNKNOWN, Grade, Mechanism
from answerable.core.ports import Journal, Seen
from answerable.core.regions import merge, transfer
from answerable.core.renames import pair_renames
from answerable.core.report import Replacement, Report, redo, undo, window_key
from answerable.core.text import Attributed

__all__ = ["Edited", "close_edit", "open_edit", "settle_edits"]

#: The entry of a window that holds what the producer says the file will be; no path holds a NUL.
_TOLD: Final = "\0told"


class Edited(NamedTuple):
    """One file of a report, and what the producer says of its change (see `Report`)."""

    path: str
    seen: Seen
    edits: Sequence[Replacement] = ()
    written: str | None = None


def open_edit(site: Site, report: Report, files: Sequence[Edited]) -> list[str]:
    """Remember what the files hold, each in a window of its own: the after may name them one by one."""
    for edited in files:
        path, seen = edited.path, edited.seen
        if seen.note:
            continue
        if seen.text is not None:
            latest = site.journal.latest(path)
            if latest is None or latest.digest != seen.digest:
                attributed = known(site.journal, site.worktree, path, seen.text)
                site.journal.save(site.snapshot(report, path, seen.digest, attributed))
        key = window_key(report.producer, report.session, report.tool_use, path)
        told = _told(edited, seen.text)
        before = {path: seen.text} if told in {None, seen.text} else {path: seen.text, _TOLD: told}
        site.journal.open_window(Window(key, report.producer, before, site.at_ms))
    return []


def settle_edits(site: Site, report: Report) -> None:
    """Claim for a session what it began, never ended, and yet is in the files as it was told.

    The content proves the edit: a call that was refused leaves the before, not what it would have written. Where
    somebody has gone on editing since, the lines that were told are looked for whole.
    """
    prefix = f"{report.producer}\0{report.session}\0"
    for window in site.journal.windows():
        if _TOLD not in window.before or not window.key.startswith(prefix):
            continue
        told = window.before[_TOLD]
        path = next(name for name in window.before if name != _TOLD)
        seen = site.worktree.read(path)
        before, edit = window.before[path], report._replace(mechanism=Mechanism.AGENT_EDIT)
        if seen.text is None or told is None:
            continue
        if seen.text == told:
            site.journal.close_window(window.key)
            change = _Change(path, before, seen.text, seen.digest, Grade.ATTESTED, observed=True, proven=True)
            _attribute(site, edit, change)
        elif outlives(before or "", told, seen.text):
            site.journal.close_window(window.key)
            _attribute_under(site, edit, Edited(path, seen, written=told), before)


def close_edit(site: Site, report: Report, files: Sequence[Edited]) -> list[str]:
    """Claim what changed in the files since their windows opened; what could not be told apart, in sentences."""
    problems = []
    changes = []
    for edited in files:
        window = _take_window(site.journal, report, edited.path)
        if edited.seen.note and not edited.seen.digest:
            problems.append(f"{edited.path} is {edited.seen.note}: nothing recorded")
        elif edited.seen.note:
            problems.append(f"{edited.path} is {edited.seen.note}: attributed as a whole file, not by line")
            _claim_whole(site, report, edited)
        else:
            changes.append(_change(site, edited, window))
    vanished = {change.path: change.before for change in changes if change.after is None and change.before}
    appeared = {change.path: change.after for change in changes if change.before is None and change.after}
    renames = pair_renames(vanished, appeared)
    for change in changes:
        if change.path in renames:
            site.journal.rename(renames[change.path], change.path)
            _attribute(site, report, change._replace(before=vanished[renames[change.path]]))
        elif change.path not in renames.values():
            _attribute(site, report, change)
    return problems


class _Change(NamedTuple):
    """One file before and after, `None` where it does not exist."""

    path: str
    before: str | None
    after: str | None
    digest: str
    grade: Grade
    # The before was seen, or follows from the producer's account; else it is the newest state that is known.
    observed: bool
    # The producer's own account leads from exactly the before to exactly the after.
    proven: bool = False


def _take_window(journal: Journal, report: Report, path: str) -> Window | None:
    """The before half; producers that name no session or no tool call in one of the halves still match by path."""
    for session, tool_use in dict.fromkeys(
        ((report.session, report.tool_use), ("", report.tool_use), (report.session, ""), ("", ""))
    ):
        window = journal.close_window(window_key(report.producer, session, tool_use, path))
        if window is not None:
            return window
    return None


def _change(site: Site, edited: Edited, window: Window | None) -> _Change:
    path, seen, edits, _ = edited
    if window is not None:
        before = window.before.get(path)
        told = _told(edited, before)
        proven = told is not None and _agrees(told, seen.text)
        # When a formatter ran in between, the producer's account and the file match only partly.
        grade = Grade.ATTESTED if proven or told is None else Grade.CORROBORATED
        return _Change(path, before, seen.text, seen.digest, grade, observed=True, proven=proven)
    undone = undo(seen.text, edits) if seen.text is not None and edits else None
    if undone is not None:
        grade = Grade.ATTESTED if _was_seen(site, path, undone) else Grade.CORROBORATED
        return _Change(path, undone, seen.text, seen.digest, grade, observed=True, proven=True)
    before = last_other_state(site.journal, site.worktree, path, seen.digest)
    return _Change(path, before, seen.text, seen.digest, Grade.CORROBORATED, observed=False)


def _told(edited: Edited, before: str | None) -> str | None:
    """What the producer says that a file becomes, `None` when it says nothing that fits the file."""
    return redo(before or "", edited.edits) if edited.edits else edited.written


def _agrees(told: str, text: str | None) -> bool:
    """Whether a text is what the producer told; line endings and blank ends are often not told exactly."""
    return text is not None and told.replace("\r\n", "\n").rstrip() == text.replace("\r\n", "\n").rstrip()


def _was_seen(site: Site, path: str, text: str) -> bool:
    if site.journal.snapshot_with(path, content_digest(text)) is not None:
        return True
    return site.worktree.committed("HEAD", [path]).get(path) == text


def _attribute(site: Site, report: Report, change: _Change) -> None:
    before, after = change.before or "", change.after or ""
    if before == after:
        return
    grade = change.grade
    if report.mechanism is Mechanism.COMPLETION and not change.observed:
        # The editor named the source of what it inserted, which is more than a file and a session.
        grade = Grade.LABELLED
    known_before = content_digest(before) if change.observed and change.before is not None else ""
    evidence = site.evidence(report, change.path, grade, known_before, change.digest)
    foreign: list[str] = []
    if not change.observed:
        # The newest state that is known may be older than a pull or a checkout: what HEAD has is git's.
        foreign = [text for text in site.worktree.committed("HEAD", [change.path]).values() if text]
    base = known(site.journal, site.worktree, change.path, before)
    meanwhile = _meanwhile(site.journal, change, before)
    contested = None if change.proven else claim_between(site.journal, evidence, base, after, meanwhile)
    attributed = contested or claim_edit(base, after, evidence.origin(), meanwhile, foreign)
    site.journal.save(site.snapshot(report, change.path, change.digest, attributed), [evidence])


def _attribute_under(site: Site, report: Report, edited: Edited, before: str | None) -> None:
    """Claim an edit that led from its before to what was told, under what others have made of that since."""
    path, seen, _, told = edited
    after, text = told or "", seen.text or ""
    known_before = content_digest(before) if before is not None else ""
    evidence = site.evidence(report, path, Grade.CORROBORATED, known_before, content_digest(after))
    base = known(site.journal, site.worktree, path, before or "")
    mine = transfer(claim_edit(base, after, evidence.origin()), text, UNKNOWN)
    theirs = known(site.journal, site.worktree, path, text)
    site.journal.save(site.snapshot(report, path, seen.digest, merge(theirs, mine)), [evidence])


def _meanwhile(journal: Journal, change: _Change, before: str) -> Attributed | None:
    """The newest state, when somebody else saw it after the before and the producer cannot prove its change."""
    latest = journal.latest(change.path)
    if latest is None or change.proven or latest.digest == content_digest(before):
        return None
    return latest.attributed


def _claim_whole(site: Site, report: Report, edited: Edited) -> None:
    """A file that is not told apart by line: the evidence is kept with the digest of its bytes and no text."""
    evidence = site.evidence(report, edited.path, Grade.CORROBORATED, "", edited.seen.digest)
    empty = Snapshot(edited.path, edited.seen.digest, Attributed((), ()), evidence.agent, site.at_ms)
    site.journal.save(empty, [evidence])
