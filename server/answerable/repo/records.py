"""The records under `refs/answerable/records`: the `Records` port.

The ref's tree is keyed by record id, `ab/ab12….json`; see `repo.ledger_ref`.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from answerable.core.record import Record, record_id
from answerable.repo.ledger_ref import LedgerRef
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

if TYPE_CHECKING:
    import msgspec

__all__ = ["RECORDS_REF", "GitRecords", "decode_record"]

RECORDS_REF: Final = "refs/answerable/records"

#: A record of a commit of a few million lines; more is nobody's commit.
_LARGEST_RECORD: Final = 100_000_000
#: From so many records on the tree of the ref is read first.
_MANY: Final = 100
_ID: Final = re.compile(r"[0-9a-f]{64}")
_LINE_HASH: Final = re.compile(r"[0-9a-f]{16}")


class GitRecords:
    """The records of one repository, shared by all its worktrees."""

    __slots__ = ("ledger",)

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self.ledger = LedgerRef(git, objects, RECORDS_REF, _is_genuine, _LARGEST_RECORD)

    def read(self, ids: Iterable[str], vouched: Collection[str] = ()) -> dict[str, Record | None]:
        """Records by id; `None` for one that is missing, does not hash to its id, or is not a record.

        Those `vouched` for are known to have the shape of a record, which is then not looked at again.
        """
        wanted = list(dict.fromkeys(ids))
        names = [_name(one) for one in wanted if _ID.fullmatch(one)]
        data = dict(zip(names, self._contents(names), strict=True))
        records: dict[str, Record | None] = {}
        for one in wanted:
            content = data.get(_name(one))
            decode = json.loads if one in vouched else decode_record
            records[one] = decode(content) if content is not None and record_id(content) == one else None
        return records

    def _contents(self, names: Sequence[str]) -> list[bytes | None]:
        """The content of each file. Git finds a thousand blobs five times faster by id than by path."""
        if len(names) < _MANY:
            return self.ledger.read(names)
        entries = self.ledger.entries()
        found = self.ledger.contents(entries[name] for name in names if name in entries)
        contents = iter(found)
        return [next(contents) if name in entries else None for name in names]

    def append(self, data: Sequence[bytes]) -> Sequence[str]:
        """Add records (canonical bytes) to the ref; their ids. Raises `GitFailed` when nothing helps."""
        ids = [record_id(one) for one in data]
        self.ledger.add(
            {_name(one): content for one, content in zip(ids, data, strict=True)}, _message_of(ids)
        )
        return ids

    def stage(self, data: bytes) -> tuple[str, str] | None:
        """Write a record so that only the ref has to be moved when its commit exists; see `LedgerRef.stage`."""
        name = record_id(data)
        return self.ledger.stage({_name(name): data}, _message_of([name]))

    def join(self, other: str) -> None:
        """Bring everything from another history of the ref, the commit `other`, into this one."""
        self.ledger.join(other)

    def ids(self) -> Sequence[str]:
        """Every record id in the ref."""
        return [name[3:67] for name in self.ledger.names() if name == _name(name[3:67])]

    def tip(self) -> str:
        """The commit that the ref is at; empty when there are no records yet."""
        return self.ledger.tip()


def decode_record(data: bytes) -> Record | None:
    """A record from its bytes, or `None` when it has not the shape of one."""
    import msgspec  # noqa: PLC0415 - 30 ms that most hooks do not need

    try:
        record: Record = _decoder().decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return record if _is_sound(record) else None


@cache
def _decoder() -> "msgspec.json.Decoder[Record]":
    import msgspec  # noqa: PLC0415 - 30 ms that most hooks do not need

    return msgspec.json.Decoder(Record)


def _is_sound(record: Record) -> bool:
    """What the types cannot say: lines in order, a hash for each, sessions that exist."""
    for file in record["files"]:
        last = 0
        for region in file["regions"]:
            start, end, hashes = region["start"], region["end"], region["hashes"]
            if not last < start <= end or len(hashes) != end - start + 1:
                return False
            if not all(map(_LINE_HASH.fullmatch, hashes)):
                return False
            if region.get("session", "") not in {"", *record["sessions"]}:
                return False
            last = end
    return all(count >= 0 for count in record["totals"].values() if isinstance(count, int))


def _message_of(ids: Iterable[str]) -> str:
    return "Add " + ", ".join(one[:12] for one in dict.fromkeys(ids))


def _name(one: str) -> str:
    return f"{one[:2]}/{one}.json"


def _is_genuine(path: str, content: bytes) -> bool:
    return path == _name(record_id(content))
