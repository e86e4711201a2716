"""From the staged contents of a commit to its record."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from answerable.app.change_set import ChangedFile, ChangeSet
from answerable.app.land_record import CommitJournal, CommitObjects, CommitRecords
from answerable.app.pathless import unrecorded_advice
from answerable.core.attribution import Accounts, attribute, earlier_text, source_from_record
from answerable.core.finding import Finding
from answerable.core.origin import COMMITTED, UNKNOWN, Origin
from answerable.core.ports import Staging
from answerable.core.record import (
    RECORD_SCHEMA,
    AdviceEntry,
    FileEntry,
    Record,
    Totals,
    canonical_bytes,
    record_id,
    record_path,
    well_formed,
    zero_totals,
)
from answerable.core.recording import Sessions, finding_entry, regions_of
from answerable.core.stamp import record_hints
from answerable.core.text import Attributed, split_lines, uniform
from answerable.core.transfer import transfer

__all__ = ["Prepared", "Sources", "prepare", "unknown_totals"]

Findings = tuple[Sequence[Finding], Sequence[str]]


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
        return self._known(self._hints, self._records.read)

    def at_work(self) -> list[str]:
        """The agents that have begun something and not reported its end."""
        return [well_formed(name) for name in self._journal.at_work()]

    def advice(self) -> list[AdviceEntry]:
        """The advice that those records followed, and what was declared since the last commit, each once."""
        carried = [one for record in self.hinted() for one in record.get("advice", ())]
        told = [*carried, *unrecorded_advice(self._journal)]
        return [one for at, one in enumerate(told) if one not in told[:at]]

    @cached_property
    def _hints(self) -> list[str]:
        """Newest knowledge first: git lists the commits of a squash from the newest to the oldest."""
        hints = record_hints(self._making.messages)
        if self._making.replaced:
            amended = self._objects.commit(self._making.replaced)
            hints += record_hints(amended.message) if amended is not None else []
        return list(dict.fromkeys(hints))

    def _snapshots(self, file: ChangedFile) -> Iterator[Attributed]:
        """Snapshots of the very content first, then the newest."""
        for path in dict.fromkeys((file.change.path, file.change.old_path)):
            newest = self._journal.latest(path)
            if newest is None:
                continue
            exact = newest if newest.digest == file.digest else self._journal.snapshot_with(path, file.digest)
            if exact is not None:
                yield exact.attributed
            for snapshot in self._journal.snapshots(path):
                if snapshot.digest != file.digest:
                    yield snapshot.attributed
        copied = self._journal.digest_anywhere(file.digest)
        if copied is not None:
            yield copied.attributed

    def _accounts(self, file: ChangedFile) -> Iterator[Attributed]:
        """Records of this very content first, then those that the message names; last what the commit claims."""
        yield from self._by_blob(file.change.blob, file.lines)
        paths = {record_path(file.change.path), record_path(file.change.old_path)}
        for record in self.hinted():
            for entry in record["files"]:
                if entry["path"] in paths or entry["blob"] == file.change.blob:
                    yield source_from_record(entry, record["sessions"], file.lines)
        # A hinted record has said who wrote what: the commit was made from others, and claims too much.
        if self._making.claim is not None and not self._hints:
            yield transfer(uniform(file.olds[0], COMMITTED), file.text, self._making.claim)

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
        # Records are looked at when they are indexed: what the index names has the shape of one.
        for record in self._known(
            self._journal.records_with_blob(blob), lambda ids: self._records.read(ids, ids)
        ):
            for entry in record["files"]:
                if entry["blob"] == blob and _says_something(entry):
                    yield source_from_record(entry, record["sessions"], lines)

    def _known(
        self, ids: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, Record | None]]
    ) -> Iterator[Record]:
        missing = [one for one in ids if one not in self._read]
        if missing:
            self._read.update(read(missing))
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
        findings=[finding_entry(one) for one in found],
        totals=_totals(files),
        problems=[well_formed(problem) for problem in (*change_set.problems, *problems)],
    )
    if at_work := sources.at_work():
        record["unsettled"] = at_work
    if advice := sources.advice():
        record["advice"] = advice
    data = canonical_bytes(record)
    return Prepared(record, data, record_id(data), found)


def unknown_totals(change_set: ChangeSet) -> Totals:
    """The totals when nothing could be found out."""
    totals = zero_totals()
    totals["unknown"] = sum(1 for file in change_set.files for line in file.added if file.lines[line].strip())
    return totals


def _says_something(entry: FileEntry) -> bool:
    return any(region["author"] != "unknown" for region in entry["regions"])


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
