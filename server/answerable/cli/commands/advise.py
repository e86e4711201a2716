"""Declare that you followed an AI's advice without taking lines from it."""

from datetime import UTC, datetime

import click

from answerable.app.pathless import advice, keep_advice
from answerable.cli.invocation import workspace_here
from answerable.cli.output import Output
from answerable.core.errors import UsageError
from answerable.core.evidence import Evidence
from answerable.wiring.workspace import clock

__all__ = ["command", "run"]


@click.command()
@click.argument("agent", default="")
@click.option("--model", default="", help="The model that gave the advice, if you know it.")
@click.option("--session", default="", help="The conversation's id, if there is one.")
@click.option("--list", "listing", is_flag=True, help="Show what was declared in this repository.")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.advice/v1.")
def command(agent: str, model: str, session: str, *, listing: bool, as_json: bool) -> int:
    """Declare that what you are about to commit follows advice of AGENT, an AI, although you wrote it yourself.

    Wrong advice causes outages without a single AI line. The next commit's record has the declaration, and the
    policy can ask about it (`advised`); it makes no line an AI's.
    """
    if bool(agent) == listing:
        raise UsageError("Name the agent that advised you, or ask for --list.")
    return run(agent, model=model, session=session, listing=listing, as_json=as_json)


def run(
    agent: str, *, model: str = "", session: str = "", listing: bool = False, as_json: bool = False
) -> int:
    """Declare, or list; 0."""
    output = Output(as_json=as_json)
    with workspace_here() as workspace:
        if not listing:
            human = workspace.identity
            keep_advice(
                workspace.journal, agent=agent, model=model, session=session, human=human, at_ms=clock()
            )
        declared = advice(workspace.journal)
    if as_json:
        output.json({"schema": "answerable.advice/v1", "advice": [_entry(one) for one in declared]})
    elif listing:
        rows = [[_moment(one), one.human, one.agent, one.model, one.session] for one in declared]
        output.table(rows, header=("declared", "by", "agent", "model", "session"))
    else:
        output.say("Kept: this change follows advice of ", (agent, "strong"), ", and claims no line for it.")
    return 0


def _moment(evidence: Evidence) -> str:
    return datetime.fromtimestamp(evidence.at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _entry(evidence: Evidence) -> dict[str, object]:
    return {
        "at_ms": evidence.at_ms,
        "human": evidence.human,
        "agent": evidence.agent,
        "model": evidence.model,
        "session": evidence.session,
    }
