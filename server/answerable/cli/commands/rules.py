"""Explain the risk rules: all in a table, or one with its reason, remedy and source."""

from collections.abc import Sequence

import click

from answerable.cli.output import Output
from answerable.core.errors import UsageError
from answerable.core.rule_text import MODES, example_in
from answerable.core.rules import Rule
from answerable.wiring.risks import risk_rules, risk_rules_page

__all__ = ["command", "run"]

_COLOURS = {"-": "bad", "+": "good"}


@click.command()
@click.argument("rule", default="", metavar="[ID]")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.rules/v1.")
def command(rule: str, *, as_json: bool) -> int:
    """List the risk rules, or explain one by its id (SEC001) or name (tls.verification-disabled)."""
    return run(rule, as_json=as_json)


def run(wanted: str, *, as_json: bool) -> int:
    """Print the rules; 0."""
    output = Output(as_json=as_json)
    rules, problems = risk_rules()
    if wanted:
        rules = [rule for rule in rules if wanted.lower() in {rule.id.lower(), rule.name.lower()}]
        if not rules:
            raise UsageError(f"there is no rule {wanted}; `answerable rules` lists them")
    if as_json:
        output.json({"schema": "answerable.rules/v1", "rules": [_entry(rule) for rule in rules]})
    elif wanted:
        _explain(output, rules[0])
    else:
        rows = [
            [rule.id, rule.level.value, " ".join(rule.languages), rule.name, rule.title] for rule in rules
        ]
        output.table(rows, header=("rule", "level", "languages", "name", "finds"))
    for problem in problems:
        output.warn(problem)
    return 0


def _explain(output: Output, rule: Rule) -> None:
    output.say((f"{rule.id} {rule.name}", "strong"), f"  {rule.title}")
    output.say(f"Level      {rule.level.value}")
    output.say(f"Mode       {rule.mode}: {MODES.get(rule.mode, 'see the documentation')}")
    output.say(f"Languages  {', '.join(rule.languages)}")
    output.say(f"Why        {rule.why}")
    output.say(f"Remedy     {rule.remedy}")
    output.say(f"Source     {rule.source}")
    output.say(
        f"Allow      answerable: allow {rule.id} -- your reason",
        ("   in a comment on or above the line", "faint"),
    )
    try:
        example = example_in(risk_rules_page().read_text(encoding="utf-8"), rule.id)
    except OSError:
        return  # an installation without the page still explains its rules
    for line in example.splitlines():
        output.say((f"    {line}", _COLOURS.get(line[:1], "")))


def _entry(rule: Rule) -> dict[str, object]:
    fields: Sequence[str] = ("id", "name", "title", "level", "mode", "languages", "remedy", "why", "source")
    return {field: getattr(rule, field) for field in fields}
