"""The process that looks for the findings of a commit: `python -m answerable.cli.hooking.findings CALLER SOURCE COMMIT`.

The arguments are those of `hooking.making.comparison`: an amended commit is compared with its parents, where
`answerable risk --staged` compares with HEAD. Prints one JSON document without any source text for `hooking.risks`.
"""

import json
import os
import sys
from collections.abc import Sequence

from answerable.cli.hooking.making import comparison
from answerable.core.finding import Finding
from answerable.wiring import open_workspace

__all__ = ["main"]


def main(caller: str, source: str, named: str) -> None:
    """Print the findings of what is staged."""
    found, problems = _findings(int(caller), source, named)
    findings = [(one.rule, one.name, one.level, one.path, one.line, one.fingerprint) for one in found]
    json.dump({"findings": findings, "problems": problems}, sys.stdout)


def _findings(caller: int, source: str, named: str) -> tuple[Sequence[Finding], Sequence[str]]:
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - as the hook that started us
    try:
        workspace.begin()
        workspace.repository.begin()
        from answerable.app.risk import findings_of, pairs_of  # noqa: PLC0415 - git works while Python imports
        from answerable.core.needles import worth_analysing  # noqa: PLC0415 - the same
        from answerable.wiring import analyser, worktree  # noqa: PLC0415 - the same

        changes = workspace.staging.staged(comparison(workspace, caller, source, named).parents[0])
        blobs, read = workspace.objects.blobs, worktree(workspace).read
        pairs = pairs_of(changes, blobs, read, [])
        # The analyser takes a while to load, and most changes of texts that are no code need none.
        if not any(worth_analysing(pair.path, pair.old, pair.new) for pair in pairs):
            return [], []
        return findings_of(changes, blobs, read, analyser())
    finally:
        workspace.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
