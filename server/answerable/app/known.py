"""What is known of a text before anything new is claimed about it."""

from answerable.core.evidence import content_digest
from answerable.core.origin import COMMITTED, UNKNOWN
from answerable.core.ports import Journal, Worktree
from answerable.core.regions import transfer
from answerable.core.text import Attributed, content, uniform

__all__ = ["known", "last_other_state"]


def known(journal: Journal, worktree: Worktree, path: str, text: str) -> Attributed:
    """`text` with the best origins there are for it.

    In this order: a snapshot of exactly this content; the newest snapshot, for what survived of it; the file
    at HEAD, as committed; a snapshot of another path with this content (a copied file). The rest is unknown.
    """
    digest = content_digest(text)
    exact = journal.snapshot_with(path, digest)
    if exact is not None and content(exact.attributed) == text:
        return exact.attributed
    latest = journal.latest(path)
    if latest is not None:
        return transfer(latest.attributed, text, UNKNOWN)
    committed = worktree.committed("HEAD", [path]).get(path)
    if committed is not None:
        return transfer(uniform(committed, COMMITTED), text, UNKNOWN)
    copied = journal.digest_anywhere(digest) if text else None
    if copied is not None and content(copied.attributed) == text:
        return copied.attributed
    return uniform(text, UNKNOWN)


def last_other_state(journal: Journal, worktree: Worktree, path: str, digest: str) -> str | None:
    """The newest state of a file that is not the one with this digest: in the journal, else at HEAD."""
    for snapshot in journal.snapshots(path):
        if snapshot.digest != digest:
            return content(snapshot.attributed)
    return worktree.committed("HEAD", [path]).get(path)
