"""The stamp of a commit: from the staged contents to a record, and from the record to its ref.

`prepare` runs before the commit exists, `land` after; the journal keeps the record in between.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from answerable.app.change_set import ChangedFile, ChangeSet
from answerable.core.attribution import Accounts, attribute, earlier_text, source_from_record
from answerable.core.evidence import content_digest
from answerable.core.finding import Finding
from answerable.core.origin import COMMITTED, UNKNOWN, Origin
from answerable.core.ports import Change, CommitInfo, Journal, Staging
from answerable.core.record import (
    RECORD_SCHEMA,
    FileEntry,
    FindingEntry,
    Record,
    Totals,
    canonical_bytes,
    record_id,
    record_path,
    well_formed,
    zero_totals,
)
from answerable.core.recording import Sessions, regions_of
from answerable.core.stamp import record_hints
from answerable.core.text import Attributed, split_lines

__all__ = [
    "CommitJournal",
    "Prepared",
    "Sources",
    "keep_pending",
    "land",
    "land_all",
    "prepare",
    "rewritten",
    "unknown_totals",
]

#: More rewritten commits than this are found through the hints in their messages.
_MOST_REWRITTEN = 200

Findings = tuple[Sequence[Finding], Sequence[str]]


class CommitJournal(Journal, Protocol):
    """The journal with what it keeps for commits."""

    def put_pending(self, key: str, record: bytes) -> None:
        """Keep a record until its commit exists."""
        ...

    def take_pending(self, key: str) -> bytes | None:
        """Take it."""
        ...

    def reindex(self, record_id: str, blobs: Iterable[str]) -> None:
        """Let a record be found by these blobs and no others."""
        ...

    def records_with_blob(self, blob: str) -> list[str]:
        """The records that speak about a blob, the newest first."""
        ...


class CommitRecords(Protocol):
    """The part of `Records` that is needed here."""

    def read(self, ids: Iterable[str]) -> dict[str, Record | None]:
        """See `Records.read`."""
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


class Prepared(NamedTuple):
    """A record ready to be stamped."""

    record: Record
    data: bytes
    id: str
    findings: Sequence[Finding]


class Sources:
    """Where the lines of a change set may be known from; everything is read when first asked for.

    `staging` is asked what changed since the commit that is amended.
    """

    def __init__(
        self,
        change_set: ChangeSet,
        journal: CommitJournal,
        records: CommitRecords,
        objects: CommitObjects,
        staging: Staging,
    ) -> None:
        self._making = change_set.making
        self._journal = journal
        self._records = records
        self._objects = objects
        self._staging = staging
        self._read: dict[str, Record | None] = {}

    def of(self, file: ChangedFile) -> Accounts:
        """What can be asked about one file."""
        return Accounts(self._snapshots(file), self._accounts(file), self._versions(file))

    def hinted(self) -> Iterator[Record]:
        """The records that the message, or the commit that is amended, names."""
        return self._known(self._hints)

    @cached_property
    def _hints(self) -> list[str]:
        """Newest knowledge first: git lists the commits of a squash from the newest to the oldest."""
        hints = record_hints(self._making.message)
        if self._making.replaced:
            amended = self._objects.commit(self._making.replaced)
            hints += record_hints(amended.message) if amended is not None else []
        return list(dict.fromkeys(hints))

    def _snapshots(self, file: ChangedFile) -> Iterator[Attributed]:
        digest = content_digest(file.text)
        exact = self._journal.snapshot_with(file.change.path, digest)
        if exact is not None:
            yield exact.attributed
        for path in dict.fromkeys((file.change.path, file.change.old_path)):
            for snapshot in self._journal.snapshots(path):
                if snapshot.digest != digest:
                    yield snapshot.attributed
        copied = self._journal.digest_anywhere(digest)
        if copied is not None:
            yield copied.attributed

    def _accounts(self, file: ChangedFile) -> Iterator[Attributed]:
        """Records of this very content first, then those that the message names."""
        yield from self._by_blob(file.change.blob, file.lines)
        paths = {record_path(file.change.path), record_path(file.change.old_path)}
        for record in self.hinted():
            for entry in record["files"]:
                if entry["path"] in paths or entry["blob"] == file.change.blob:
                    yield source_from_record(entry, record["sessions"], file.lines)

    def _versions(self, file: ChangedFile) -> Iterator[Attributed]:
        amended = self._amended.get(file.change.path)
        if amended is not None:
            yield from self._version(amended, UNKNOWN)
        for blob, text in zip(file.old_blobs, file.olds, strict=True):
            if text:
                yield earlier_text(text, COMMITTED, self._by_blob(blob, split_lines(text)))

    @cached_property
    def _amended(self) -> Mapping[str, str]:
        """The blobs that the amended commit has in place of those being committed, by path."""
        replaced = self._making.replaced
        changes = self._staging.staged(replaced) if replaced else ()
        return {change.path: change.old_blob for change in changes if change.old_blob}

    def _version(self, blob: str, base: Origin) -> Iterator[Attributed]:
        data = self._objects.blobs([blob])[blob]
        if data is not None:
            text = data.decode("utf-8", "surrogateescape")
            yield earlier_text(text, base, self._by_blob(blob, split_lines(text)))

    def _by_blob(self, blob: str, lines: Sequence[str]) -> Iterator[Attributed]:
        for record in self._known(self._journal.records_with_blob(blob)):
            for entry in record["files"]:
                if entry["blob"] == blob:
                    yield source_from_record(entry, record["sessions"], lines)

    def _known(self, ids: Sequence[str]) -> Iterator[Record]:
        missing = [one for one in ids if one not in self._read]
        if missing:
            self._read.update(self._records.read(missing))
        return (record for one in ids if (record := self._read[one]) is not None)

    def sessions(self, human: str) -> Sessions:
        """Sessions that know who drove those of all the records read so far."""
        sessions = Sessions(human)
        for record in self._read.values():
            if record is not None:
                sessions.learn(record["sessions"])
        return sessions


def prepare(
    change_set: ChangeSet, sources: Sources, tool: str, findings: Callable[[], Findings] | None = None
) -> Prepared:
    """The record of a change set. `findings` is asked last: it may be running beside us."""
    making = change_set.making
    attributed = [_attributed(file, sources) for file in change_set.files]
    sessions = sources.sessions(making.human)
    files = [_entry(file, known, sessions) for file, known in zip(change_set.files, attributed, strict=True)]
    found, problems = findings() if findings is not None else ((), ())
    record = Record(
        schema=RECORD_SCHEMA,
        tool=tool,
        parents=[] if making.is_first else list(making.parents),
        files=files,
        sessions=sessions.used,
        findings=[_finding(one) for one in found],
        totals=_totals(files),
        problems=[well_formed(problem) for problem in (*change_set.problems, *problems)],
    )
    data = canonical_bytes(record)
    return Prepared(record, data, record_id(data), found)


def unknown_totals(change_set: ChangeSet) -> Totals:
    """The totals when nothing could be found out."""
    totals = zero_totals()
    totals["unknown"] = sum(1 for file in change_set.files for line in file.added if file.lines[line].strip())
    return totals


def keep_pending(prepared: Prepared, change_set: ChangeSet, journal: CommitJournal) -> None:
    """Keep the record until the commit exists: by its id, and by what is committed if the stamp gets lost."""
    data = prepared.data + json.dumps(change_set.digests()).encode()
    journal.put_pending(prepared.id, data)
    journal.put_pending(_content_key(prepared.record["parents"], prepared.record["files"]), data)


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


def _land(waiting: Sequence[bytes], journal: CommitJournal, records: CommitRecords) -> None:
    landed = [_split_pending(one) for one in waiting]
    if landed:
        records.append([data for data, _ in landed])
    for data, digests in landed:
        record: Record = json.loads(data)
        journal.take_pending(_content_key(record["parents"], record["files"]))
        journal.reindex(record_id(data), [entry["blob"] for entry in record["files"]])
        journal.committed(digests)


def _attributed(file: ChangedFile, sources: Sources) -> Attributed:
    return attribute(file.text, file.added, sources.of(file)) if file.added else Attributed((), ())


def _entry(file: ChangedFile, known: Attributed, sessions: Sessions) -> FileEntry:
    entry = FileEntry(
        path=record_path(file.change.path),
        blob=file.change.blob,
        regions=regions_of(known, file.added, sessions),
    )
    if file.note:
        entry["note"] = file.note
    return entry


def _finding(finding: Finding) -> FindingEntry:
    return FindingEntry(
        rule=finding.rule,
        level=finding.level.value,
        path=record_path(finding.path),
        line=finding.line,
        fingerprint=finding.fingerprint,
    )


def _totals(files: Iterable[FileEntry]) -> Totals:
    totals = zero_totals()
    for file in files:
        for region in file["regions"]:
            found, size = region["class"], region["end"] - region["start"] + 1
            if found != "neutral":
                totals[found] += size
            if found in {"ai", "mixed"} and region.get("reviewers"):
                totals["reviewed"] += size
    return totals


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


def _split_pending(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The record, and the digests of what was committed. JSON keeps surrogates, so any path comes through."""
    record, newline, digests = data.partition(b"\n")
    found: dict[str, str] = json.loads(digests)
    return record + newline, found
