"""The verbs of the command line, each in a module that is imported when the verb is used."""

from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from answerable.cli.main import LIGHT, USAGE

__all__ = ["VERBS", "run_verb"]

#: Verb -> what it does, in the order in which a newcomer needs them.
VERBS: Final = {
    "demo": "Show the main job on a throw-away repository, start to finish.",
    "init": "Install the git hooks, or an agent's, in this repository.",
    "status": "Show who wrote the lines that are not committed yet.",
    "blame": "Show who wrote each line of a file.",
    "show": "Show the record of a commit.",
    "risk": "Show what a change could break.",
    "blast": "Show what depends on a file, a definition or a change.",
    "rules": "Explain the risk rules.",
    "review": "Mark lines as reviewed by you.",
    "advise": "Declare that you followed an AI's advice without AI lines.",
    "signoff": "Sign a change off, or reject it, after seeing it.",
    "verify": "Check who signed a change off.",
    "sync": "Push and fetch records and sign-offs.",
    "override": "Break the glass: ship a denied change in an emergency, signed.",
    "gate": "Decide whether a range of commits may ship.",
    "policy": "Check and explain the repository's rules.",
    "roster": "Check the repository's people and their levels.",
    "doctor": "Say what is installed, what works, and what this editor cannot see.",
    "checkpoint": "Take a report of an agent or editor on standard input.",
    "guard": "Say whether an agent's next command or edit needs a second look.",
    "hook": "Do what an installed git hook asks for.",
}


class _Verbs(click.Group):
    """Imports the module of a verb when it is used, and none to list them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name in LIGHT:
            return _light(cmd_name)
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"answerable.cli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="answerable", message="answerable %(version)s")
def _answerable() -> None:
    """Which lines a machine wrote, what they could break, and which human answers for them.

    Start with `answerable init` in a repository; then work as before. Exit codes: 0 yes, 1 no, 2 undecided or
    failed, 64 wrong usage.
    """


def run_verb(words: Sequence[str]) -> int:
    """Run the verb with its options; the exit code."""
    try:
        code = _answerable.main(list(words), prog_name="answerable", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return USAGE
    return code if isinstance(code, int) else 0


def _light(verb: str) -> click.Command:
    """The verb for `--help`: it runs without click, so click knows only its text."""
    module = import_module(LIGHT[verb])
    return click.Command(verb, help=module.__doc__, params=[click.Argument(["arguments"], nargs=-1)])
