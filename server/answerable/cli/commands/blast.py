"""Show what depends on a file, on a definition, or on what a change touches."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import click

from answerable.app.blast import Impact
from answerable.app.radius import ground_of, radii_of
from answerable.cli.blast_text import print_change, print_target
from answerable.cli.invocation import locate, workspace_here
from answerable.cli.output import Output, safe
from answerable.cli.risks.reach import reached
from answerable.cli.risks.subject import RepositoryChange, open_change
from answerable.core.errors import UsageError
from answerable.wiring.reach import blast_graph
from answerable.wiring.risks import committed_standing

if TYPE_CHECKING:
    from answerable.core.blast.graph import Graph
    from answerable.core.blast.radius import Radius
    from answerable.core.cochange import Partner

__all__ = ["command", "run"]

_SCHEMA: Final = "answerable.blast/v1"

Progress = Callable[[int, int], None] | None


@click.command()
@click.argument("target", default="", metavar="[RANGE | FILE[:SYMBOL]]")
@click.option(
    "--depth", type=click.IntRange(1, 20), default=3, show_default=True, help="Steps that the tree shows."
)
@click.option("--json", "as_json", is_flag=True, help="Print answerable.blast/v1.")
def command(target: str, *, depth: int, as_json: bool) -> int:
    """Show what depends on a file or a definition, as a tree: who names it, who names those.

    RANGE (a..b), or nothing for the worktree against HEAD, lists what the change touches by how far it reaches, and what
    usually changes with it and did not. Direct dependents name the target and import it; the transitive number is an
    upper bound.
    """
    return run(target, depth=depth, as_json=as_json)


def run(target: str, *, depth: int = 3, as_json: bool = False) -> int:
    """Look up, print, and answer with the exit code. Raises `UsageError` and `BadRevision`."""
    output = Output(as_json=as_json)
    if not target or _is_range(target):
        _show_change(output, target)
    else:
        _show_target(output, target, depth)
    return 0


def _is_range(target: str) -> bool:
    return ".." in target.replace("../", "") and not os.path.lexists(target.partition(":")[0])


def _show_change(output: Output, text: str) -> None:
    with open_change([text] if text else [], "", "", staged=False) as subject:
        if not isinstance(subject, RepositoryChange):
            return
        with _progress() as progress:
            found = reached(subject, progress)
        problems = [*subject.problems, *found.problems]
    if output.as_json:
        output.json(_document(found.parts, subject.revision, found.missing, problems))
    else:
        print_change(output, found.parts, found.missing)
        _warn(output, problems)


def _show_target(output: Output, text: str, depth: int) -> None:
    with workspace_here() as workspace:
        is_file = os.path.lexists(text)
        file, _, symbol = (text, "", "") if is_file else text.rpartition(":")
        path = locate(workspace, file or text)
        with _progress() as progress:
            graph, problems = blast_graph(workspace, "", progress, os.cpu_count() or 1)
        if path not in graph.outlines:
            raise UsageError(
                f"{safe(path)} is not indexed: no such file, or one that defines and names nothing"
            )
        if symbol and graph.symbol(path, symbol) is None:
            raise UsageError(f"{safe(path)} defines no {safe(symbol)}{_hint(graph, path, symbol)}")
        owners, tiers = committed_standing(workspace)
    ground = ground_of(graph, owners, tiers)
    impact = Impact(path, graph.symbol(path, symbol), graph.reach(path, symbol or None))
    # What usually changes with it is no reproach before it changes.
    (radius,) = radii_of(ground, [impact], ())
    if output.as_json:
        output.json(_document([(impact, radius)], "", (), problems))
    else:
        print_target(output, graph, impact, radius, depth)
        _warn(output, problems)


def _hint(graph: "Graph", path: str, symbol: str) -> str:
    names = [each.name for each in graph.symbols(path)]
    ending = [name for name in names if name.endswith(f".{symbol}")]
    close = ending or get_close_matches(symbol, names, n=3)
    return f"; it defines {', '.join(map(safe, close[:3]))}" if close else ""


def _warn(output: Output, problems: Sequence[str]) -> None:
    for problem in problems:
        output.warn(problem)


def _document(
    parts: Sequence[tuple[Impact, "Radius"]],
    revision: str,
    missing: "Sequence[Partner]",
    problems: Sequence[str],
) -> dict[str, object]:
    return {
        "schema": _SCHEMA,
        "revision": revision or None,
        "targets": [_entry(impact, radius) for impact, radius in parts],
        "missing_partners": [each._asdict() for each in missing],
        "problems": list(problems),
    }


def _entry(impact: Impact, radius: "Radius") -> dict[str, object]:
    reach, symbol = impact.reach, impact.symbol
    return {
        "target": reach.target,
        "path": impact.path,
        "symbol": "" if symbol is None else symbol.name,
        "kind": "" if symbol is None else symbol.kind,
        "exported": reach.exported,
        "entry_point": reach.entry_point,
        "gone": impact.is_gone,
        "direct": [each._asdict() for each in reach.direct],
        "transitive": reach.transitive,
        "files": list(reach.files),
        "tier": radius.tier,
        "reasons": [each.sentence for each in radius.reasons],
        "owners": list(radius.owners),
    }


@contextmanager
def _progress() -> Iterator[Progress]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import Progress as Bar  # noqa: PLC0415 - the same

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
