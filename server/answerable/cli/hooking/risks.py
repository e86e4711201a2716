"""The findings of a commit, looked for in a process of their own while the lines are attributed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from answerable.core.finding import Finding

__all__ = ["RiskRun"]

#: Seconds after which a commit goes on without its findings: a busy machine needs the rest of the hook's budget for
#: the record of a large commit, and without a record all of it would be unknown.
_PATIENCE: Final = 3.0


class RiskRun:
    """One search for findings in the staged changes, which begins at once: it takes longer than all the rest.

    `caller`, `source` and `named` say which commit is being made, see `hooking.making`.
    """

    def __init__(self, caller: int, source: str, named: str) -> None:
        self.complaints: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline = time.monotonic() + _PATIENCE
        words = (sys.executable, "-I", "-m", "answerable.cli.hooking.findings", str(caller), source, named)
        nothing, pipe = subprocess.DEVNULL, subprocess.PIPE
        try:
            # A group of its own, so that the git below it ends with it.
            self._process = subprocess.Popen(
                words, stdin=nothing, stdout=pipe, stderr=nothing, process_group=0
            )
        except OSError as error:
            # The commit is made, and its record says what is missing from it.
            self.complaints.append(f"The risk of this commit was not looked at: {error.strerror}.")

    def findings(self) -> "tuple[Sequence[Finding], Sequence[str]]":
        """What was found, and what could not be looked at, in sentences."""
        if self._process is None:
            return (), self.complaints
        try:
            said, _ = self._process.communicate(timeout=self._deadline - time.monotonic())
        except subprocess.TimeoutExpired:
            said = b""
        finally:
            self.stop()
        from answerable.core.remembered import decode_findings  # noqa: PLC0415 - the run begins before all this is imported

        answer = decode_findings(said)
        if answer is None:
            self.complaints.append(
                "The risk of this commit was not looked at: the analysis failed or took too long;"
                " `answerable risk HEAD^..HEAD` looks at it."
            )
            return (), self.complaints
        return answer

    def stop(self) -> None:
        """End the run, if it still goes on."""
        if self._process is not None:
            process, self._process = self._process, None
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
