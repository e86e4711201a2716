"""The process that looks for the findings of a commit: `python -m answerable.cli.hooking.findings CALLER SOURCE COMMIT`.

The arguments are those of `hooking.making.comparison`: an amended commit is compared with its parents, where
`answerable risk --staged` compares with HEAD. Prints one JSON document without any source text for `hooking.risks`.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from answerable.cli.hooking.making import comparison
from answerable.core.errors import JournalUnavailable
from answerable.core.finding import Finding
from answerable.core.remembered import encode_findings
from answerable.wiring import Workspace, open_workspace

__all__ = ["main"]


def main(caller: str, source: str, named: str) -> None:
    """Print the findings of what is staged."""
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - as the hook that started us
    try:
        workspace.begin()
        workspace.repository.begin()
        sys.stdout.buffer.write(encode_findings(*_findings(workspace, int(caller), source, named)))
    finally:
        workspace.close()


def _findings(
    workspace: Workspace, caller: int, source: str, named: str
) -> tuple[Sequence[Finding], Sequence[str]]:
    from answerable.app.known_risk import known_findings, remember_findings  # noqa: PLC0415 - git works while Python imports
    from answerable.app.risk import pairs_of  # noqa: PLC0415 - the same
    from answerable.core.needles import worth_analysing  # noqa: PLC0415 - the same
    from answerable.wiring import analyser, analyser_edition, worktree  # noqa: PLC0415 - the same

    problems: list[str] = []
    changes = workspace.staging.staged(comparison(workspace, caller, source, named).parents[0])
    read = pairs_of(changes, workspace.objects.blobs, worktree(workspace).read, problems)
    pairs = [pair for pair in read if worth_analysing(*pair)]
    if not pairs:
        return (), ()
    # The analyser takes longer to load than all the rest: whoever has looked before us spares it.
    found: Sequence[Finding] | None = None
    with suppress(JournalUnavailable):
        found = known_findings(pairs, analyser_edition(), workspace.journal)
    if found is None:
        found, more = analyser().change(pairs, processes=os.cpu_count() or 1)
        problems += more
        if not more:
            with suppress(JournalUnavailable):
                remember_findings(pairs, found, analyser_edition(), workspace.journal)
    return found, problems


if __name__ == "__main__":
    main(*sys.argv[1:4])
