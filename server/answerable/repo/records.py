"""The records under `refs/answerable/records`: the `Records` port.

The ref's tree is keyed by record id, `ab/ab12….json`, so that adding one record rewrites two small trees however many
there are. It only ever grows, every name is the digest of what it names, and so two histories of it always join.
"""

import hashlib
import json
import re
import struct
import time
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from answerable.core.errors import GitFailed
from answerable.core.record import Record, record_id
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

if TYPE_CHECKING:
    import msgspec

__all__ = ["RECORDS_REF", "GitRecords", "decode_record"]

RECORDS_REF: Final = "refs/answerable/records"

#: A record of a commit of a few million lines; more is nobody's commit.
_LARGEST_RECORD: Final = 100_000_000
#: How often a ref that does not move may refuse to; git itself waits a tenth of a second for its lock.
_PATIENCE: Final = 10
_ID: Final = re.compile(r"[0-9a-f]{64}")
_LINE_HASH: Final = re.compile(r"[0-9a-f]{16}")
_FOLDER_MODE: Final = "40000"
_FILE_MODE: Final = "100644"
_PACK_TYPES: Final = {"commit": 1, "tree": 2, "blob": 3}

#: The entries of one tree: name -> (mode, object id).
_Tree = dict[str, tuple[str, str]]


class LooseObject(NamedTuple):
    """A git object to be written."""

    kind: Literal["blob", "tree", "commit"]
    content: bytes

    def name(self, object_format: str) -> str:
        """Its id."""
        header = f"{self.kind} {len(self.content)}\0".encode()
        return hashlib.new(object_format, header + self.content, usedforsecurity=False).hexdigest()

    def packed(self) -> bytes:
        """It as an entry of a pack: type and size, four and then seven bits a byte, and the deflated content."""
        size, rest = len(self.content) & 15, len(self.content) >> 4
        header = [_PACK_TYPES[self.kind] << 4 | size]
        while rest:
            header[-1] |= 128
            header.append(rest & 127)
            rest >>= 7
        return bytes(header) + zlib.compress(self.content, 1)


