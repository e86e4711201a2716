"""The records under `refs/answerable/records`: the `Records` port.

The ref's tree is keyed by record id, `ab/ab12….json`, so that adding one record rewrites two small trees however many
there are. It only ever grows, every name is the digest of what it names, and so two histories of it always join.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

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
#: One of the writers wins every round, so this many can write at once.
_ATTEMPTS: Final = 500
_ID: Final = re.compile(r"[0-9a-f]{64}")
_LINE_HASH: Final = re.compile(r"[0-9a-f]{16}")
_FOLDER_MODE: Final = "40000"
_FILE_MODE: Final = "100644"
_KINDS: Final = {_FOLDER_MODE: "tree", "160000": "commit"}
_NOBODY: Final = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "Answerable"), ("EMAIL", "records@answerable.invalid"))
}

#: The entries of one tree: name -> (mode, object id).
_Tree = dict[str, tuple[str, str]]


class GitRecords:
    """The records of one repository, shared by all its worktrees."""

    __slots__ = ("_git", "_objects")

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self._git = git
        self._objects = objects

    def read(self, ids: Iterable[str]) -> dict[str, Record | None]:
        """Records by id; `None` for one that is missing, does not hash to its id, or is not a record."""
        wanted = list(dict.fromkeys(ids))
        names = [_name(one) for one in wanted if _ID.fullmatch(one)]
        found = self._objects.named((f"{RECORDS_REF}:{name}" for name in names), _LARGEST_RECORD)
        data = dict(zip(names, found, strict=True))
        records: dict[str, Record | None] = {}
        for one in wanted:
            named = data.get(_name(one))
            is_genuine = named is not None and named[1] == "blob" and record_id(named[2]) == one
            records[one] = decode_record(named[2]) if named is not None and is_genuine else None
        return records

    def append(self, data: Sequence[bytes]) -> Sequence[str]:
        """Add records (canonical bytes) to the ref; their ids. Raises `GitFailed` when nothing helps."""
        blobs = {record_id(one): self._write_blob(one) for one in data}
        additions: dict[str, _Tree] = {}
        for one, blob in blobs.items():
            folder, _, file = _name(one).partition("/")
            additions.setdefault(folder, {})[file] = (_FILE_MODE, blob)
        self._grow(additions, "Add " + ", ".join(one[:12] for one in blobs))
        return [record_id(one) for one in data]

    def join(self, other: str) -> None:
        """Bring everything from another history of the ref, the commit `other`, into this one."""
        if self._objects.merge_base(other, RECORDS_REF) == other:
            return
        tree = self._tree(f"{other}^{{tree}}")
        theirs = {name: self._tree(one) for name, (mode, one) in tree.items() if mode == _FOLDER_MODE}
        self._grow(theirs, f"Join {other[:12]}", other)

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

    def _grow(self, additions: Mapping[str, _Tree], message: str, *joined: str) -> None:
        for _ in range(_ATTEMPTS):
            tip = self.tip()
            trees, root = self._grown(tip, additions)
            if not trees and not joined:
                return
            tree = self._write_trees([*trees, root])
            parents = [part for parent in (tip, *joined) if parent for part in ("-p", parent)]
            commit = (
                self._git.run("commit-tree", *parents, "-m", message, tree, environ=_NOBODY).decode().strip()
            )
            if self._move(commit, tip or "0" * len(commit)):
                return
        raise GitFailed(
            f"{RECORDS_REF} could not be updated: other processes keep changing it, or it is locked."
        )

    def _grown(self, tip: str, additions: Mapping[str, _Tree]) -> tuple[list[_Tree], _Tree]:
        """The folders that `additions` change, and the root with them in it."""
        root = self._tree(f"{tip}^{{tree}}") if tip else {}
        changed = []
        for folder, files in additions.items():
            mode, known = root.get(folder, ("", ""))
            present = self._tree(known) if mode == _FOLDER_MODE else {}
            if not files.keys() <= present.keys():
                # What is there stays: a name is a digest, so a different content under it is not the better one.
                merged = {**files, **present}
                root[folder] = (_FOLDER_MODE, self._tree_id(merged))
                changed.append(merged)
        return changed, root

    def _move(self, commit: str, expected: str) -> bool:
        try:
            self._git.run("update-ref", "--no-deref", RECORDS_REF, commit, expected)
        except GitFailed:
            return False
        return True

    def _write_blob(self, data: bytes) -> str:
        return self._git.run("hash-object", "-w", "--stdin", input=data).decode().strip()

    def _write_trees(self, trees: Sequence[_Tree]) -> str:
        """Write trees, each after the ones it holds; the id of the last."""
        described = "\n".join(
            "".join(
                f"{mode.zfill(6)} {_KINDS.get(mode, 'blob')} {one}\t{name}\n"
                for name, (mode, one) in tree.items()
            )
            for tree in trees
        )
        written = self._git.run(
            "mktree", "--batch", "--missing", input=described.encode("utf-8", "surrogateescape")
        )
        return written.decode().split()[-1]

    def _tree(self, name: str) -> _Tree:
        named = next(iter(self._objects.named([name])))
        return _parse_tree(named[2], len(self._git.empty_tree) // 2) if named and named[1] == "tree" else {}

    def _tree_id(self, tree: _Tree) -> str:
        raw = b"".join(
            f"{mode} {name}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(one)
            for name, (mode, one) in sorted(tree.items(), key=_git_order)
        )
        return hashlib.new(
            self._git.object_format, b"tree %d\0" % len(raw) + raw, usedforsecurity=False
        ).hexdigest()


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
