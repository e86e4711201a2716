"""Break the glass: `answerable override BASE..HEAD --reason TEXT`."""

import os
import sys
from collections.abc import Mapping
from typing import Final, NamedTuple

import click

from answerable.app.check_range import parse_range
from answerable.app.sign import Preparation, Said, Wish, prepare, statement_of
from answerable.cli.output import Output, safe
from answerable.cli.signoff_text import change_lines
from answerable.core.errors import UsageError
from answerable.core.signoff.instant import spelt
from answerable.core.signoff.override import canonical_override, override_of
from answerable.wiring.judging import (
    configured_signing_key,
    gate_sources,
    keep_override,
    signer,
    signoff_sources,
)
from answerable.wiring.workspace import TOOL, Workspace, clock, open_workspace

__all__ = ["Options", "command", "run"]

_HOUR: Final = 60 * 60


class Options(NamedTuple):
    """The options of the verb, as `command` documents them."""

    reason: str = ""
    hours: int = 4
    days: int = 2
    key: str = ""
    target: str = ""
    yes: bool = False
    listing: bool = False
    as_json: bool = False


@click.command("override")
@click.argument("range_", metavar="[BASE..HEAD]", default="")
@click.option("--reason", default="", help="Why it cannot wait; it stands in every verdict.")
@click.option(
    "--hours", type=click.IntRange(1, 8760), default=4, show_default=True, help="How long it holds."
)
@click.option(
    "--days",
    type=click.IntRange(1, 365),
    default=2,
    show_default=True,
    help="Within how many days the change is signed off after all.",
)
@click.option("--key", default="", help="The SSH key [git's user.signingKey].")
@click.option(
    "--target", metavar="BRANCH", default="", help="The branch it is for [the branch that BASE names]."
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask before signing.")
@click.option("--list", "listing", is_flag=True, help="Show the overrides of this repository.")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.overrides/v1.")
def command(range_: str, **options: object) -> int:
    """Override the gate's denial of what HEAD brings to BASE, in an emergency, with your signature.

    Only where the policy has a table `break_glass`, only for somebody of the level that it names, and for no longer than
    it allows. The verdict then passes and says so; an undecided one stays undecided. When the change has not been signed
    off by somebody else on the day it is due, the gate denies every later change of the branch until it is.

    Exit codes: 0 signed, 1 not signed, 2 failed, 64 wrong usage.
    """
    return run(range_, Options(**options))  # type: ignore[arg-type]  # click gives what the options declare


def run(range_: str, options: Options, *, cwd: str = ".", environ: Mapping[str, str] = os.environ) -> int:
    """Do it; the exit code."""
    output = Output(as_json=options.as_json, environ=environ)
    workspace = open_workspace(cwd, environ)
    try:
        if options.listing:
            return _list(workspace, output)
        return _override(workspace, range_, options, output)
    finally:
        workspace.close()


def _override(workspace: Workspace, range_: str, options: Options, output: Output) -> int:
    named = parse_range(range_)
    if named is None:
        raise UsageError(f"{range_!r} is no range: give BASE..HEAD, for example origin/main..HEAD.")
    if not options.reason.strip():
        raise UsageError("An override needs a reason: give --reason TEXT.")
    if not options.yes and not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask on: give --yes to sign without a question.")
    email, key = workspace.identity, options.key or configured_signing_key(workspace)
    if not email or not key:
        raise UsageError(
            "Git has to know who you are (user.email) and your SSH key (user.signingKey, or --key FILE)."
        )
    sources = signoff_sources(workspace)
    target = options.target or sources.changes.branch(named[0])
    if not target:
        raise UsageError(f"{named[0]!r} names no branch: say which one this change is for with --target.")
    wish = Wish(*named, target, email, clock() // 1000)
    prepared = prepare(gate_sources(workspace), sources, wish)
    output.lines(list(change_lines(prepared)))
    if not options.yes and not click.confirm("Override the gate for this change?"):
        output.warn("Nothing was signed.")
        return 1
    _sign(workspace, prepared, options, output, (email, key))
    return 0


def _sign(
    workspace: Workspace, prepared: Preparation, options: Options, output: Output, who: tuple[str, str]
) -> None:
    key, now = signer(workspace, who[1]), clock() // 1000
    said = Said("approve", options.reason, who[0], key.fingerprint(), now, now)
    until, due = spelt(now + options.hours * _HOUR), spelt(now + options.days * 24 * _HOUR)
    statement = override_of(statement_of(prepared, said, TOOL), until, due)
    data = canonical_override(statement)
    name = keep_override(workspace, data, key.sign(data))
    output.say(f"Signed: override {name[:12]} by {safe(who[0])} until {until}; to be signed off by {due}.")
    output.say("`answerable sync` takes it to the others.")
    _json(output, [(name, statement["predicate"]["reason"], who[0], until, due)])


def _list(workspace: Workspace, output: Output) -> int:
    found = []
    for one in gate_sources(workspace).overrides.all():
        predicate = one.statement["predicate"]
        found.append(
            (
                one.id,
                predicate["reason"],
                predicate["reviewer"]["email"],
                predicate["until"],
                predicate["due"],
            )
        )
        head = one.statement["subject"][0]["digest"]["gitCommit"]
        output.say(
            f"{one.id[:12]}  {safe(predicate['reviewer']['email'])} until {predicate['until']}, due {predicate['due']}: "
            f"{safe(predicate['reason'])}"
        )
        output.say(
            f"  answerable signoff {predicate['base']['commit'][:12]}..{head[:12]} --target {safe(predicate['target'])}"
        )
    if not found:
        output.say("There are no overrides.")
    _json(output, found)
    return 0


def _json(output: Output, found: list[tuple[str, str, str, str, str]]) -> None:
    if output.as_json:
        names = ("id", "reason", "by", "until", "due")
        entries = [dict(zip(names, one, strict=True)) for one in found]
        output.json({"schema": "answerable.overrides/v1", "overrides": entries})
