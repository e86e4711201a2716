"""The findings of a commit, looked for in a process of their own while the lines are attributed.

Parsing costs a third of a second before it begins, and a hook must not wait for that when nothing can be found.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from answerable.app.change_set import ChangeSet
from answerable.core.finding import Finding, Level
from answerable.core.needles import code_of, worth_analysing

__all__ = ["RiskRun", "decode_findings"]

#: Seconds after which a commit goes on without its findings; the hook's own budget ends a little later.
_PATIENCE: Final = 4.0
#: Characters that are not searched before the other process is started.
_MUCH: Final = 500_000


class RiskRun:
    """One search for findings in the staged changes, begun at once if a rule could fire."""

    def __init__(self, change_set: ChangeSet) -> None:
        self.complaints: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        if _is_worth_it(change_set):
            self._start(change_set.making.parents[0])

    def findings(self) -> tuple[Sequence[Finding], Sequence[str]]:
        """What was found, and what could not be looked at, in sentences."""
        if self._process is None:
            return (), self.complaints
        try:
            said, _ = self._process.communicate(timeout=_PATIENCE)
            return decode_findings(said)
        except (subprocess.TimeoutExpired, ValueError, LookupError, TypeError):
            self.complaints.append(
                "The risk of this commit was not looked at: the analysis failed or took too long."
            )
            return (), self.complaints
        finally:
            self.stop()

    def stop(self) -> None:
        """End the run, if it still goes on."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.communicate()

    def _start(self, parent: str) -> None:
        try:
            self._process = subprocess.Popen(
                (sys.executable, "-I", "-m", "answerable.cli.hooking.findings", parent),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            # The commit is made, and its record says what is missing from it.
            self.complaints.append(f"The risk of this commit was not looked at: {error.strerror}.")


def _is_worth_it(change_set: ChangeSet) -> bool:
    """Whether a rule could fire. In a large change the other process finds that out faster, beside us."""
    changed = [(file.change.path, file.olds[0], file.text) for file in change_set.files if not file.note]
    deleted = [(path, text, "") for path, text in change_set.deleted.items()]
    if sum(len(old) + len(new) for _, old, new in changed + deleted) > _MUCH:
        return any(code_of(path, new or old) for path, old, new in changed + deleted)
    return any(worth_analysing(*one) for one in changed + deleted)


def decode_findings(said: bytes) -> tuple[list[Finding], list[str]]:
    """What `hooking.findings` printed. Raises `ValueError`, `LookupError` or `TypeError` for anything else."""
    answer = json.loads(said)
    found = [
        Finding(rule, name, Level(level), path, line, line, "", "", "", "", fingerprint)
        for rule, name, level, path, line, fingerprint in answer["findings"]
    ]
    return found, answer["problems"]
