"""The hook before a push: the records go along with the commits they are about.

Nothing is ever forced, and nothing here keeps the user's own push from going through.
"""

import sys
from collections.abc import Sequence
from typing import Final

from answerable.app.land_record import land_all
from answerable.cli.hooking.budget import Complaints
from answerable.core.errors import GitFailed
from answerable.wiring.history import exchange
from answerable.wiring.workspace import Workspace

__all__ = ["pre_push"]

_OURS: Final = "refs/answerable/"
_YES: Final = frozenset({"true", "yes", "on", "1"})


def pre_push(arguments: Sequence[str], workspace: Workspace, complaints: Complaints) -> None:
    """Push the records to `REMOTE URL` if that remote has some, or if `answerable.push` is true.

    Standard input has lines of `REF ID REMOTE-REF REMOTE-ID`.
    """
    remote, *_ = [*arguments, ""]
    pushed = [words for line in sys.stdin if len(words := line.split()) == 4 and words[1].strip("0")]
    # Git runs this hook for our own push too, were it not switched off there; and for a user who pushes records.
    if not remote or all(words[0].startswith(_OURS) for words in pushed):
        return
    commits = workspace.objects.commits_missing_at(remote, [words[1] for words in pushed])
    land_all(commits, workspace.journal, workspace.records)
    wish = workspace.settings.get("push", "").lower()
    tip = workspace.records.tip()
    if not tip or (wish and wish not in _YES):
        return
    try:
        other = exchange(workspace, remote)
        theirs = other.remote_tip()
        if (theirs and theirs != tip) or wish:
            other.push(theirs)
        elif not theirs:
            complaints.add(
                f"The records of these commits stay here; `git config answerable.push true` sends them to {remote} too."
            )
    except GitFailed as error:
        complaints.add(f"The records were not pushed: {error}")
