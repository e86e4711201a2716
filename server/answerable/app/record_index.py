"""Which records speak about a blob, also where nothing but the records is here: a fresh clone that fetched them."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, Protocol

from answerable.core.ports import Records
from answerable.core.record import Record

__all__ = ["IndexJournal", "RecordIndex"]

#: Records that one look-up writes into the journal's index; the others are indexed in memory, and next time.
_MOST_WRITTEN: Final = 500


class IndexJournal(Protocol):
    """The part of the journal that is needed here."""

    def reindex(self, record_id: str, blobs: Iterable[str]) -> None:
        """Let a record be found by these blobs and no others."""
        ...

    def records_with_blob(self, blob: str) -> list[str]:
        """The records that speak about a blob, the newest first."""
        ...

    def indexed(self) -> set[str]:
        """The ids of all records in the index."""
        ...


class RecordIndex:
    """Finds records by blob. `journal` is `None` where there is none that can be used."""

    def __init__(self, records: Records, journal: IndexJournal | None) -> None:
        self._records = records
        self._journal = journal
        self._ids = frozenset(records.ids())

    @property
    def is_empty(self) -> bool:
        """Whether there is no record at all."""
        return not self._ids

    def records_about(self, blobs: Iterable[str]) -> dict[str, Sequence[str]]:
        """The ids of the records about each blob; blobs that no record knows are left out."""
        if not self._ids:
            return {}
        fresh = self._unindexed
        found: dict[str, Sequence[str]] = {}
        for blob in dict.fromkeys(blobs):
            known = self._journal.records_with_blob(blob) if self._journal is not None else []
            ids = [one for one in dict.fromkeys([*fresh.get(blob, ()), *known]) if one in self._ids]
            if ids:
                found[blob] = ids
        return found

    @cached_property
    def _unindexed(self) -> dict[str, list[str]]:
        """Blob -> records, for the records that the journal has not indexed; it learns them on the way."""
        missing = self._ids - self._journal.indexed() if self._journal is not None else self._ids
        found: dict[str, list[str]] = {}
        read = self._records.read(sorted(missing))
        for place, (name, record) in enumerate(read.items()):
            blobs = _blobs(record)
            for blob in blobs:
                found.setdefault(blob, []).append(name)
            if self._journal is not None and place < _MOST_WRITTEN:
                self._journal.reindex(name, blobs)
        return found


def _blobs(record: Record | None) -> list[str]:
    return [entry["blob"] for entry in record["files"]] if record is not None else []
