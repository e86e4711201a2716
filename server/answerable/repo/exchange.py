"""Records to and from other repositories: the only place that talks to a remote, and only when the user pushes.

Nothing is forced: where the other side has records that we have not, ours and theirs are joined first.
"""

from typing import Final

from answerable.core.errors import GitFailed
from answerable.repo.plumbing import Plumbing
from answerable.repo.records import RECORDS_REF, GitRecords

__all__ = ["Exchange"]

#: Somebody else may push between our join and our push; they win so often at most.
_ATTEMPTS: Final = 3
#: Seconds; the user waits for their own push behind us.
_PATIENCE: Final = 20.0


class Exchange:
    """The records of one repository and the remote `remote`, a name or an address."""

    def __init__(self, git: Plumbing, records: GitRecords, remote: str, *, may_ask: bool = False) -> None:
        self._git = git
        self._records = records
        self._remote = remote
        # Asking for a password twice for one push would be rude: ssh must do with keys it can use in silence.
        has_own_ssh = {"GIT_SSH", "GIT_SSH_COMMAND"} & git.environ.keys() or git.run(
            "config", "--get", "core.sshCommand", check=False
        )
        self._environ = {} if may_ask or has_own_ssh else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}

    def remote_tip(self) -> str:
        """The commit that the remote's records are at; empty when it has none."""
        listed = self._run("ls-remote", "--quiet", "--", self._remote, RECORDS_REF).decode("ascii", "replace")
        return listed.split("\t")[0].strip()

    def push(self, theirs: str) -> None:
        """Push our records to the remote, whose records are at `theirs`. Raises `GitFailed`."""
        for attempt in range(1, _ATTEMPTS + 1):
            if theirs:
                self._run(
                    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", self._remote, RECORDS_REF
                )
                self._records.join(theirs)
            try:
                self._run("push", "--quiet", "--", self._remote, f"{RECORDS_REF}:{RECORDS_REF}")
            except GitFailed:
                if attempt == _ATTEMPTS:
                    raise
                theirs = self.remote_tip()
            else:
                return

    def _run(self, *args: str) -> bytes:
        return self._git.run(*args, timeout=_PATIENCE, environ=self._environ, network=True)
