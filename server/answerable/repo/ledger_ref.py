"""A ref whose tree only ever grows: files in folders, each named by the digest of what it holds.

Adding a file rewrites two small trees however many there are. As every name is a digest, two histories of such a ref
always join: where both have a name, the one whose content has that digest is kept.
"""

import hashlib
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from answerable.core.errors import GitFailed
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

__all__ = ["LedgerRef", "LooseObject", "commit_object", "tree_object"]

#: How often a ref that does not move may refuse to; git itself waits a tenth of a second for its lock.
_PATIENCE: Final = 10
_FOLDER_MODE: Final = "40000"
_FILE_MODE: Final = "100644"
_PACK_TYPES: Final = {"commit": 1, "tree": 2, "blob": 3}

#: The entries of one tree: name -> (mode, object id).
Tree = dict[str, tuple[str, str]]


class LooseObject(NamedTuple):
    """A git object to be written."""

    kind: Literal["blob", "tree", "commit"]
    content: bytes

    def name(self, object_format: str) -> str:
        """Its id."""
        return hashlib.new(object_format, self.framed, usedforsecurity=False).hexdigest()

    @property
    def framed(self) -> bytes:
        """It with the header that git hashes and, deflated, keeps in a file."""
        return f"{self.kind} {len(self.content)}\0".encode() + self.content

    def packed(self) -> bytes:
        """It as an entry of a pack: type and size, four and then seven bits a byte, and the deflated content."""
        size, rest = len(self.content) & 15, len(self.content) >> 4
        header = [_PACK_TYPES[self.kind] << 4 | size]
        while rest:
            header[-1] |= 128
            header.append(rest & 127)
            rest >>= 7
        return bytes(header) + zlib.compress(self.content, 1)


