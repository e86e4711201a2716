"""`python -m answerable`: the same as the command `answerable`."""

import os
import sys
from typing import NoReturn

from answerable.cli.main import LIGHT, main

__all__: list[str] = []


def _run_light() -> NoReturn:
    """Run a verb that git or an agent waits for, and end at once.

    Taking the interpreter apart costs as much as a git process, and SQLite would copy its log into the journal when
    the last connection closes; both can wait, and nothing is lost.
    """
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in LIGHT:
        _run_light()
    sys.exit(main())
