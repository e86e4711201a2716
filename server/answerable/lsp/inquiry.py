"""The server's side of questions about a whole repository: a process for each, one at a time, ended when it hangs."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from answerable.core.errors import AnswerableError, UsageError

__all__ = ["Inquiry"]

#: Seconds that reading a branch of a thousand commits may take on a slow machine.
_PATIENCE: Final = 120.0


class Inquiry:
    """Asks `answerable.lsp.inspector`."""

    def __init__(self) -> None:
        # -P keeps the working directory off the module path: it may be a hostile repository.
        self.command: Sequence[str] = (sys.executable, "-P", "-m", "answerable.lsp.inspector")
        self._turn = asyncio.Lock()

    async def ask(self, question: str, place: str, **details: str) -> dict[str, Any]:
        """The answer to a question about the repository of a file or folder.

        Raises `AnswerableError` when there is none.
        """
        if not place:
            raise UsageError("This is no file or folder on the server's machine.")
        async with self._turn:
            # A session of its own, so that git below it ends with it.
            process = await asyncio.create_subprocess_exec(
                *self.command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/", start_new_session=True
            )
            try:
                asked = json.dumps({"ask": question, "place": place, **details}).encode()
                said, _ = await asyncio.wait_for(process.communicate(asked), _PATIENCE)
            except TimeoutError:
                raise AnswerableError(f"The {question} was not read within {_PATIENCE:g} seconds.") from None
            finally:
                await _end(process)
        return _read(question, said, process.returncode)


def _read(question: str, said: bytes, code: int | None) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        sentence = f"The {question} could not be read: the process that reads it ended with code {code}."
        raise AnswerableError(sentence) from None
    if "problem" in answer:
        raise AnswerableError(answer["problem"])
    return answer


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
