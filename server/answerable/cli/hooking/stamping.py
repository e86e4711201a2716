"""The stamp of the commit that is being made."""

import os

from answerable.app.change_set import ChangeSet, Making, gather
from answerable.app.land_record import keep_pending, lands_alone
from answerable.app.stamp_commit import Prepared, Sources, prepare, unknown_totals
from answerable.cli.hooking.budget import Complaints, OutOfTime
from answerable.cli.hooking.making import Comparison
from answerable.cli.hooking.risks import RiskRun
from answerable.core.errors import AnswerableError
from answerable.core.origin import Origin
from answerable.core.stamp import Stamp, stamp_of
from answerable.wiring.agents import claim_of_commit
from answerable.wiring.workspace import TOOL, Workspace, stage_landing

__all__ = ["stamp_for"]


def stamp_for(
    workspace: Workspace, message: str, compared: Comparison, risks: RiskRun, complaints: Complaints
) -> Stamp:
    """The stamp, saying `unknown` for everything when the lines are known and nothing else."""
    making = Making(
        compared.parents,
        compared.is_first,
        compared.replaced,
        messages=f"{message}\n{workspace.repository.earlier_messages()}",
        human=workspace.identity,
        claim=_claim(message, compared),
    )
    change_set = gather(making, workspace.staging, workspace.objects)
    try:
        prepared = _prepared(workspace, change_set, risks, complaints)
    except (AnswerableError, OutOfTime) as error:
        complaints.add(f"This commit is marked unknown: {error}")
        return Stamp(unknown_totals(change_set))
    except Exception as error:  # noqa: BLE001 - the boundary: who wrote the lines is then unknown, and that is an answer
        mistake = f"{type(error).__name__}: {error}"
        complaints.add(f"This commit is marked unknown, because of a mistake in answerable ({mistake}).")
        return Stamp(unknown_totals(change_set))
    return stamp_of(prepared.record, prepared.id, prepared.findings)


def _claim(message: str, compared: Comparison) -> Origin | None:
    """Who wrote the changes, as the author's name and the message say; of an amended commit they say no such thing."""
    # Git tells its hooks the author.
    author = os.environ.get("GIT_AUTHOR_NAME", "")
    return None if compared.replaced else claim_of_commit(author, message)


def _prepared(
    workspace: Workspace, change_set: ChangeSet, risks: RiskRun, complaints: Complaints
) -> Prepared:
    journal = workspace.journal
    sources = Sources(change_set, journal, workspace.records, workspace.objects, workspace.staging)
    prepared = prepare(change_set, sources, TOOL, risks.findings)
    keep_pending(prepared.record, prepared.data, change_set.digests(), journal)
    if lands_alone(prepared.record, journal, workspace.objects):
        stage_landing(workspace, prepared.data, prepared.id)
    complaints.add(*workspace.journal.notices, *risks.complaints)
    return prepared
