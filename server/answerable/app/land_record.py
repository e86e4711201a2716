"""The way of a record from the journal, where it waits for its commit, to its ref.

Apart from `stamp_commit`, so that the hook after a commit does not load what only the one before it needs.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Protocol

from answerable.app.pathless import note_recorded
from answerable.core.ports import Change, CommitInfo, Journal
from answerable.core.record import Record, record_id, record_path
from answerable.core.stamp import record_hints

__all__ = [
    "CommitJournal",
    "CommitObjects",
    "CommitRecords",
    "Waiting",
    "keep_pending",
    "land",
    "land_all",
    "lands_alone",
    "rewritten",
    "settle",
    "waiting_for",
    "waiting_record",
]

#: More rewritten commits than this are found through the hints in their messages.
_MOST_REWRITTEN: Final = 200


class CommitJournal(Journal, Protocol):
    """The journal with what it keeps for commits."""

    def put_pending(self, key: str, record: bytes) -> None:
        """Keep a record until its commit exists."""
        ...

    def take_pending(self, key: str) -> bytes | None:
        """Take it."""
        ...

    def at_work(self) -> Sequence[str]:
        """The producers that have windows open here."""
        ...

    def reindex(self, record_id: str, blobs: Iterable[str]) -> None:
        """Let a record be found by these blobs and no others."""
        ...

    def records_with_blob(self, blob: str) -> list[str]:
        """The records that speak about a blob, the newest first."""
        ...


class Waiting(Protocol):
    """The part of the journal that looks without taking."""

    def pending(self, key: str) -> bytes | None:
        """The record that waits under a key."""
        ...


class CommitRecords(Protocol):
    """The part of `Records` that is needed here."""

    def read(self, ids: Iterable[str], vouched: Collection[str] = ()) -> dict[str, Record | None]:
        """See `Records.read`; those `vouched` for are known to have the shape of a record."""
        ...

    def append(self, data: Sequence[bytes]) -> Sequence[str]:
        """See `Records.append`."""
        ...

    def ids(self) -> Sequence[str]:
        """See `Records.ids`."""
        ...


class CommitObjects(Protocol):
    """The part of git's objects that is needed here."""

    @property
    def empty_tree(self) -> str:
        """The id of the empty tree."""
        ...

    def commit(self, revision: str) -> CommitInfo | None:
        """A commit, or `None`."""
        ...

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes | None]:
        """See `Objects.blobs`."""
        ...

    def changes(self, old: str, new: str) -> Sequence[Change]:
        """See `Objects.changes`."""
        ...


def keep_pending(record: Record, data: bytes, digests: Mapping[str, str], journal: CommitJournal) -> None:
    """Keep a record (and its canonical bytes) until the commit exists.

    It is found by its id, and by what is committed if the stamp gets lost. `digests` are the content digests of
    the committed paths.
    """
    waiting = data + json.dumps(digests).encode()
    journal.put_pending(record_id(data), waiting)
    journal.put_pending(_content_key(record["parents"], record["files"]), waiting)


def lands_alone(record: Record, journal: Waiting, objects: CommitObjects) -> bool:
    """Whether no record of a parent waits to land with this one."""
    parents = [objects.commit(parent) for parent in record["parents"]]
    hints = [hint for parent in parents if parent is not None for hint in record_hints(parent.message)]
    return all(journal.pending(hint) is None for hint in hints)


def waiting_record(name: str, journal: Waiting) -> Record | None:
    """The record of this id, if it still waits for its commit."""
    waiting = journal.pending(name)
    return None if waiting is None else _decoded(waiting)[1]


def waiting_for(
    parents: Sequence[str], changes: Iterable[Change], journal: Waiting
) -> tuple[str, Record] | None:
    """The record that waits for a commit of these changes on these parents, with its id."""
    files = [{"path": record_path(change.path), "blob": change.blob} for change in changes if change.blob]
    waiting = journal.pending(_content_key(parents, files))
    return None if waiting is None else _decoded(waiting)


