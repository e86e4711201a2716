"""The hooks after a commit: land its record."""

import sys
from collections.abc import Sequence

from answerable.app.land_record import land, rewritten
from answerable.cli.hooking.budget import Complaints
from answerable.core.errors import JournalUnavailable
from answerable.wiring.workspace import Workspace

__all__ = ["post_commit", "post_rewrite"]


def post_commit(_arguments: Sequence[str], workspace: Workspace, complaints: Complaints) -> None:
    """Move the record of HEAD to the ref."""
    head = workspace.objects.commit("HEAD")
    try:
        journal = workspace.journal
    except JournalUnavailable:
        # The hook before the commit has said so, and there is no record to land.
        return
    if head is not None:
        land(head, journal, workspace.records, workspace.objects)
    complaints.add(*journal.notices)


def post_rewrite(_arguments: Sequence[str], workspace: Workspace, _complaints: Complaints) -> None:
    """Let records be found by the contents of rewritten commits: `OLD NEW` lines on standard input."""
    pairs = [(old, new) for old, new, *_ in (line.split() + [""] * 2 for line in sys.stdin) if new]
    rewritten(pairs, workspace.journal, workspace.records, workspace.objects)
