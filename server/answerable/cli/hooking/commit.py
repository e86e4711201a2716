"""The hook before a commit: stamp its message."""

import os
from collections.abc import Sequence
from typing import Final

from answerable.app.change_set import ChangeSet, Making, gather
from answerable.app.land_record import keep_pending
from answerable.app.stamp_commit import Prepared, Sources, prepare, unknown_totals
from answerable.cli.hooking.budget import Complaints, OutOfTime
from answerable.cli.hooking.risks import RiskRun
from answerable.core.errors import AnswerableError
from answerable.core.message import comment_prefix, place_stamp, remove_stamps
from answerable.core.stamp import DEFAULT_STYLE, Stamp, Style, is_style, render, stamp_of
from answerable.wiring import TOOL, Workspace

__all__ = ["prepare_commit_msg"]

#: git commit exports this editor when it is not going to open one.
_NO_EDITOR: Final = ":"


def prepare_commit_msg(arguments: Sequence[str], workspace: Workspace, complaints: Complaints) -> None:
    """Write the stamp into the message file: `FILE [SOURCE [COMMIT]]`."""
    file, source, named, *_ = [*arguments, "", "", ""]
    message = _read(file)
    try:
        stamp = _stamp(workspace, message, (source, named), complaints)
        comment = comment_prefix(message, workspace.repository.comment)
        trailers = render(stamp, _style(workspace, complaints))
    except BaseException:
        # A stamp of the commit that is amended, or picked, says nothing true about this one.
        _write(file, remove_stamps(message))
        raise
    is_editing = os.environ.get("GIT_EDITOR") != _NO_EDITOR
    _write(file, place_stamp(message, trailers, comment, editing=is_editing))


def _stamp(workspace: Workspace, message: str, named: tuple[str, str], complaints: Complaints) -> Stamp:
    """The stamp, saying `unknown` for everything when the lines are known and nothing else."""
    change_set = gather(_making(workspace, message, *named), workspace.staging, workspace.objects)
    risks = RiskRun(change_set)
    try:
        prepared = _prepared(workspace, change_set, risks, complaints)
    except (AnswerableError, OutOfTime) as error:
        complaints.add(f"This commit is marked unknown: {error}")
        return Stamp(unknown_totals(change_set))
    except Exception as error:  # noqa: BLE001 - the boundary: who wrote the lines is then unknown, and that is an answer
        mistake = f"{type(error).__name__}: {error}"
        complaints.add(f"This commit is marked unknown, because of a mistake in answerable ({mistake}).")
        return Stamp(unknown_totals(change_set))
    finally:
        risks.stop()
    return stamp_of(prepared.record, prepared.id, prepared.findings)


def _prepared(
    workspace: Workspace, change_set: ChangeSet, risks: RiskRun, complaints: Complaints
) -> Prepared:
    journal = workspace.journal
    sources = Sources(change_set, journal, workspace.records, workspace.objects, workspace.staging)
    prepared = prepare(change_set, sources, TOOL, risks.findings)
    keep_pending(prepared.record, prepared.data, change_set.digests(), journal)
    complaints.add(*workspace.journal.notices, *risks.complaints)
    return prepared


def _making(workspace: Workspace, message: str, source: str, named: str) -> Making:
    repository, head = workspace.repository, workspace.objects.commit("HEAD")
    empty = (workspace.git.empty_tree,)
    making = Making(
        parents=empty if head is None else (head.id, *repository.merged_heads()),
        is_first=head is None,
        messages=f"{message}\n{repository.earlier_messages()}",
        human=workspace.identity,
    )
    if head is None or not repository.amends(os.getppid(), source, named):
        return making
    return making._replace(parents=head.parents or empty, is_first=not head.parents, replaced=head.id)


def _style(workspace: Workspace, complaints: Complaints) -> Style:
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
