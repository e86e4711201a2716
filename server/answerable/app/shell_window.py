"""What a shell tool changed, found from the states of the worktree before and after it.

Before: the contents of the files that already differ from HEAD are remembered, with git's own state; every other
tracked file is known to be what HEAD has. After: what differs between the two is the tool's, except what git
itself brought in (a checkout, a stash, a merge), what is a copy or a renamed file, and what is clean now.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from answerable.app.known import known
from answerable.app.pathless import NO_PATH, keep_gap
from answerable.app.site import Site
from answerable.core.claiming import claim_edit
from answerable.core.evidence import Window, content_digest
from answerable.core.origin import Grade
from answerable.core.ports import Made, WorktreeState
from answerable.core.renames import pair_renames
from answerable.core.report import Report, window_key
from answerable.core.text import Attributed, content

__all__ = ["GIT_STATE", "close_shell", "head_before", "open_shell"]

#: The entry of a shell's window that holds git's own state instead of a file: no file has an empty path.
GIT_STATE: Final = ""
#: A worktree with more changed files than this is not remembered: a build folder that nobody ignores.
_MOST_FILES: Final = 5000
#: Words of a command that are tried as the name of a revision.
_MOST_WORDS: Final = 32


def open_shell(site: Site, report: Report) -> list[str]:
    """Remember the state before a shell command."""
    state = site.worktree.state()
    if len(state.changed) > _MOST_FILES:
        return _too_many(site, report, state)
    before: dict[str, str | None] = {GIT_STATE: json.dumps([state.head, state.stash, state.merging])}
    for path in state.changed:
        seen = site.worktree.read(path)
        if not seen.note:
            before[path] = seen.text
    site.journal.open_window(Window(_key(report), report.producer, before, site.at_ms))
    return []


def close_shell(site: Site, report: Report) -> list[str]:
    """Claim what a shell command changed. Without its before nothing is claimed: anything may have changed it."""
    window = site.journal.close_window(_key(report))
    if window is None:
        keep_gap(site.journal, site.evidence(report, NO_PATH, Grade.NONE, "", ""))
        return []
    state = site.worktree.state()
    if len(state.changed) > _MOST_FILES:
        return _too_many(site, report, state)
    then = _git_state(window)
    made = site.worktree.committed_since(then.head) if state.head != then.head else Made()
    changes = _changes(site, window, then, dict.fromkeys([*state.changed, *made.paths]))
    foreign = _foreign(site, report, _Course(then, state, made), list(changes))
    vanished = {path: change.before for path, change in changes.items() if change.before and not change.after}
    appeared = {path: change.after for path, change in changes.items() if change.after and not change.before}
    renames = pair_renames(vanished, appeared)
    for path, old in renames.items():
        site.journal.rename(old, path)
        _attribute(site, report, path, changes[path]._replace(before=vanished[old]), foreign.get(path, ()))
    for path, change in changes.items():
        if path not in renames and path not in renames.values():
            _attribute(site, report, path, change, foreign.get(path, ()))
    return []


def head_before(site: Site, report: Report) -> str | None:
    """The commit that HEAD was when the command began, empty before the first; `None` when its before is missing."""
    key = _key(report)
    return next((_git_state(window).head for window in site.journal.windows() if window.key == key), None)


class _Change(NamedTuple):
    """One file before and after, `None` where it does not exist; the digest is of the after."""

    before: str | None
    after: str | None
    digest: str


def _key(report: Report) -> str:
    return window_key(report.producer, report.session, report.tool_use)


def _too_many(site: Site, report: Report, state: WorktreeState) -> list[str]:
    keep_gap(site.journal, site.evidence(report, NO_PATH, Grade.NONE, "", ""))
    return [
        f"{len(state.changed)} changed files are too many to watch a shell command over: nothing recorded"
    ]


def _git_state(window: Window) -> WorktreeState:
    head, stash, merging = json.loads(window.before.get(GIT_STATE) or '["", "", ""]')
    return WorktreeState(head, stash, merging, ())


def _changes(site: Site, window: Window, then: WorktreeState, paths: Iterable[str]) -> dict[str, _Change]:
    """Those of `paths` that were otherwise before: they differ from HEAD now, or the command committed them.

    Whatever else is clean now has git's content.
    """
    fresh = [path for path in paths if path not in window.before]
    committed = site.worktree.committed(then.head, fresh) if then.head and fresh else {}
    changes = {}
    for path in paths:
        seen = site.worktree.read(path)
        before = window.before[path] if path in window.before else committed.get(path)
        if not seen.note and seen.text != before:
            changes[path] = _Change(before, seen.text, seen.digest)
    return changes


class _Course(NamedTuple):
    """Git's state before and after a command, and the commits that it made."""

    then: WorktreeState
    now: WorktreeState
    made: Made


def _foreign(
    site: Site, report: Report, course: _Course, paths: Sequence[str]
) -> Mapping[str, Sequence[str]]:
    """For each path the texts that git may have brought in meanwhile; not from commits that the command made."""
    then, now, made = course
    revisions: list[str] = []
    if then != now._replace(changed=()):
        # A popped stash is known by its id from before; its third parent holds the untracked files.
        revisions += [now.head, then.stash, then.stash and f"{then.stash}^3"]
        revisions += [
            revision for name in (then.merging, now.merging) for revision in (name, name and f"{name}^")
        ]
    if "git" in report.command:
        # `git checkout BRANCH -- FILE` leaves no trace in git's state: whatever the command names is tried.
        revisions += [word.strip("'\"=;&|()") for word in report.command.split()[:_MOST_WORDS]]
    found: dict[str, list[str]] = {}
    for revision in dict.fromkeys(revisions):
        if _is_foreign(site, revision, (then.head, *made.commits)):
            for path, text in site.worktree.committed(revision, paths).items():
                if text is not None:
                    found.setdefault(path, []).append(text)
    return found


def _is_foreign(site: Site, revision: str, own: Sequence[str]) -> bool:
    """Whether a word may name what others wrote: it is no option, and none of the command's `own` commits."""
    if not revision or revision.startswith("-") or revision in own:
        return False
    # A branch, or a word of the message that is also a branch, leads to the newest commit of the command.
    return len(own) == 1 or site.worktree.commit(revision) not in own


def _attribute(site: Site, report: Report, path: str, change: _Change, foreign: Sequence[str]) -> None:
    before, after = change.before or "", change.after or ""
    carried = after if before == after or after in foreign else None
    copied = site.journal.digest_anywhere(change.digest) if change.before is None and after else None
    if carried is not None:
        attributed = known(site.journal, site.worktree, path, after)
        site.journal.save(site.snapshot(report, path, change.digest, attributed))
    elif copied is not None and content(copied.attributed) == after and copied.path != path:
        site.journal.save(site.snapshot(report, path, change.digest, copied.attributed))
    else:
        digest = content_digest(before) if change.before is not None else ""
        evidence = site.evidence(report, path, Grade.ATTESTED, digest, change.digest)
        base = known(site.journal, site.worktree, path, before)
        attributed = claim_edit(base, after, evidence.origin(), _meanwhile(site, path, before), foreign)
        site.journal.save(site.snapshot(report, path, change.digest, attributed), [evidence])


def _meanwhile(site: Site, path: str, before: str) -> Attributed | None:
    """The newest state, when it is another than the before: what it knows of the text stays known."""
    latest = site.journal.latest(path)
    return None if latest is None or latest.digest == content_digest(before) else latest.attributed
