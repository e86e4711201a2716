"""Show who wrote each line of a file."""

import click

from answerable.cli.line_blame import run

__all__ = ["command", "run"]


@click.command()
@click.argument("file")
@click.option(
    "--rev", "revision", metavar="REV", help="The file as it is in this commit, not in the worktree."
)
@click.option(
    "-L", "lines", metavar="A,B", multiple=True, help="Only lines A to B; 'A,', ',B' and 'A,+N' work too."
)
@click.option("--json", "as_json", is_flag=True, help="Print answerable.blame/v1.")
def command(file: str, *, revision: str | None, lines: tuple[str, ...], as_json: bool) -> int:
    """Show who wrote each line of FILE: an AI (A), a human (H), a tool (T), several (M), or nobody knows (?).

    Each line has its class, its commit, how well that is known, and the agent with its model; an R marks lines that
    somebody reviewed. Lines that are not committed yet have the commit 00000000. Renames are followed. Lines of
    commits without a record are unknown: absence of evidence is never taken for a human.
    """
    return run(file, revision=revision or "", lines=lines, as_json=as_json)
