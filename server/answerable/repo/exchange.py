"""Records and sign-offs to and from other repositories: the only place that talks to a remote, when the user does.

Nothing is forced: where the other side has something that we have not, ours and theirs are joined first.
"""

from typing import Final, NamedTuple

from answerable.core.errors import GitFailed
from answerable.repo.ledger_ref import LedgerRef
from answerable.repo.plumbing import Plumbing

__all__ = ["Exchange", "Exchanged", "default_remote"]

#: Somebody else may push between our join and our push; they win so often at most.
_ATTEMPTS: Final = 5
#: Seconds; the user waits for their own push behind us, or may have to type a passphrase.
_PATIENCE: Final = 20.0
_PATIENCE_ASKING: Final = 300.0


class Exchanged(NamedTuple):
    """How many files of the ledger came from the remote, and how many it did not have before."""

    received: int
    sent: int


class Exchange:
    """A ledger of one repository and the remote `remote`, a name or an address."""

    def __init__(self, git: Plumbing, ledger: LedgerRef, remote: str, *, may_ask: bool = False) -> None:
        self._git = git
        self._ledger = ledger
        self._remote = remote
        self._patience = _PATIENCE_ASKING if may_ask else _PATIENCE
        # Asking for a password twice for one push would be rude: ssh must do with keys it can use in silence.
        has_own_ssh = {"GIT_SSH", "GIT_SSH_COMMAND"} & git.environ.keys() or git.run(
            "config", "--get", "core.sshCommand", check=False
        )
        self._environ = {} if may_ask or has_own_ssh else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}

    def remote_tip(self) -> str:
        """The commit that the remote's ledger is at; empty when it has none."""
        listed = self._run("ls-remote", "--quiet", "--", self._remote, self._ledger.ref).decode(
            "ascii", "replace"
        )
        return listed.split("\t")[0].strip()

    def fetch(self, theirs: str) -> None:
        """Join the remote's ledger, which is at `theirs`, into ours. Raises `GitFailed`."""
        self._run(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", self._remote, self._ledger.ref
        )
        self._ledger.join(theirs)

    def exchange(self) -> Exchanged:
        """Let both sides have what either has. Raises `GitFailed`."""
        known = set(self._ledger.names())
        theirs = self.remote_tip()
        if theirs:
            self.fetch(theirs)
        own = set(self._ledger.names())
        there = set(self._ledger.names(theirs)) if theirs else set()
        if self._ledger.tip() not in {"", theirs}:
            self.push(theirs)
        return Exchanged(len(own - known), len(own - there))

    def push(self, theirs: str) -> None:
        """Push our ledger to the remote, whose own is at `theirs`. Raises `GitFailed`."""
        for attempt in range(1, _ATTEMPTS + 1):
            if theirs:
                self.fetch(theirs)
            try:
                self._run("push", "--quiet", "--", self._remote, f"{self._ledger.ref}:{self._ledger.ref}")
            except GitFailed:
                if attempt == _ATTEMPTS:
                    raise
                theirs = self.remote_tip()
            else:
                return

    def _run(self, *args: str) -> bytes:
        return self._git.run(*args, timeout=self._patience, environ=self._environ, network=True)


def default_remote(git: Plumbing) -> str:
    """The remote of the current branch, else `origin`."""
    branch = git.run("symbolic-ref", "--quiet", "--short", "HEAD", check=False).decode(
        "utf-8", "surrogateescape"
    )
    key = f"branch.{branch.strip()}.remote"
    named = git.run("config", "--get", key, check=False).decode("utf-8", "surrogateescape").strip()
    return named if named not in {"", "."} else "origin"
