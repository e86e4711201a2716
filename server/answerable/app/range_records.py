"""The records that a range of commits names, or that know its contents, and whether they add up."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from answerable.core.history import CommitPatch
from answerable.core.ledger import Entries, Entry, JudgedLine, Stretch, recount
from answerable.core.origin import LineClass
from answerable.core.ports import CommitInfo, Records
from answerable.core.record import FindingEntry, Record, Totals
from answerable.core.stamp import Stamp, parse_stamp, record_hints

__all__ = ["RangeRecords"]

#: A change whose records are not here is most often judged in a clone that did not fetch them.
_FETCH: Final = "run `git fetch origin 'refs/answerable/*:refs/answerable/*'` here, or `answerable sync` where the commit was made"


class RangeRecords:
    """The records behind `commits`.

    A commit names records in its message. Where it names none that is here, the records that know one of its very
    blobs speak for it (the style `none`, a message that lost its trailers). `faults` leave the verdict open,
    `remarks` do not.
    """

    def __init__(self, records: Records, commits: Iterable[CommitInfo]) -> None:
        self._records = records
        messages = {info.id: info.message for info in commits}
        self._hints = {commit: record_hints(message) for commit, message in messages.items()}
        self._read = records.read(dict.fromkeys(one for hints in self._hints.values() for one in hints))
        self._stamps = {commit: parse_stamp(message) for commit, message in messages.items()}
        self._entries: dict[str, Entries] = {}
        self._unattributed: set[str] = set()
        self._open: dict[str, str] = {}
        self.faults: list[str] = []
        self.remarks: list[str] = []

    def is_about(self, patch: CommitPatch) -> bool:
        """Whether a record is about what the commit changes: the commit is stamped, whatever its message says."""
        if any(self._of(patch.commit).mentions(file.path, file.blob) for file in patch.files):
            return True
        if not any(file.hunks for file in patch.files):
            return bool(self._named(patch.commit)) or not patch.files
        return any(self._everything.mentions("", file.blob) for file in patch.files)

    def is_advised(self, patch: CommitPatch) -> bool:
        """Whether somebody declared that the commit follows an AI's advice."""
        records = [record for _, record in self._named(patch.commit)]
        about = records or self._everything.of_blobs(file.blob for file in patch.files)
        return any(record.get("advice") for record in about)

    @property
    def findings(self) -> list[FindingEntry]:
        """The findings in the records that the commits name, once each."""
        found = {
            (finding["rule"], finding["path"], finding["fingerprint"]): finding
            for commit in self._hints
            for _, record in self._named(commit)
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

    def note_judged(self, commit: str, lines: Iterable[JudgedLine]) -> None:
        """Remember where an unsettled record is the last word on a line of the commit."""
        for line in lines:
            record = self._read.get(line.record) if line.line_class is LineClass.UNKNOWN else None
            if record is not None and (agents := record.get("unsettled")):
                self._open[commit] = ", ".join(agents)

    def check(self, commits: Iterable[str]) -> None:
        """Find what contradicts: stamps against records, records against themselves, names against what is here."""
        for commit in commits:
            stamp, problems = self._stamps[commit]
            self.remarks += [f"Commit {commit[:12]}: {problem}" for problem in problems]
            self._check_missing(commit, stamp)
            if commit in self._open:
                self.remarks.append(
                    f"Commit {commit[:12]} was made while {self._open[commit]} was at work, and no record here tells "
                    f"what it wrote; {_FETCH}."
                )
            if stamp is not None:
                self._check_stamp(commit, stamp)
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

    @cached_property
    def _everything(self) -> Entries:
        """Every record of the repository; only asked where the named ones do not suffice."""
        read = self._records.read(self._records.ids())
        return Entries((name, record) for name, record in read.items() if record is not None)


def _counts(totals: Totals) -> str:
    return " ".join(f"{name}={count}" for name, count in totals.items())
