"""Records that come after their commits, because an agent made them and its report comes later still.

Some agents switch git's hooks off in their shells: such a commit has no stamp and no record. Others edit and commit
in one command: the record of the hook was made before anybody told who wrote the lines. The message is not ours to
change; a late record is found by what was committed.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from answerable.app.change_set import ChangeSet, Making, gather
from answerable.app.land_record import CommitJournal, CommitObjects, CommitRecords
from answerable.app.pathless import note_recorded
from answerable.app.stamp_commit import Sources, prepare
from answerable.core.ledger import AI_CLASSES
from answerable.core.ports import Change, CommitInfo
from answerable.core.record import FileEntry
from answerable.core.stamp import record_hints

__all__ = ["made_since", "record_late"]

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


def made_since(objects: CommitObjects, since: str, made: Sequence[str]) -> list[CommitInfo]:
    """The commits that a command `made`, and those without a stamp on top of `since`, oldest first.

    Of the latter there are none when HEAD went elsewhere.
    """
    found: list[CommitInfo] = []
    commit = objects.commit("HEAD")
    for _ in range(_MOST_COMMITS):
        if commit is None or commit.id == since:
            break
        found.append(commit)
        commit = objects.commit(commit.parents[0]) if commit.parents else None
    arrived = commit.id == since if commit is not None else not since
    return [one for one in reversed(found) if one.id in made or (arrived and not record_hints(one.message))]


def record_late(
    commit: CommitInfo,
    journal: CommitJournal,
    records: CommitRecords,
    objects: CommitObjects,
    *,
    tool: str,
    human: str,
) -> bool:
    """Add the record of a commit to the ref; not when the records that are there know as much of an AI's part in it."""
    parents = commit.parents or (objects.empty_tree,)
    making = Making(tuple(parents), not commit.parents, messages=commit.message, human=human)
    staging = _Committed(objects, commit.id)
    change_set = gather(making, staging, objects)
    known = _known(change_set, journal, records)
    if known is not None and not known.unsettled:
        # The hooks ran, and no agent was at work: nobody knows more by now.
        return False
    prepared = prepare(change_set, Sources(change_set, journal, records, objects, staging), tool)
    if _ai_lines(prepared.record["files"]) <= (known.ai_lines if known is not None else 0):
        return False
    records.append([prepared.data])
    journal.reindex(prepared.id, [entry["blob"] for entry in prepared.record["files"]])
    journal.committed(change_set.digests())
    note_recorded(journal, prepared.record.get("advice", ()))
    return True


class _Known(NamedTuple):
    """What the records say about the files of a commit."""

    ai_lines: int
    unsettled: bool


def _known(change_set: ChangeSet, journal: CommitJournal, records: CommitRecords) -> _Known | None:
    """`None` where a file is in no record."""
    names = {file.change.blob: journal.records_with_blob(file.change.blob) for file in change_set.files}
    if not all(names.values()):
        return None
    ids = list(dict.fromkeys(name for found in names.values() for name in found))
    read = [record for record in records.read(ids, ids).values() if record is not None]
    told = (_ai_lines(entry for entry in record["files"] if entry["blob"] in names) for record in read)
    return _Known(max(told, default=0), any(record.get("unsettled") for record in read))


def _ai_lines(files: Iterable[FileEntry]) -> int:
    regions = (region for entry in files for region in entry["regions"])
    return sum(len(region["hashes"]) for region in regions if region["class"] in AI_CLASSES)