class GitRecords:
    """The records of one repository, shared by all its worktrees."""

    __slots__ = ("_git", "_objects")

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self._git = git
        self._objects = objects

    def read(self, ids: Iterable[str], vouched: Collection[str] = ()) -> dict[str, Record | None]:
        """Records by id; `None` for one that is missing, does not hash to its id, or is not a record.

        Those `vouched` for are known to have the shape of a record, which is then not looked at again.
        """
        wanted = list(dict.fromkeys(ids))
        names = [_name(one) for one in wanted if _ID.fullmatch(one)]
        found = self._objects.named((f"{RECORDS_REF}:{name}" for name in names), _LARGEST_RECORD)
        data = dict(zip(names, found, strict=True))
        records: dict[str, Record | None] = {}
        for one in wanted:
            named = data.get(_name(one))
            is_genuine = named is not None and named[1] == "blob" and record_id(named[2]) == one
            decode = json.loads if one in vouched else decode_record
            records[one] = decode(named[2]) if named is not None and is_genuine else None
        return records

    def append(self, data: Sequence[bytes]) -> Sequence[str]:
        """Add records (canonical bytes) to the ref; their ids. Raises `GitFailed` when nothing helps."""
        ids = [record_id(one) for one in data]
        blobs = [LooseObject("blob", one) for one in data]
        additions: dict[str, _Tree] = {}
        for one, blob in zip(ids, blobs, strict=True):
            folder, _, file = _name(one).partition("/")
            additions.setdefault(folder, {})[file] = (_FILE_MODE, blob.name(self._git.object_format))
        self._grow(additions, blobs, "Add " + ", ".join(one[:12] for one in dict.fromkeys(ids)))
        return ids

    def join(self, other: str) -> None:
        """Bring everything from another history of the ref, the commit `other`, into this one."""
        if self._objects.merge_base(other, RECORDS_REF) == other:
            return
        tree = self._tree(f"{other}^{{tree}}")
        theirs = {name: self._tree(one) for name, (mode, one) in tree.items() if mode == _FOLDER_MODE}
        self._grow(theirs, [], f"Join {other[:12]}", other)

    def ids(self) -> Sequence[str]:
        """Every record id in the ref."""
        listed = self._git.run("ls-tree", "-r", "-z", "--name-only", RECORDS_REF, check=False).decode(
            "utf-8", "replace"
        )
        return [name[3:67] for name in listed.split("\0") if name == _name(name[3:67])]

    def tip(self) -> str:
        """The commit that the ref is at; empty when there are no records yet."""
        named = next(iter(self._objects.named([RECORDS_REF])))
        return named[0] if named else ""

    def _grow(
        self, additions: Mapping[str, _Tree], blobs: Sequence[LooseObject], message: str, *joined: str
    ) -> None:
        lost: dict[str, int] = {}
        # Whoever loses a race finds another tip; a tip that stays is locked.
        while lost.get(tip := self.tip(), 0) < _PATIENCE:
            trees, root = self._grown(tip, additions)
            if not trees and not joined:
                return
            parents = [parent for parent in (tip, *joined) if parent]
            commit = _commit_object(root.name(self._git.object_format), parents, message)
            self._git.run("unpack-objects", "-q", input=self._pack([*blobs, *trees, root, commit]))
            name = commit.name(self._git.object_format)
            if self._move(name, tip or "0" * len(name)):
                return
            lost[tip] = lost.get(tip, 0) + 1
        raise GitFailed(
            f"{RECORDS_REF} could not be updated; if no git is running, delete the file {RECORDS_REF}.lock in {self._git.common_dir}."
        )

    def _grown(self, tip: str, additions: Mapping[str, _Tree]) -> tuple[list[LooseObject], LooseObject]:
        """The folders that `additions` change, and the root with them in it."""
        root = self._tree(f"{tip}^{{tree}}") if tip else {}
        changed = []
        for folder, files in additions.items():
            mode, known = root.get(folder, ("", ""))
            present = self._tree(known) if mode == _FOLDER_MODE else {}
            if not files.keys() <= present.keys():
                # What is there stays: a name is a digest, so a different content under it is not the better one.
                tree = _tree_object({**files, **present})
                root[folder] = (_FOLDER_MODE, tree.name(self._git.object_format))
                changed.append(tree)
        return changed, _tree_object(root)

    def _pack(self, objects: Sequence[LooseObject]) -> bytes:
        """A pack of whole objects: one git process writes what would take one for each object otherwise."""
        body = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(one.packed() for one in objects)
        return body + hashlib.new(self._git.object_format, body, usedforsecurity=False).digest()

    def _move(self, commit: str, expected: str) -> bool:
        try:
            self._git.run("update-ref", "--no-deref", RECORDS_REF, commit, expected)
        except GitFailed:
            return False
        return True

    def _tree(self, name: str) -> _Tree:
        named = next(iter(self._objects.named([name])))
        return _parse_tree(named[2], len(self._git.empty_tree) // 2) if named and named[1] == "tree" else {}


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


def _tree_object(tree: _Tree) -> LooseObject:
    return LooseObject(
        "tree",
        b"".join(
            f"{mode} {name}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(one)
            for name, (mode, one) in sorted(tree.items(), key=_git_order)
        ),
    )


def _commit_object(tree: str, parents: Sequence[str], message: str) -> LooseObject:
    """A commit that is nobody's: no identity is needed to keep a record. Its date is only ever shown."""
    person = f"Answerable <records@answerable.invalid> {int(time.time())} +0000"
    lines = [
        f"tree {tree}",
        *(f"parent {parent}" for parent in parents),
        f"author {person}",
        f"committer {person}",
    ]
    return LooseObject("commit", "\n".join([*lines, "", message, ""]).encode())


def _git_order(entry: tuple[str, tuple[str, str]]) -> str:
    """Git sorts a folder as if its name ended in a slash."""
    name, (mode, _) = entry
    return f"{name}/" if mode == _FOLDER_MODE else name


def _name(one: str) -> str:
    return f"{one[:2]}/{one}.json"


def _parse_tree(raw: bytes, id_size: int) -> _Tree:
    """The entries of a tree object; ids are `id_size` bytes there."""
    entries: _Tree = {}
    place = 0
    while (nul := raw.find(b"\0", place)) >= 0:
        mode, _, name = raw[place:nul].decode("utf-8", "surrogateescape").partition(" ")
        place = nul + 1 + id_size
        entries[name] = (mode, raw[nul + 1 : place].hex())
    return entries
