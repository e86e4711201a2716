"""The process that knows what depends on what in the worktrees of an editor; see `survey` for the server's side.

It is not the one that looks for findings: an index is large, and what is found after an edit must not wait for it.

`begin` opens a folder, `step` goes on with its index for some time and tells how far it is, `refresh` looks at what
has changed, `at` asks for the blast radius of lines.
"""

import os
import time
from typing import Any, Final

from answerable.core.errors import AnswerableError
from answerable.lsp.frames import serve
from answerable.wiring.reach import blast_survey
from answerable.wiring.workspace import open_workspace

__all__ = ["main"]

#: Seconds of one step.
_STEP: Final = 0.2


def main() -> None:
    """Answer until the input ends."""
    surveys = _Surveys()
    serve(surveys.answer)


class _Surveys:
    """The worktrees by their folders."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def answer(self, request: dict[str, Any]) -> dict[str, object]:
        """What a request asks; `{"problem": …}` for a folder that cannot be read."""
        try:
            return self._answer(request)
        except AnswerableError as error:
            return {"problem": str(error)}

    def _answer(self, request: dict[str, Any]) -> dict[str, object]:
        folder = request["folder"]
        if request["ask"] == "begin":
            self._known[folder] = blast_survey(open_workspace(folder, os.environ))
        survey = self._known.get(folder)
        if survey is None:
            return {"problem": "it was not begun"}
        if request["ask"] == "at":
            found = survey.radii(request["path"], request["text"], [tuple(span) for span in request["spans"]])
            return {"found": found}
        if request["ask"] == "refresh":
            survey.refresh()
        end = time.monotonic() + _STEP
        while request["ask"] == "step" and not survey.is_ready and survey.total and time.monotonic() < end:
            survey.step()
        return {"done": survey.done, "total": survey.total, "ready": survey.is_ready}


if __name__ == "__main__":
    main()
