"""The hook before a commit: stamp its message."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from answerable.cli.hooking.budget import Complaints
from answerable.cli.hooking.making import comparison
from answerable.cli.hooking.risks import RiskRun
from answerable.wiring.workspace import Workspace

if TYPE_CHECKING:
    from answerable.core.stamp import Style

__all__ = ["prepare_commit_msg"]

#: git commit exports this editor when it is not going to open one.
_NO_EDITOR: Final = ":"


def prepare_commit_msg(arguments: Sequence[str], workspace: Workspace, complaints: Complaints) -> None:
    """Write the stamp into the message file: `FILE [SOURCE [COMMIT]]`."""
    file, source, named, *_ = [*arguments, "", "", ""]
    message = _read(file)
    caller = os.getppid()
    risks = RiskRun(caller, source, named)
    # The analysis takes longest: what else is needed is imported when it has begun.
    from answerable.core.message import comment_prefix, place_stamp, remove_stamps  # noqa: PLC0415 - see above
    from answerable.core.stamp import render  # noqa: PLC0415 - see above

    try:
        workspace.repository.begin()
        from answerable.cli.hooking.stamping import stamp_for  # noqa: PLC0415 - git works while Python imports

        compared = comparison(workspace, caller, source, named)
        stamp = stamp_for(workspace, message, compared, risks, complaints)
        comment = comment_prefix(message, workspace.repository.comment)
        trailers = render(stamp, _style(workspace, complaints))
    except BaseException:
        # A stamp of the commit that is amended, or picked, says nothing true about this one.
        _write(file, remove_stamps(message))
        raise
    finally:
        risks.stop()
    is_editing = os.environ.get("GIT_EDITOR") != _NO_EDITOR
    _write(file, place_stamp(message, trailers, comment, editing=is_editing))


def _style(workspace: Workspace, complaints: Complaints) -> "Style":
    from answerable.core.stamp import DEFAULT_STYLE, is_style  # noqa: PLC0415 - see above

    style = workspace.settings.get("style", DEFAULT_STYLE)
    if is_style(style):
        return style
    complaints.add(f"answerable.style is {style!r}, which is no style; {DEFAULT_STYLE} is used.")
    return DEFAULT_STYLE


def _read(file: str) -> str:
    with open(file, encoding="utf-8", errors="surrogateescape", newline="") as stream:  # noqa: PTH123 - pathlib costs 5 ms
        return stream.read()


def _write(file: str, message: str) -> None:
    with open(file, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:  # noqa: PTH123 - pathlib costs 5 ms
        stream.write(message)
