"""What the use cases in `app/` need from the outside world, as protocols.

Adapters implement them (`store/` the journal, `repo/` git, `syntax/` parsing); `wiring/` puts the two together.
Paths are relative to the top of the worktree, with `/`; bytes that are not UTF-8 travel as surrogates
(`os.fsdecode`). Object and record ids are lowercase hex.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from answerable.core.evidence import Evidence, Snapshot, Window
from answerable.core.finding import Finding
from answerable.core.record import Record

__all__ = [
    "Change",
    "Clock",
    "CommitInfo",
    "Journal",
    "Made",
    "Objects",
    "Records",
    "RiskAnalyser",
    "Seen",
    "Staging",
    "Worktree",
    "WorktreeState",
]


class Clock(Protocol):
    """Milliseconds since the epoch. Never used to decide authorship."""

    def __call__(self) -> int:
        """The time now."""
        ...


class Change(NamedTuple):
    """One entry of a raw tree diff. Blobs are empty strings where a side does not exist (added, deleted)."""

    status: str  # A, D, M, R, C, T
    old_path: str
    path: str
    old_blob: str
    blob: str
    old_mode: str  # six octal digits, "000000" where absent
    mode: str


class CommitInfo(NamedTuple):
    """A commit as git has it. `message` is undecoded-safe text (surrogateescape)."""

    id: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    committer_name: str
    committer_email: str
    author_time: int  # seconds since the epoch
    message: str


class Journal(Protocol):
    """The durable store of one repository; every method is one transaction, durable when it returns."""

    def latest(self, path: str) -> Snapshot | None:
        """The newest snapshot of `path`."""
        ...

    def snapshots(self, path: str, limit: int = 8) -> Sequence[Snapshot]:
        """The newest snapshots of `path`, newest first."""
        ...

    def latest_all(self) -> Sequence[Snapshot]:
        """The newest snapshot of every path that has one."""
        ...

    def snapshot_with(self, path: str, digest: str) -> Snapshot | None:
        """The newest snapshot of `path` with that content."""
        ...

    def digest_anywhere(self, digest: str) -> Snapshot | None:
        """The newest snapshot of any path with that content: a renamed or copied file."""
        ...

    def save(self, snapshot: Snapshot, evidence: Iterable[Evidence] = ()) -> None:
        """Store a snapshot and the evidence that led to it."""
        ...

    def evidence(self, path: str) -> Sequence[Evidence]:
        """All evidence about `path`, oldest first."""
        ...

    def rename(self, old_path: str, path: str) -> None:
        """Let everything known of `old_path` be known of `path`."""
        ...

    def open_window(self, window: Window) -> None:
        """Remember the before half of a tool call, replacing one with the same key."""
        ...

    def close_window(self, key: str) -> Window | None:
        """Take the before half of a tool call, or `None` when there is none."""
        ...

    def windows(self) -> Sequence[Window]:
        """The windows still open, oldest first."""
        ...

    def committed(self, blobs: dict[str, str]) -> None:
        """Paths whose content was committed, each with its content digest: forget what nothing needs any more."""
        ...

    def changes(self) -> int:
        """A number that differs whenever another connection has written. Cheap: no table is read."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


class Objects(Protocol):
    """Git's objects, read only."""

    def resolve(self, revision: str) -> str | None:
        """The commit id a revision names, or `None`."""
        ...

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes | None]:
        """The contents of blobs, all in one git process; `None` for one that is missing or too large to read."""
        ...

    def changes(self, old: str, new: str) -> Sequence[Change]:
        """The raw diff of two trees or commits with renames found; `old` may be the empty tree."""
        ...

    def commits(self, base: str, head: str) -> Sequence[CommitInfo]:
        """The commits of `base..head`, oldest first."""
        ...

    def merge_base(self, one: str, other: str) -> str | None:
        """The merge base, or `None` for unrelated histories."""
        ...

    def file(self, revision: str, path: str) -> bytes | None:
        """A file's content at a revision, or `None` when it does not exist there or is not a regular file."""
        ...

    def is_shallow(self) -> bool:
        """Whether history is cut off."""
        ...


class Staging(Protocol):
    """The commit being made."""

    def staged(self, parent: str) -> Sequence[Change]:
        """What the index that git is committing (GIT_INDEX_FILE) changes against `parent` (or the empty tree)."""
        ...


class Records(Protocol):
    """The records under `refs/answerable/records`."""

    def read(self, ids: Iterable[str]) -> dict[str, Record | None]:
        """Records by id; `None` for one that is missing, does not hash to its id, or is not a record."""
        ...

    def append(self, data: Sequence[bytes]) -> Sequence[str]:
        """Add records (canonical bytes) to the ref, retrying when another process won; their ids."""
        ...

    def ids(self) -> Sequence[str]:
        """Every record id in the ref."""
        ...


class RiskAnalyser(Protocol):
    """Findings of one file's change. Never raises; what it cannot parse it leaves out and says in `problems`."""

    def __call__(self, path: str, old: str, new: str) -> tuple[Sequence[Finding], Sequence[str]]:
        """The findings of turning `old` into `new`, and what could not be looked at, in sentences."""
        ...


class Seen(NamedTuple):
    """A file of the worktree as it is now. `text` is `None` when there is none or when `note` says why not."""

    text: str | None
    note: str = ""  # "binary", "over 5 MB", "not a regular file"
    digest: str = ""  # of the bytes, 64 hex digits; empty when the file does not exist or was not read


class WorktreeState(NamedTuple):
    """What git says of the worktree, from its stat cache: `changed` are paths that differ from HEAD, or untracked."""

    head: str  # commit id, empty before the first commit
    stash: str  # commit id of the newest stash, empty without one
    merging: str  # commit id being merged, picked or reverted, empty otherwise
    changed: Sequence[str]


class Made(NamedTuple):
    """Commits made here one after the other, oldest first, and the paths that they change together.

    Both are empty where HEAD also moved in another way: by a checkout, a reset, a pull, a rebase.
    """

    commits: Sequence[str] = ()
    paths: Sequence[str] = ()


class Worktree(Protocol):
    """The files as they are on disk. Nothing outside the worktree is read, and no link out of it followed."""

    def commit(self, revision: str) -> str:
        """The id of the commit that `revision` names; empty for none."""
        ...

    def committed_since(self, head: str) -> Made:
        """What was committed here on top of `head`, empty before the first commit."""
        ...

    def locate(self, folder: str, path: str) -> tuple[str, str]:
        """A producer's spelling of a path to ours: (path, ""), or ("", what is wrong with it)."""
        ...

    def read(self, path: str) -> Seen:
        """What the file holds now."""
        ...

    def committed(self, revision: str, paths: Iterable[str]) -> dict[str, str | None]:
        """The texts at a revision; `None` where there is no file there, or no text."""
        ...

    def state(self) -> WorktreeState:
        """What differs from HEAD now, ignored files left out."""
        ...
