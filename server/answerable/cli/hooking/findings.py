"""The process that looks for the findings of a commit: `python -m answerable.cli.hooking.findings PARENT`.

`answerable risk --staged` compares with HEAD; an amended commit is compared with HEAD's parent. Prints one JSON
document without any source text, for `hooking.risks`.
"""

import json
import os
import sys
from collections.abc import Sequence

from answerable.app.risk import findings_of, pairs_of
from answerable.core.needles import worth_analysing
from answerable.core.ports import Change
from answerable.wiring import Workspace, analyser, open_workspace, worktree

__all__ = ["main"]


def main(parent: str) -> None:
    """Print the findings of what is staged against `parent`."""
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - as the hook that started us
    try:
        changes = workspace.staging.staged(parent)
        read = worktree(workspace).read
        found, problems = (
            findings_of(changes, workspace.objects.blobs, read, analyser())
            if _is_worth_it(workspace, changes)
            else ([], [])
        )
    finally:
        workspace.close()
    findings = [(one.rule, one.name, one.level, one.path, one.line, one.fingerprint) for one in found]
    json.dump({"findings": findings, "problems": problems}, sys.stdout)


def _is_worth_it(workspace: Workspace, changes: Sequence[Change]) -> bool:
    """Whether a rule could fire at all; the analyser takes a third of a second to load."""
    pairs = pairs_of(changes, workspace.objects.blobs, worktree(workspace).read, [])
    return any(worth_analysing(pair.path, pair.old, pair.new) for pair in pairs)


if __name__ == "__main__":
    main(sys.argv[1])
