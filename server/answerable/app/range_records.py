"""The records that a range of commits names, or that know its contents, and whether they add up."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from answerable.core.history import CommitPatch
from answerable.core.ledger import Entries, Entry, Stretch, recount
from answerable.core.ports import CommitInfo, Records
from answerable.core.record import FindingEntry, Record, Totals
from answerable.core.stamp import Stamp, parse_stamp, record_hints

__all__ = ["RangeRecords"]

#: A change whose records are not here is most often judged in a clone that did not fetch them.
_FETCH: Final = "run `git fetch origin 'refs/answerable/*:refs/answerable/*'`"


class RangeRecords:
    """The records behind `commits`, each a patch with its commit.

    A commit names records in its message. Where it names none that is here, the records that know one of its very
    blobs speak for it (the style `none`, a message that lost its trailers). `faults` leave the verdict open,
    `remarks` do not.
    """

    def __init__(self, records: Records, commits: Sequence[tuple[CommitPatch, CommitInfo]]) -> None:
        self._records = records
        self._commits = commits
        self._hints = {info.id: record_hints(info.message) for _, info in commits}
        self._read = records.read(list({one: None for hints in self._hints.values() for one in hints}))
        self._entries: dict[str, Entries] = {}
        self._unattributed: set[str] = set()
        self.faults: list[str] = []
        self.remarks: list[str] = []

    @property
    def is_complete(self) -> bool:
        """Whether every commit has a record that is about it."""
        return all(self._is_about(patch) for patch, _ in self._commits)

    @property
    def findings(self) -> list[FindingEntry]:
        """The findings in the records that the commits name, once each."""
        found = {
            (finding["rule"], finding["path"], finding["fingerprint"]): finding
            for patch, _ in reversed(self._commits)
            for _, record in self._named(patch.commit)
            for finding in record["findings"]
        }
        return [found[key] for key in sorted(found)]

    def about(self, stretch: Stretch) -> Iterator[Entry]:
        """What records say about the file of a stretch, best first."""
        yield from self._of(stretch.commit).about(stretch)
        yield from self._everything.exact(stretch)

    def note_unattributed(self, commit: str) -> None:
        """Remember that lines of the commit were found in no record."""
        self._unattributed.add(commit)

    def check(self) -> None:
        """Find what contradicts: stamps against records, records against themselves, names against what is here."""
        for _, info in self._commits:
            stamp, problems = parse_stamp(info.message)
            self.remarks += [f"Commit {info.id[:12]}: {problem}" for problem in problems]
            self._check_missing(info.id, stamp)
            if stamp is not None:
                self._check_stamp(info.id, stamp)
        for name, record in self._read.items():
            if record is not None and record["totals"] != recount(record):
                self.faults.append(f"The totals of record {name[:12]} are not the sums of its regions.")

    def _check_missing(self, commit: str, stamp: Stamp | None) -> None:
        for name in self._hints[commit]:
            is_needed = commit in self._unattributed or (stamp is not None and stamp.record == name)
            if self._read[name] is None and is_needed:
                self.faults.append(
                    f"Record {name[:12]}, named by commit {commit[:12]}, is not here or cannot be read; {_FETCH}."
                )

    def _check_stamp(self, commit: str, stamp: Stamp) -> None:
        record = self._read.get(stamp.record)
        if not stamp.record:
            self.remarks.append(f"Commit {commit[:12]} is stamped without a record, which proves nothing.")
        elif record is not None and record["totals"] != stamp.totals:
            self.faults.append(
                f"The stamp of commit {commit[:12]} contradicts its record: it says {_counts(stamp.totals)}, "
                f"the record {_counts(record['totals'])}."
            )

    def _named(self, commit: str) -> list[tuple[str, Record]]:
        """The records that a commit names and that are here, the last named first: a squash lists oldest first."""
        named = ((name, self._read[name]) for name in reversed(self._hints.get(commit, ())))
        return [(name, record) for name, record in named if record is not None]

    def _of(self, commit: str) -> Entries:
        if commit not in self._entries:
            self._entries[commit] = Entries(self._named(commit))
        return self._entries[commit]

    def _is_about(self, patch: CommitPatch) -> bool:
        if any(self._of(patch.commit).mentions(file.path, file.blob) for file in patch.files):
            return True
        if not any(file.hunks for file in patch.files):
            return bool(self._named(patch.commit)) or not patch.files
        return any(self._everything.mentions("", file.blob) for file in patch.files)

    @cached_property
    def _everything(self) -> Entries:
        """Every record of the repository; only asked where the named ones do not suffice."""
        read = self._records.read(self._records.ids())
        return Entries((name, record) for name, record in read.items() if record is not None)


def _counts(totals: Totals) -> str:
    return " ".join(f"{name}={count}" for name, count in totals.items())
