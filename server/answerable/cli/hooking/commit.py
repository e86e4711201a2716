"""The hooks around a commit: stamp the message before it, land the record after it."""

import os
import sys
from collections.abc import Sequence
from typing import Final

from answerable.app.change_set import ChangeSet, Making, gather
from answerable.app.stamp_commit import (
    CommitJournal,
    Prepared,
    Sources,
    keep_pending,
    land,
    prepare,
    rewritten,
    unknown_totals,
)
from answerable.cli.hooking.budget import Complaints, OutOfTime
from answerable.cli.hooking.risks import RiskRun
from answerable.core.errors import AnswerableError
from answerable.core.message import comment_prefix, place_stamp, remove_stamps
from answerable.core.stamp import DEFAULT_STYLE, Stamp, Style, is_style, render, stamp_of
from answerable.wiring import TOOL, Workspace

__all__ = ["post_commit", "post_rewrite", "prepare_commit_msg"]

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


def post_commit(_arguments: Sequence[str], workspace: Workspace, complaints: Complaints) -> None:
    """Move the record of HEAD to the ref."""
    head = workspace.objects.commit("HEAD")
    if head is not None:
        land(head, workspace.journal, workspace.records, workspace.objects)
    complaints.add(*workspace.journal.notices)


def post_rewrite(_arguments: Sequence[str], workspace: Workspace, _complaints: Complaints) -> None:
    """Let records be found by the contents of rewritten commits: `OLD NEW` lines on standard input."""
    pairs = [(old, new) for old, new, *_ in (line.split() + [""] * 2 for line in sys.stdin) if new]
    rewritten(pairs, workspace.journal, workspace.records, workspace.objects)


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
    journal: CommitJournal = workspace.journal
    sources = Sources(change_set, journal, workspace.records, workspace.objects, workspace.staging)
    prepared = prepare(change_set, sources, TOOL, risks.findings)
    keep_pending(prepared, change_set, journal)
    complaints.add(*workspace.journal.notices, *risks.complaints)
    return prepared


def _making(workspace: Workspace, message: str, source: str, named: str) -> Making:
    human = workspace.identity
    head = workspace.objects.commit("HEAD")
    empty = (workspace.git.empty_tree,)
    if head is None:
        return Making(empty, is_first=True, message=message, human=human)
    if workspace.repository.amends(os.getppid(), source, named):
        parents = head.parents or empty
        return Making(parents, is_first=not head.parents, replaced=head.id, message=message, human=human)
    merged = workspace.repository.merged_heads()
    return Making((head.id, *merged), message=message, human=human)


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
