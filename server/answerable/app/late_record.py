"""The record of a commit that was made past our hooks: some agents switch git's hooks off in their shells.

Its message has no stamp, and is not ours to change. The record is found by what was committed.
"""

from collections.abc import Sequence
from typing import Final

from answerable.app.change_set import Making, gather
from answerable.app.land_record import CommitJournal, CommitObjects, CommitRecords
from answerable.app.pathless import note_recorded
from answerable.app.stamp_commit import Sources, prepare
from answerable.core.ports import Change, CommitInfo
from answerable.core.stamp import record_hints

__all__ = ["record_late", "unstamped_since"]

#: An agent makes a commit or two in one command; a longer way was a pull or a rebase.
_MOST_COMMITS: Final = 20


class _Committed:
    """What a commit changes, in place of what is staged."""

    def __init__(self, objects: CommitObjects, commit: str) -> None:
        self._objects = objects
        self._commit = commit

    def staged(self, parent: str) -> Sequence[Change]:
        """See `Staging.staged`."""
        return self._objects.changes(parent, self._commit)


def unstamped_since(objects: CommitObjects, since: str) -> list[CommitInfo]:
    """The commits on top of `since` that have no stamp, oldest first; none when HEAD went elsewhere."""
    found: list[CommitInfo] = []
    commit = objects.commit("HEAD")
    for _ in range(_MOST_COMMITS):
        if commit is None or commit.id == since:
            break
        found.append(commit)
        commit = objects.commit(commit.parents[0]) if commit.parents else None
    arrived = commit.id == since if commit is not None else not since
    return [one for one in reversed(found) if not record_hints(one.message)] if arrived else []


def record_late(
    commit: CommitInfo,
    journal: CommitJournal,
    records: CommitRecords,
    objects: CommitObjects,
    *,
    tool: str,
    human: str,
) -> bool:
    """Add the record of a commit to the ref; not when nothing is known of an AI's part in it."""
    parents = commit.parents or (objects.empty_tree,)
    making = Making(tuple(parents), not commit.parents, messages=commit.message, human=human)
    staging = _Committed(objects, commit.id)
    change_set = gather(making, staging, objects)
    if all(journal.records_with_blob(file.change.blob) for file in change_set.files):
        # The hooks ran, and the repository wants no stamps.
        return False
    prepared = prepare(change_set, Sources(change_set, journal, records, objects, staging), tool)
    if not prepared.record["totals"]["ai"] + prepared.record["totals"]["mixed"]:
        return False
    records.append([prepared.data])
    journal.reindex(prepared.id, [entry["blob"] for entry in prepared.record["files"]])
    journal.committed(change_set.digests())
    note_recorded(journal, prepared.record.get("advice", ()))
    return True
