"""What a commit changes: the staged contents, and which of their lines no parent has."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from answerable.core.diffing import added_lines
from answerable.core.origin import Origin
from answerable.core.ports import Change, Staging
from answerable.core.text import split_lines

__all__ = ["BINARY", "LARGE", "ChangeSet", "ChangedFile", "Making", "gather"]

BINARY: Final = "binary"
LARGE: Final = "over 5 MB"
_LINK: Final = "symbolic link"
_SUBMODULE: Final = "submodule"
_NOTES_BY_MODE: Final = {"120000": _LINK, "160000": _SUBMODULE}

#: Git calls a file binary that has a NUL among so many bytes.
_LOOKED_AT: Final = 8000


class Blobs(Protocol):
    """The part of `Objects` that is needed here."""

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes | None]:
        """See `Objects.blobs`."""
        ...


class Making(NamedTuple):
    """The commit being made. `parents` are trees or commits to compare with: the empty tree for a first commit."""

    parents: tuple[str, ...]
    is_first: bool = False
    replaced: str = ""  # the commit that it amends, if any
    messages: str = ""  # as git prepared them: the commit's own, and those of what it was made from
    human: str = ""  # e-mail address of the committer
    claim: Origin | None = None  # who wrote what nothing else is known of, as the commit itself says


class ChangedFile(NamedTuple):
    """One file of the commit that is not deleted.

    `digest` is that of the content; `olds` has the parents' texts, one each; `added` are the 0-based `lines` that
    none of them has. When `note` says why lines are not told apart there is no text.
    """

    change: Change
    old_blobs: tuple[str, ...]
    note: str = ""
    digest: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    olds: tuple[str, ...] = ()
    added: tuple[int, ...] = ()


class ChangeSet(NamedTuple):
    """`deleted` has the first parent's text of every path that is gone; `problems` are sentences."""

    making: Making
    files: tuple[ChangedFile, ...]
    deleted: Mapping[str, str]
    problems: tuple[str, ...]

    def digests(self) -> dict[str, str]:
        """The content digest of every path whose text is known; empty for one that is gone."""
        found = dict.fromkeys(self.deleted, "")
        found.update((file.change.old_path, "") for file in self.files if file.change.status == "R")
        found.update((file.change.path, file.digest) for file in self.files if not file.note)
        return found


def gather(making: Making, staging: Staging, objects: Blobs) -> ChangeSet:
    """Read what is staged. A merge's own files are those that differ from every parent."""
    per_parent = [{change.path: change for change in staging.staged(parent)} for parent in making.parents]
    own = [path for path in per_parent[0] if all(path in changes for changes in per_parent[1:])]
    changes = [[changed[path] for changed in per_parent] for path in own]
    contents = objects.blobs(_wanted(changes))
    problems: list[str] = []
    files = [_file(along, contents, problems) for along in changes if along[0].blob]
    gone = {along[0].path: contents.get(along[0].old_blob) or b"" for along in changes if not along[0].blob}
    texts = {path: data.decode("utf-8", "surrogateescape") for path, data in gone.items()}
    return ChangeSet(making, tuple(files), texts, tuple(problems))


def _wanted(changes: Iterable[Sequence[Change]]) -> list[str]:
    return [
        blob
        for along in changes
        if along[0].mode not in _NOTES_BY_MODE
        for blob in (
            along[0].blob,
            *(change.old_blob for change in along if change.old_mode not in _NOTES_BY_MODE),
        )
        if blob
    ]


def _file(along: Sequence[Change], contents: Mapping[str, bytes | None], problems: list[str]) -> ChangedFile:
    change = along[0]
    old_blobs = tuple(one.old_blob for one in along)
    data = contents.get(change.blob)
    note = _NOTES_BY_MODE.get(change.mode) or _note(data)
    if note or data is None:
        return ChangedFile(change, old_blobs, note)
    text = data.decode("utf-8", "surrogateescape")
    lines = tuple(split_lines(text))
    olds = tuple(_old_text(one, contents, problems) for one in along)
    # The same digest that snapshots have: theirs is of the bytes that the text stands for.
    digest = hashlib.sha256(data).hexdigest()
    return ChangedFile(change, old_blobs, "", digest, text, lines, olds, _added(lines, olds))


def _note(data: bytes | None) -> str:
    if data is None:
        return LARGE
    return BINARY if b"\0" in data[:_LOOKED_AT] else ""


def _old_text(change: Change, contents: Mapping[str, bytes | None], problems: list[str]) -> str:
    if not change.old_blob or change.old_mode in _NOTES_BY_MODE:
        return ""
    data = contents.get(change.old_blob)
    if data is None:
        problems.append(
            f"The earlier content of {change.path} could not be read: all its lines count as changed."
        )
        return ""
    return data.decode("utf-8", "surrogateescape")


def _added(lines: Sequence[str], olds: Sequence[str]) -> tuple[int, ...]:
    if not any(olds):
        return tuple(range(len(lines)))
    first, *others = (added_lines(split_lines(old), lines) for old in olds)
    kept: list[Collection[int]] = [set(other) for other in others]
    return tuple(line for line in first if all(line in other for other in kept))
