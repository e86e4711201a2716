"""Show what a change could break: the worktree, the index, a range, files, or two folders without git."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from answerable.app.risk import is_serious
from answerable.cli.output import Output
from answerable.cli.risks.subject import TwoPaths, analysed, open_change
from answerable.cli.risks.text import document, print_findings
from answerable.core.errors import UsageError
from answerable.core.finding import Finding
from answerable.wiring.risks import risk_rules, risk_rules_page

if TYPE_CHECKING:
    from answerable.cli.risks.subject import Subject
    from answerable.core.guests import Guest

__all__ = ["Wish", "command", "run"]


class Wish(NamedTuple):
    """What is to be looked at (see the options of the command), and how it is to be told."""

    targets: Sequence[str] = ()
    staged: bool = False
    old: str = ""
    new: str = ""
    as_json: bool = False
    as_sarif: bool = False
    in_order: bool = False
    imports: Sequence[str] = ()
    baselines: Sequence[str] = ()


@click.command()
@click.argument("targets", nargs=-1, metavar="[RANGE | FILE…]")
@click.option("--staged", is_flag=True, help="What the index would commit.")
@click.option("--old", default="", metavar="PATH", help="The file or folder before the change, without git.")
@click.option("--new", default="", metavar="PATH", help="The file or folder after the change, without git.")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.findings/v1.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0, for code scanning.")
@click.option(
    "--order", "in_order", is_flag=True, help="In which order to read the change; exit 0 whatever is found."
)
@click.option(
    "--import",
    "imports",
    multiple=True,
    metavar="FILE",
    help="SARIF of another tool: what it says about lines that the change added is shown too.",
)
@click.option(
    "--import-baseline",
    "baselines",
    multiple=True,
    metavar="FILE",
    help="Its SARIF for the old side: what is not in it is of this change, wherever it stands.",
)
def command(**options: object) -> int:
    """Show what a change could break, with the old text and the remedy.

    Without arguments: the worktree against HEAD. RANGE (a..b) is the net change of b since it left a. Exit 0 when
    nothing needs attention, 1 for findings of level block or review. --order ranks files and hunks by their findings,
    blast radius, AI lines and a score, and judges nothing.
    """
    return run(Wish(**options))  # type: ignore[arg-type]  # click gives what the options declare


def run(wish: Wish) -> int:
    """Find, print, and answer with the exit code."""
    _check(wish)
    output = Output(as_json=wish.as_json or wish.as_sarif)
    with open_change(wish.targets, wish.old, wish.new, staged=wish.staged) as subject:
        found = analysed(subject)
        guests, imported = _imported(wish, subject)
        judged = subject.judged(sorted([*found, *imported], key=_place))
        if wish.in_order:
            _print_order(output, subject, judged)
            return 0
        findings = _with_reach(subject, judged)
        problems = subject.problems
    code = int(is_serious(findings))
    if wish.as_sarif:
        _print_sarif(output, findings, problems, code)
    elif wish.as_json:
        output.json(document(findings, problems, guests))
    else:
        print_findings(output, findings, guests)
        _warn(output, problems)
    return code


def _check(wish: Wish) -> None:
    if wish.as_json and wish.as_sarif:
        raise UsageError("--json and --sarif do not go together")
    if wish.baselines and not wish.imports:
        raise UsageError("--import-baseline says what was there before an --import")
    if wish.in_order and (wish.as_sarif or wish.old or wish.new):
        raise UsageError("--order is about a repository with its history, and no format of code scanning")


def _print_order(output: Output, subject: "Subject", findings: Sequence[Finding]) -> None:
    from answerable.cli.risks.order import order_of  # noqa: PLC0415 - for an order only
    from answerable.cli.risks.order_text import order_document, print_order  # noqa: PLC0415 - the same

    if isinstance(subject, TwoPaths):
        return
    files = order_of(subject, findings)
    if output.as_json:
        output.json(order_document(files, subject.revision, subject.problems))
    else:
        print_order(output, files)
        _warn(output, subject.problems)


def _warn(output: Output, problems: Sequence[str]) -> None:
    for problem in problems:
        output.warn(problem)


def _with_reach(subject: "Subject", findings: list[Finding]) -> list[Finding]:
    if not findings:
        return findings
    from answerable.cli.risks.reach import with_reach  # noqa: PLC0415 - most changes have no findings

    return with_reach(subject, findings)


def _place(finding: Finding) -> tuple[str, int, str]:
    return finding.path, finding.line, finding.rule


def _imported(wish: Wish, subject: "Subject") -> "tuple[list[Guest], list[Finding]]":
    """What other tools found in it, and how much of what they say that is."""
    if not wish.imports:
        return [], []
    from answerable.cli.risks.imports import read_guests  # noqa: PLC0415 - for imports only
    from answerable.core.guests import introduced  # noqa: PLC0415 - the same

    results = read_guests(wish.imports, subject.problems)
    baseline = read_guests(wish.baselines, subject.problems) if wish.baselines else None
    findings, guests = introduced(results, baseline, subject.pairs, subject.tops)
    return guests, findings


def _print_sarif(output: Output, findings: Sequence[Finding], problems: Sequence[str], code: int) -> None:
    from answerable.cli.risks.sarif import risk_sarif  # noqa: PLC0415 - one format is asked for

    rules, _ = risk_rules()
    page = risk_rules_page()
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    output.json(risk_sarif(findings, problems, rules, text, code))