def land(head: CommitInfo, journal: CommitJournal, records: CommitRecords, objects: CommitObjects) -> None:
    """Move the record of a commit from the journal to the ref.

    Also those of its parents, if they still wait: `git merge` runs no post-commit hook after its own commits.
    """
    waiting = [journal.take_pending(one) for one in record_hints(head.message)]
    if not any(waiting):
        # The user took the stamp out of the message, or the repository wants none: what was committed tells.
        waiting.append(journal.take_pending(_key_of_commit(head, objects)))
    for parent in head.parents:
        commit = objects.commit(parent)
        waiting += [journal.take_pending(one) for one in record_hints(commit.message)] if commit else []
    _land([one for one in waiting if one is not None], journal, records)


def land_all(commits: Iterable[CommitInfo], journal: CommitJournal, records: CommitRecords) -> None:
    """Move the records of all these commits that still wait."""
    hints = {hint for commit in commits for hint in record_hints(commit.message)}
    waiting = [journal.take_pending(one) for one in sorted(hints.difference(records.ids()))]
    _land([one for one in waiting if one is not None], journal, records)


def rewritten(
    pairs: Sequence[tuple[str, str]], journal: CommitJournal, records: CommitRecords, objects: CommitObjects
) -> None:
    """Let the records of rewritten commits be found by their new contents as well. Nothing is rewritten."""
    for _, new in pairs[-_MOST_REWRITTEN:]:
        commit = objects.commit(new)
        if commit is None or not commit.parents:
            continue
        named = records.read(record_hints(commit.message))
        changed = {change.blob for change in objects.changes(commit.parents[0], new) if change.blob}
        for one, record in named.items():
            known = {entry["blob"] for entry in record["files"]} if record is not None else changed
            if not changed <= known:
                journal.reindex(one, known | changed)


def settle(ids: Iterable[str], journal: CommitJournal) -> None:
    """Tidy up after records that the script of the hook has landed by itself."""
    for name in ids:
        waiting = journal.take_pending(name)
        if waiting is not None:
            _landed(*_split_pending(waiting), journal)


def _land(waiting: Sequence[bytes], journal: CommitJournal, records: CommitRecords) -> None:
    landed = [_split_pending(one) for one in waiting]
    try:
        if landed:
            records.append([data for data, _ in landed])
    except BaseException:
        # They go on waiting, and land with the next commit or push.
        for data, digests in landed:
            keep_pending(json.loads(data), data, digests, journal)
        raise
    for data, digests in landed:
        _landed(data, digests, journal)


def _landed(data: bytes, digests: dict[str, str], journal: CommitJournal) -> None:
    """A record is in the ref: let it be found by its blobs, and forget what it was made from."""
    record: Record = json.loads(data)
    journal.take_pending(_content_key(record["parents"], record["files"]))
    journal.reindex(record_id(data), [entry["blob"] for entry in record["files"]])
    journal.committed(digests)
    if "advice" in record:
        note_recorded(journal, record["advice"])


def _content_key(parents: Sequence[str], files: Iterable[Mapping[str, object]]) -> str:
    """A name for what a commit does, that can be found out again from the commit."""
    said = json.dumps([list(parents), sorted([file["path"], file["blob"]] for file in files)])
    return hashlib.sha256(said.encode()).hexdigest()


def _key_of_commit(head: CommitInfo, objects: CommitObjects) -> str:
    per_parent = [
        {change.path: change.blob for change in objects.changes(parent, head.id)}
        for parent in head.parents or (objects.empty_tree,)
    ]
    own = [
        {"path": record_path(path), "blob": blob}
        for path, blob in per_parent[0].items()
        if blob and all(path in changes for changes in per_parent[1:])
    ]
    return _content_key(head.parents, own)


def _decoded(waiting: bytes) -> tuple[str, Record]:
    data, _ = _split_pending(waiting)
    record: Record = json.loads(data)
    return record_id(data), record


def _split_pending(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The record, and the digests of what was committed. JSON keeps surrogates, so any path comes through."""
    record, newline, digests = data.partition(b"\n")
    found: dict[str, str] = json.loads(digests)
    return record + newline, found
