"""`answerable demo`: the whole story on a throw-away repository, with the real server, hooks and gate."""

import os

import click

from answerable.cli.demo.stage import Stage
from answerable.cli.demo.story import server_command, tell
from answerable.cli.output import Output

__all__ = ["command", "run"]


@click.command(name="demo")
@click.option("--keep", is_flag=True, help="Keep the repository for a look around, and say where it is.")
def command(*, keep: bool) -> int:
    """Show the main job from the first keystroke to the gate's verdict.

    Makes a throw-away repository, starts the language server and drives it as an editor would: typing by hand, an
    agent's edit reported by its hooks, a formatter, undo and redo. Then commits through the installed hooks, reads
    the commit back, and runs the gate twice: denied, and passed after a senior's review. Nothing of your own
    configuration is read or changed.
    """
    return run(keep=keep)


def run(*, keep: bool) -> int:
    """Tell the story; 0 when every step did what it says."""
    stage = Stage(os.environ)
    output = Output()
    try:
        tell(stage, output, server_command())
    finally:
        if keep:
            output.say()
            output.say(f"The repository is kept: cd {stage.folder}")
        else:
            stage.clear()
    output.say()
    output.say(("Everything above came from a real run.", "good"))
    return 0
