"""The process that looks for the findings of a commit: `python -m answerable.cli.hooking.findings PARENT`.

`answerable risk --staged` compares with HEAD; an amended commit is compared with HEAD's parent. Prints one JSON
document without any source text, for `hooking.risks`.
"""

import json
import os
import sys

from answerable.app.risk import findings_of
from answerable.wiring import analyser, open_workspace, worktree

__all__ = ["main"]


def main(parent: str) -> None:
    """Print the findings of what is staged against `parent`."""
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - as the hook that started us
    try:
        found, problems = findings_of(
            workspace.staging.staged(parent), workspace.objects.blobs, worktree(workspace).read, analyser()
        )
    finally:
        workspace.close()
    findings = [(one.rule, one.name, one.level, one.path, one.line, one.fingerprint) for one in found]
    json.dump({"findings": findings, "problems": problems}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
