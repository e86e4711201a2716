"""The command `answerable`.

What git and agents call at every commit and every tool call is dispatched before click is imported.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, Protocol, cast

from answerable.core.errors import AnswerableError, UsageError

__all__ = ["FAILED", "LIGHT", "USAGE", "main"]

FAILED: Final = 2
USAGE: Final = 64
_INTERRUPTED: Final = 130

#: The verbs that must start fast; each module has `run(arguments) -> exit code` and imports no click.
LIGHT: Final = {
    "checkpoint": "answerable.cli.commands.checkpoint",
    "guard": "answerable.cli.commands.guard",
    "hook": "answerable.cli.commands.hook",
}


class _Light(Protocol):
    """The module of a verb that starts fast."""

    def run(self, arguments: Sequence[str]) -> int:
        """Do it; the exit code."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code: 0 yes, 1 no, 2 undecided or failed, 64 usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(words)
    except UsageError as error:
        return _complain(error, USAGE)
    except AnswerableError as error:
        return _complain(error, FAILED)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (a pager, `head`) has seen enough; python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _dispatch(words: list[str]) -> int:
    asks_for_help = {"-h", "--help"} & set(words[1:2])
    if words and words[0] in LIGHT and not asks_for_help:
        return cast("_Light", import_module(LIGHT[words[0]])).run(words[1:])
    if words[:1] == ["blame"]:
        from answerable.cli.line_blame import plainly  # noqa: PLC0415 - for this verb only

        code = plainly(words[1:])
        if code is not None:
            return code
    from answerable.cli.verbs import run_verb  # noqa: PLC0415 - imports click

    return run_verb(words)


def _complain(error: AnswerableError, code: int) -> int:
    from answerable.cli.output import Output, safe  # noqa: PLC0415 - most runs have nothing to complain about

    Output().warn(safe(str(error)))
    return code
