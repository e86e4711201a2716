"""The process that looks for the findings of a commit: `python -m answerable.cli.hooking.findings CALLER SOURCE COMMIT`.

The arguments are those of `hooking.making.comparison`: an amended commit is compared with its parents, where
`answerable risk --staged` compares with HEAD. Prints one JSON document without any source text for `hooking.risks`.
"""

import os
import sys

from answerable.cli.hooking.making import comparison
from answerable.core.remembered import encode_findings
from answerable.wiring.risks import staged_findings
from answerable.wiring.workspace import open_workspace

__all__ = ["main"]


def main(caller: str, source: str, named: str) -> None:
    """Print the findings of what is staged."""
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - as the hook that started us
    try:
        workspace.begin()
        workspace.repository.begin()
        found = staged_findings(
            workspace, lambda: comparison(workspace, int(caller), source, named).parents[0]
        )
        sys.stdout.buffer.write(encode_findings(*found))
    finally:
        workspace.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
