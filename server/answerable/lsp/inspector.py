"""The process that answers one question about a whole repository: JSON on standard input, JSON on standard output.

It is a process of its own because reading a branch, or the risk of all that is staged, keeps an interpreter busy for
longer than anybody may wait for a key. Git and ssh-keygen end with it.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Final

from answerable.app.branch_report import BranchReport, base_for, nothing, report
from answerable.app.change_set import Making, gather
from answerable.app.preview_commit import StampPreview, preview
from answerable.app.sign import Wish
from answerable.app.stamp_commit import Sources
from answerable.core.errors import AnswerableError
from answerable.core.finding import Finding
from answerable.core.stamp import DEFAULT_STYLE, is_style
from answerable.wiring.agents import claim_of_commit
from answerable.wiring.history import default_branch, default_remote, git_hooks
from answerable.wiring.judging import configured_signing_key, gate_sources, signoff_sources
from answerable.wiring.risks import staged_findings
from answerable.wiring.workspace import TOOL, Workspace, clock, open_workspace

__all__ = ["main"]

#: Below the editor's own work in the queue for a processor.
_NICENESS: Final = 5


def main() -> None:
    """Answer the question on standard input; `{"problem": …}` when it cannot be answered."""
    os.nice(_NICENESS)
    asked: dict[str, str] = json.load(sys.stdin)
    try:
        place = asked["place"]
        folder = place if os.path.isdir(place) else os.path.dirname(place)  # noqa: PTH112, PTH120 - a text goes in, a text comes out
        with closing(open_workspace(folder, os.environ)) as workspace:
            answer: Mapping[str, object] = _ASKED[asked["ask"]](workspace, asked)
    except AnswerableError as error:
        answer = {"problem": str(error)}
    except Exception as error:  # noqa: BLE001 - the boundary: whoever asked is told the kind of failure, and no text
        answer = {
            "problem": f"The {asked['ask']} could not be read, because of a mistake in answerable ({type(error).__name__})."
        }
    json.dump(answer, sys.stdout)


def _stamp(workspace: Workspace, asked: Mapping[str, str]) -> StampPreview:
    """What the hook will write, if what is staged is committed with the message that is `asked` about."""
    head, message = workspace.objects.commit("HEAD"), asked["message"]
    making = Making(
        (head.id, *workspace.repository.merged_heads()) if head else (workspace.git.empty_tree,),
        is_first=head is None,
        messages=f"{message}\n{workspace.repository.earlier_messages()}",
        human=workspace.identity,
        claim=claim_of_commit("", message),
    )
    change_set = gather(making, workspace.staging, workspace.objects)
    sources = Sources(change_set, workspace.journal, workspace.records, workspace.objects, workspace.staging)
    named = workspace.settings.get("style", DEFAULT_STYLE)
    style = named if is_style(named) else DEFAULT_STYLE
    found = preview(change_set, sources, TOOL, style, lambda: _findings(workspace, making.parents[0]))
    plan = git_hooks(workspace).plan_install()
    found["hooked"] = not plan.steps and not plan.problems
    return found


def _findings(workspace: Workspace, parent: str) -> tuple[Sequence[Finding], Sequence[str]]:
    try:
        return staged_findings(workspace, lambda: parent)
    except Exception as error:  # noqa: BLE001 - the boundary: an analysis that breaks costs its findings and no more
        return (), [
            f"The risk of this commit was not looked at: the analysis failed ({type(error).__name__})."
        ]


def _branch(workspace: Workspace, asked: Mapping[str, str]) -> BranchReport:
    """What the current branch brings to the base that is `asked` about, or to the usual one."""
    branch, head = default_branch(workspace)
    sources = signoff_sources(workspace)
    if not head:
        return nothing(branch, "There is no commit yet.")
    base = asked["base"] or base_for(sources.objects, sources.changes, branch, default_remote(workspace))
    if not base:
        return nothing(branch, "There is no other branch that this one could be for.")
    wish = Wish(base, "HEAD", sources.changes.branch(base), workspace.identity, clock() // 1000)
    found = report(gate_sources(workspace), sources, branch, wish)
    found["key"] = bool(configured_signing_key(workspace))
    return found


_ASKED: Final = {"stamp": _stamp, "branch": _branch}

if __name__ == "__main__":
    main()
