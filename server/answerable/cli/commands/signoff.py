"""Sign a range of commits off, or reject it: `answerable signoff BASE..HEAD`."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import click

from answerable.app.check_range import parse_range
from answerable.app.sign import Preparation, Said, Wish, prepare, revocation, statement_of
from answerable.app.signoffs import SIGNERS_PATH
from answerable.cli.bundle import export_signoffs, import_signoffs
from answerable.cli.output import Output, safe
from answerable.cli.signoff_text import change_lines, finding_line
from answerable.core.errors import UsageError
from answerable.core.record import FindingEntry
from answerable.core.signoff.instant import seconds_of
from answerable.core.signoff.ports import Signatures, Signed, Signer
from answerable.core.signoff.statement import Decision, Statement, canonical_statement
from answerable.wiring.judging import configured_signing_key, gate_sources, signer, signoff_sources
from answerable.wiring.workspace import TOOL, Workspace, clock, open_workspace

__all__ = ["Options", "command", "run"]

_SHORTEST_ID: Final = 6


class Options(NamedTuple):
    """The options of the verb, as `command` documents them."""

    reject: str | None = None
    revoke: tuple[str, str] | None = None
    key: str = ""
    target: str = ""
    acknowledge: tuple[str, ...] = ()
    yes: bool = False
    export: str = ""
    take: str = ""
    as_json: bool = False


@click.command("signoff")
@click.argument("range_", metavar="[BASE..HEAD]", default="")
@click.option("--reject", metavar="REASON", default=None, help="Sign a rejection instead of an approval.")
@click.option(
    "--revoke", nargs=2, metavar="ID REASON", default=None, help="Take an earlier sign-off of yours back."
)
@click.option(
    "--key",
    metavar="KEY",
    default="",
    help="The SSH key: a file, or a public key that an agent holds [git's user.signingKey].",
)
@click.option(
    "--target", metavar="BRANCH", default="", help="The branch it is for [the branch that BASE names]."
)
@click.option(
    "--acknowledge",
    metavar="FINGERPRINT",
    multiple=True,
    help="Accept a finding of level block; without a terminal every one has to be named.",
)
@click.option(
    "-y", "--yes", is_flag=True, help="Do not ask before signing; findings of level block are not covered."
)
@click.option(
    "--export", metavar="FILE", default="", help="Write the new sign-off (without a range: all) to FILE."
)
@click.option(
    "--import", "take", metavar="FILE", default="", help="Add the sign-offs in FILE to this repository's."
)
@click.option("--json", "as_json", is_flag=True, help="Print answerable.signed/v1.")
def command(range_: str, **options: object) -> int:
    """Sign what HEAD brings to BASE, as its reviewer, after seeing it.

    Shows the AI lines that nobody has reviewed, the findings, and the rules that lack what you could give, asks about
    every finding of level block, and signs a statement about the content of the change with your SSH key. It stays
    valid through rebases, squashes and merges as long as replaying the change gives exactly the same tree.
    `answerable sync` takes it to the others; `answerable verify` checks it.

    Exit codes: 0 signed, 1 not signed (declined, or it is your own change), 2 failed, 64 wrong usage.
    """
    return run(range_, Options(**options))  # type: ignore[arg-type]  # click gives what the options declare


def run(range_: str, options: Options, *, cwd: str = ".", environ: Mapping[str, str] = os.environ) -> int:
    """Do it; the exit code."""
    output = Output(as_json=options.as_json, environ=environ)
    workspace = open_workspace(cwd, environ)
    try:
        if options.take:
            return import_signoffs(workspace, options.take, output)
        if options.revoke:
            return _revoke(workspace, options, output)
        if options.export and not range_:
            return export_signoffs(workspace, options.export, output)
        return _sign(workspace, range_, options, output)
    finally:
        workspace.close()


def _sign(workspace: Workspace, range_: str, options: Options, output: Output) -> int:
    named = _checked(range_, options)
    sources = signoff_sources(workspace)
    target = options.target or sources.changes.branch(named[0])
    if not target:
        raise UsageError(f"{named[0]!r} names no branch: say which one this change is for with --target.")
    key, email = _key(workspace, options), _email(workspace)
    prepared = prepare(gate_sources(workspace), sources, Wish(*named, target, email, clock() // 1000))
    shown_at = clock() // 1000
    output.lines(list(change_lines(prepared)))
    accepted = _decided(prepared, options, output)
    if accepted is None:
        output.warn("Nothing was signed.")
        return 1
    decision, reason = _decision(options), options.reject or ""
    said = Said(decision, reason, email, key.fingerprint(), shown_at, clock() // 1000, accepted)
    signed, signature = _signed(workspace, statement_of(prepared, said, TOOL), key)
    if options.export:
        export_signoffs(workspace, options.export, output, [signed])
    _tell(signed, output)
    _doubt(signed, signature, prepared, output, sources.signatures)
    return 0


def _checked(range_: str, options: Options) -> tuple[str, str]:
    """Base and head, once everything that was typed makes sense."""
    named = parse_range(range_)
    if named is None:
        raise UsageError(f"{range_!r} is no range: give BASE..HEAD, for example origin/main..HEAD.")
    if not options.yes and (options.as_json or not sys.stdin.isatty()):
        raise UsageError(
            "There is nobody to show the change to and to ask: give --yes to sign without a question."
        )
    if options.reject is not None and not options.reject.strip():
        raise UsageError("A rejection needs a reason.")
    return named


def _decision(options: Options) -> Decision:
    return "approve" if options.reject is None else "reject"


def _decided(prepared: Preparation, options: Options, output: Output) -> Sequence[FindingEntry] | None:
    """The findings of level block that the reviewer accepts, once they have decided; `None` when they do not sign."""
    decision = _decision(options)
    if decision == "approve" and prepared.part:
        output.warn(f"You cannot sign this off: {safe(prepared.email)} {safe(prepared.part)}.")
        return None
    accepted = _accepted(prepared, options, output) if decision == "approve" else ()
    if accepted is None or options.yes or click.confirm(f"{decision.capitalize()} this change?"):
        return accepted
    return None


def _accepted(prepared: Preparation, options: Options, output: Output) -> Sequence[FindingEntry] | None:
    """The findings of level block, each accepted; `None` when one was not."""
    for finding in prepared.blocking:
        if finding["fingerprint"] in options.acknowledge:
            continue
        if options.yes:
            output.warn(
                f"{finding_line(finding)} has to be accepted: --acknowledge {safe(finding['fingerprint'])}."
            )
            return None
        if not click.confirm(f"Accept {finding_line(finding)}?"):
            return None
    return prepared.blocking


def _revoke(workspace: Workspace, options: Options, output: Output) -> int:
    wanted, reason = options.revoke or ("", "")
    key, email = _key(workspace, options), _email(workspace)
    found = [one for one in signoff_sources(workspace).store.all() if one.id.startswith(wanted)]
    if len(found) != 1 or len(wanted) < _SHORTEST_ID:
        raise UsageError(f"{wanted!r} names no single sign-off of this repository.")
    if not reason.strip():
        raise UsageError("A revocation needs a reason.")
    now = clock() // 1000
    said = Said("revoke", reason, email, key.fingerprint(), now, now)
    signed, _ = _signed(workspace, revocation(found[0].statement, found[0].id, said, TOOL), key)
    _tell(signed, output)
    return 0


def _signed(workspace: Workspace, statement: Statement, key: Signer) -> tuple[Signed, str]:
    data = canonical_statement(statement)
    signature = key.sign(data)
    (name,) = signoff_sources(workspace).store.append([(data, signature)])
    return Signed(name, statement, data), signature


def _tell(signed: Signed, output: Output) -> None:
    predicate = signed.statement["predicate"]
    if output.as_json:
        output.json(
            {
                "schema": "answerable.signed/v1",
                "id": signed.id,
                "decision": predicate["decision"],
                "target": predicate["target"],
                "reviewer": predicate["reviewer"],
                "seconds": predicate["seconds"],
                "hasty": predicate["hasty"],
            }
        )
    output.say(
        f"Signed: {predicate['decision']} {signed.id[:12]} by {safe(predicate['reviewer']['email'])} with "
        f"{predicate['reviewer']['key']}. `answerable sync` takes it to the others."
    )
    if predicate["decision"] == "approve" and predicate["hasty"]:
        output.warn(
            f"Signed {predicate['seconds']} seconds after it was shown, which is too short to read it; the statement "
            "says so."
        )


def _doubt(
    signed: Signed, signature: str, prepared: Preparation, output: Output, signatures: Signatures
) -> None:
    """Say at once what would otherwise come out at the gate: the target knows neither the person nor the key."""
    person, target = prepared.person, safe(prepared.target)
    if person is None:
        email = safe(signed.statement["predicate"]["reviewer"]["email"])
        output.warn(f"{email} is not on the roster of {target}: this sign-off does not count there.")
        return
    now = seconds_of(signed.statement["predicate"]["signed_at"])
    emails = (person.email, *person.aliases)
    found = signatures.check(signed.data, signature, emails, prepared.allowed, (now,))
    if not found.is_good:
        output.warn(f"This sign-off does not count on {target}: {safe(found.why)} ({SIGNERS_PATH}).")


def _key(workspace: Workspace, options: Options) -> Signer:
    key = options.key or configured_signing_key(workspace)
    if not key:
        raise UsageError(
            "There is no SSH key to sign with: give --key FILE, or set git's gpg.format to ssh and user.signingKey to "
            f"the key that {SIGNERS_PATH} gives you."
        )
    return signer(workspace, key)


def _email(workspace: Workspace) -> str:
    if not workspace.identity:
        raise UsageError("Git does not know who you are: set `git config user.email`.")
    return workspace.identity
