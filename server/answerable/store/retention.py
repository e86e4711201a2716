"""What the journal keeps and for how long. Every function runs inside the transaction of the event it serves."""

import sqlite3
from typing import Final

__all__ = [
    "KEPT_DECISIONS",
    "KEPT_EVIDENCE",
    "KEPT_FINDINGS",
    "KEPT_PENDING",
    "KEPT_SNAPSHOTS",
    "KEPT_TAIL",
    "KEPT_WINDOWS",
    "forget",
    "sweep",
    "trim",
    "trim_decisions",
    "trim_findings",
    "trim_pending",
    "trim_windows",
]

#: Snapshots kept per path *and source*: undo and partial staging look back a few, and an editor that saves at
#: every pause must not push out the one that an agent attested.
KEPT_SNAPSHOTS: Final = 8
#: Snapshots kept per path whatever their sources: sources are named by foreign payloads.
_KEPT_PER_PATH: Final = 64
#: Evidence kept per path beyond what kept snapshots refer to.
KEPT_EVIDENCE: Final = 64
#: Evidence kept of the whole journal when nothing refers to it any more: the tail that explains recent events.
KEPT_TAIL: Final = 1000
#: Tool calls that have begun and not ended: many are refused, and then never end.
KEPT_WINDOWS: Final = 64
#: Stamps that wait for their commit: commits are abandoned, and a long rebase or merge lands many at once.
KEPT_PENDING: Final = 512
#: Decisions of the guard: a few busy days, at 200 bytes each.
KEPT_DECISIONS: Final = 5000
#: Changes whose findings are kept: an editor looks at every pause, and a commit asks for the latest.
KEPT_FINDINGS: Final = 2000

_SURPLUS: Final = """
    SELECT id, digest FROM (
        SELECT id, digest,
            row_number() OVER (PARTITION BY source ORDER BY id DESC) AS by_source,
            row_number() OVER (ORDER BY id DESC) AS by_age
        FROM snapshots WHERE worktree = ? AND path = ?)
    WHERE by_source > ? OR by_age > ?"""

_SURPLUS_EVIDENCE: Final = """
    DELETE FROM evidence WHERE worktree = :worktree AND path = :path
        AND id <= (SELECT id FROM evidence WHERE worktree = :worktree AND path = :path
            ORDER BY id DESC LIMIT 1 OFFSET :kept)
        AND NOT EXISTS (SELECT 1 FROM snapshots AS s
            WHERE s.worktree = :worktree AND s.path = :path AND s.digest IN (evidence.before, evidence.after))
        AND id NOT IN (SELECT max(id) FROM evidence WHERE worktree = :worktree AND path = :path
            GROUP BY session)"""

_UNREFERENCED_EVIDENCE: Final = """
    DELETE FROM evidence WHERE id <= (SELECT id FROM evidence ORDER BY id DESC LIMIT 1 OFFSET ?)
        AND NOT EXISTS (SELECT 1 FROM snapshots AS s
            WHERE s.worktree = evidence.worktree AND s.path = evidence.path)"""


def trim(connection: sqlite3.Connection, worktree: bytes, path: bytes) -> None:
    """Drop the surplus snapshots and evidence of one path.

    Evidence stays while a kept snapshot has its content, while it is the newest of its session (it names the
    human who drove it), and otherwise while it is among the newest of its path.
    """
    surplus = connection.execute(_SURPLUS, (worktree, path, KEPT_SNAPSHOTS, _KEPT_PER_PATH)).fetchall()
    for identifier, _ in surplus:
        connection.execute("DELETE FROM snapshots WHERE id = ?", (identifier,))
    _drop_contents(connection, {digest for _, digest in surplus})
    connection.execute(_SURPLUS_EVIDENCE, {"worktree": worktree, "path": path, "kept": KEPT_EVIDENCE})


def forget(connection: sqlite3.Connection, worktree: bytes, path: bytes) -> None:
    """Drop every snapshot of one path."""
    where = (worktree, path)
    rows = connection.execute("SELECT DISTINCT digest FROM snapshots WHERE worktree = ? AND path = ?", where)
    digests = {digest for (digest,) in rows.fetchall()}
    connection.execute("DELETE FROM snapshots WHERE worktree = ? AND path = ?", where)
    _drop_contents(connection, digests)


def sweep(connection: sqlite3.Connection) -> None:
    """Drop old evidence of paths that have no snapshot any more."""
    connection.execute(_UNREFERENCED_EVIDENCE, (KEPT_TAIL,))


def trim_windows(connection: sqlite3.Connection) -> None:
    """Drop all but the newest open windows."""
    connection.execute(
        "DELETE FROM windows WHERE id <= (SELECT id FROM windows ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT_WINDOWS,),
    )


def trim_pending(connection: sqlite3.Connection) -> None:
    """Drop all but the newest pending stamps."""
    connection.execute(
        "DELETE FROM pending WHERE id <= (SELECT id FROM pending ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT_PENDING,),
    )


def trim_decisions(connection: sqlite3.Connection) -> None:
    """Drop all but the newest decisions."""
    connection.execute(
        "DELETE FROM decisions WHERE id <= (SELECT id FROM decisions ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT_DECISIONS,),
    )


def trim_findings(connection: sqlite3.Connection) -> None:
    """Drop all but the newest findings."""
    connection.execute(
        "DELETE FROM findings WHERE id <= (SELECT id FROM findings ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT_FINDINGS,),
    )


def _drop_contents(connection: sqlite3.Connection, digests: set[object]) -> None:
    for digest in digests:
        connection.execute(
            "DELETE FROM contents WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM snapshots WHERE digest = ?)",
            (digest, digest),
        )
