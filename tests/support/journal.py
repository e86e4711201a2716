"""Journals in temporary folders, and what to put into them."""

import subprocess
import sys
from pathlib import Path

from answerable.core.evidence import Evidence, Snapshot, content_digest
from answerable.core.origin import TYPED, Author, Grade, Mechanism, Origin
from answerable.core.text import content, uniform
from answerable.store.journal import SqliteJournal, open_journal

__all__ = ["AI", "file_of", "make_evidence", "make_snapshot", "opened", "spawn", "texts"]

AI = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "gemini-cli", "0.61", "gemini-2.5-pro", "s1")

_WRITER = Path(__file__).with_name("journal_writer.py")
_SERVER = Path(__file__).parents[2] / "server"


def opened(folder: Path, worktree: str = "") -> SqliteJournal:
    """The journal of the repository whose common git directory is `folder`; its clock stands still at 42 ms."""
    return open_journal(str(folder), lambda: 42, worktree)


def file_of(folder: Path) -> Path:
    """The journal's file."""
    return folder / "answerable" / "journal.db"


def make_snapshot(path: str, text: str, source: str = "editor", origin: Origin = TYPED) -> Snapshot:
    """A snapshot with one origin throughout."""
    return Snapshot(path, content_digest(text), uniform(text, origin), source, 7)


def make_evidence(path: str, after: str = "", session: str = "s1", before: str = "") -> Evidence:
    """An agent's report about `path`; `before` and `after` are digests."""
    return Evidence(
        "agent-v1",
        path,
        Mechanism.AGENT_EDIT,
        Author.AI,
        Grade.ATTESTED,
        agent="gemini-cli",
        session=session,
        before=before,
        after=after,
        human="dev@example.org",
    )


def texts(journal: SqliteJournal, path: str, limit: int = 100) -> list[str]:
    """The contents of all snapshots of `path`, newest first."""
    return [content(snapshot.attributed) for snapshot in journal.snapshots(path, limit)]


def spawn(folder: Path, name: str, events: int) -> "subprocess.Popen[bytes]":
    """A process that says `ready`, opens the journal and saves events, each acknowledged by a line."""
    return subprocess.Popen(
        [sys.executable, "-S", str(_WRITER), str(folder), name, str(events)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(_SERVER), "PYTHONPYCACHEPREFIX": str(folder.parent / "pycache")},
    )
