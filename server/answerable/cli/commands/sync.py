"""Exchange records and sign-offs with a remote: `answerable sync`."""

import click

from answerable.cli.invocation import workspace_here
from answerable.cli.output import Output, safe
from answerable.wiring.history import default_remote, exchanges

__all__ = ["command", "run"]


@click.command("sync")
@click.argument("remote", default="")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.sync/v1.")
def command(remote: str, *, as_json: bool) -> int:
    """Push and fetch `refs/answerable/*` [REMOTE: the one of this branch, else origin].

    Both sides have everything afterwards. Nothing is forced, and nothing of either side is lost.
    """
    return run(remote, as_json=as_json)


def run(remote: str = "", *, as_json: bool = False) -> int:
    """Do it and say so; 0."""
    output = Output(as_json=as_json)
    done = []
    with workspace_here() as workspace:
        remote = remote or default_remote(workspace)
        for ref, exchange in exchanges(workspace, remote).items():
            received, sent = exchange.exchange()
            done.append({"ref": ref, "received": received, "sent": sent})
            output.say(f"{ref}: {received} received, {sent} sent")
    if as_json:
        output.json({"schema": "answerable.sync/v1", "remote": safe(remote), "refs": done})
    return 0