class LedgerRef:
    """The ref `ref` of one repository, shared by all its worktrees.

    `is_genuine` tells by its name (`ab/ab12….json`) whether a file has the content that it should have; it is asked
    only where two histories disagree.
    """

    __slots__ = ("_git", "_is_genuine", "_largest", "_objects", "ref")

    def __init__(
        self,
        git: Plumbing,
        objects: GitObjects,
        ref: str,
        is_genuine: Callable[[str, bytes], bool],
        largest: int,
    ) -> None:
        self.ref = ref
        self._git = git
        self._objects = objects
        self._is_genuine = is_genuine
        self._largest = largest

    def tip(self) -> str:
        """The commit that the ref is at; empty when there is nothing yet."""
        named = next(iter(self._objects.named([self.ref])))
        return named[0] if named else ""

    def exists(self) -> bool:
        """Whether there is such a ref, whatever it names."""
        return bool(self._git.run("rev-parse", "--verify", "--quiet", self.ref, check=False))

    def is_here(self, blob: str) -> bool:
        """Whether a blob of `entries` is in the repository, of whatever size."""
        said = self._git.run("cat-file", "--batch-check", input=f"{blob}\n".encode())
        return not said.endswith(b" missing\n")

    def entries(self, at: str = "") -> dict[str, str]:
        """The blob of every file by its path, now or at another commit of such a ref."""
        listed = self._git.run("ls-tree", "-r", "-z", at or self.ref, check=False)
        found = {}
        for entry in listed.decode("utf-8", "replace").split("\0"):
            described, _, path = entry.partition("\t")
            if path:
                found[path] = described.rpartition(" ")[2]
        return found

    def names(self, at: str = "") -> list[str]:
        """The paths of all files, now or at another commit of such a ref."""
        return list(self.entries(at))

    def contents(self, blobs: Iterable[str]) -> list[bytes | None]:
        """The content of each blob of `entries`; `None` for one that is missing, no blob, or too large."""
        found = self._objects.named(blobs, self._largest)
        return [named[2] if named is not None and named[1] == "blob" else None for named in found]

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """The content of each file by its path; `None` for one that is missing, no file, or too large."""
        return self.contents(f"{self.ref}:{name}" for name in names)

    def add(self, files: Mapping[str, bytes], message: str) -> None:
        """Add files by their paths, one folder deep. Raises `GitFailed` when nothing helps."""
        self._grow(*self._additions(files), message)

    def stage(self, files: Mapping[str, bytes], message: str) -> tuple[str, str] | None:
        """Write what `add` would, and leave the ref: what it is to be moved to, and from (zeros for no ref yet).

        `None` when the files are there already. Nothing refers to what is written until somebody moves the ref.
        """
        additions, blobs = self._additions(files)
        tip = self.tip()
        trees, root = self._grown(tip, additions)
        if not trees:
            return None
        commit = self._write(blobs, trees, root, [tip] if tip else [], message)
        return commit, tip or "0" * len(commit)

    def join(self, other: str) -> None:
        """Bring everything from another history of the ref, the commit `other`, into this one."""
        if self._objects.merge_base(other, self.ref) == other:
            return
        tree = self._tree(f"{other}^{{tree}}")
        theirs = {name: self._tree(one) for name, (mode, one) in tree.items() if mode == _FOLDER_MODE}
        self._grow(theirs, [], f"Join {other[:12]}", other)

    def _grow(
        self, additions: Mapping[str, Tree], blobs: Sequence[LooseObject], message: str, *joined: str
    ) -> None:
        lost: dict[str, int] = {}
        # Whoever loses a race finds another tip; a tip that stays is locked.
        while lost.get(tip := self.tip(), 0) < _PATIENCE:
            trees, root = self._grown(tip, additions)
            if not trees and not joined:
                return
            name = self._ahead(tip, root, joined)
            if not name:
                parents = [parent for parent in (tip, *joined) if parent]
                name = self._write(blobs, trees, root, parents, message)
            if self._move(name, tip or "0" * len(name)):
                return
            lost[tip] = lost.get(tip, 0) + 1
        raise GitFailed(
            f"{self.ref} could not be updated; if no git is running, delete the file {self.ref}.lock in {self._git.common_dir}."
        )

    def _additions(self, files: Mapping[str, bytes]) -> tuple[dict[str, Tree], list[LooseObject]]:
        """The folders with the new files in them, and the files as objects."""
        additions: dict[str, Tree] = {}
        blobs = []
        for path, content in files.items():
            folder, _, name = path.partition("/")
            blobs.append(LooseObject("blob", content))
            additions.setdefault(folder, {})[name] = (_FILE_MODE, blobs[-1].name(self._git.object_format))
        return additions, blobs

    def _write(
        self,
        blobs: Sequence[LooseObject],
        trees: Sequence[LooseObject],
        root: LooseObject,
        parents: Sequence[str],
        message: str,
    ) -> str:
        """Write these objects and a commit of `root`; its id."""
        commit = commit_object(root.name(self._git.object_format), parents, message)
        self._git.run("unpack-objects", "-q", input=self._pack([*blobs, *trees, root, commit]))
        return commit.name(self._git.object_format)

    def _ahead(self, tip: str, root: LooseObject, joined: Sequence[str]) -> str:
        """The history to join when it is only ours continued, so that two repositories come to rest; else empty."""
        for other in joined:
            is_later = not tip or self._objects.merge_base(tip, other) == tip
            (named,) = self._objects.named([f"{other}^{{tree}}"])
            if is_later and named is not None and named[0] == root.name(self._git.object_format):
                return other
        return ""

    def _grown(self, tip: str, additions: Mapping[str, Tree]) -> tuple[list[LooseObject], LooseObject]:
        """The folders that `additions` change, and the root with them in it."""
        root = self._tree(f"{tip}^{{tree}}") if tip else {}
        changed = []
        for folder, files in additions.items():
            mode, known = root.get(folder, ("", ""))
            present = self._tree(known) if mode == _FOLDER_MODE else {}
            grown = {**files, **present, **self._better(folder, files, present)}
            if grown != present:
                tree = tree_object(grown)
                root[folder] = (_FOLDER_MODE, tree.name(self._git.object_format))
                changed.append(tree)
        return changed, tree_object(root)

    def _better(self, folder: str, files: Tree, present: Tree) -> Tree:
        """Those of `files` that are genuine where what is there under their name is not."""
        clashing = [name for name in files.keys() & present.keys() if files[name] != present[name]]
        return {name: files[name] for name in clashing if self._wins(f"{folder}/{name}", files[name][1])}

    def _wins(self, path: str, other: str) -> bool:
        theirs = next(iter(self._objects.named([other], self._largest)))
        (ours,) = self.read([path])
        if theirs is None or theirs[1] != "blob" or not self._is_genuine(path, theirs[2]):
            return False
        return ours is None or not self._is_genuine(path, ours)

    def _pack(self, objects: Sequence[LooseObject]) -> bytes:
        """A pack of whole objects: one git process writes what would take one for each object otherwise."""
        body = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(one.packed() for one in objects)
        return body + hashlib.new(self._git.object_format, body, usedforsecurity=False).digest()

    def _move(self, commit: str, expected: str) -> bool:
        try:
            self._git.run("update-ref", "--no-deref", self.ref, commit, expected)
        except GitFailed:
            return False
        return True

    def _tree(self, name: str) -> Tree:
        named = next(iter(self._objects.named([name])))
        return _parse_tree(named[2], len(self._git.empty_tree) // 2) if named and named[1] == "tree" else {}


def tree_object(tree: Tree) -> LooseObject:
    """A tree of these entries."""
    return LooseObject(
        "tree",
        b"".join(
            f"{mode} {name}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(one)
            for name, (mode, one) in sorted(tree.items(), key=_git_order)
        ),
    )


def commit_object(tree: str, parents: Iterable[str], message: str) -> LooseObject:
    """A commit that is nobody's: no identity is needed to keep a ledger. Its date is only ever shown."""
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


def _parse_tree(raw: bytes, id_size: int) -> Tree:
    """The entries of a tree object; ids are `id_size` bytes there."""
    entries: Tree = {}
    place = 0
    while (nul := raw.find(b"\0", place)) >= 0:
        mode, _, name = raw[place:nul].decode("utf-8", "surrogateescape").partition(" ")
        place = nul + 1 + id_size
        entries[name] = (mode, raw[nul + 1 : place].hex())
    return entries
