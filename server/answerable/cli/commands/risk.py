"""Show what a change could break: the worktree, the index, a range, files, or two folders without git."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click

from answerable.app.risk import findings_of, is_serious
from answerable.cli.folders import pairs_of_paths
from answerable.cli.output import Output, Part
from answerable.core.errors import BadRevision, UsageError
from answerable.core.finding import Finding, Level
from answerable.core.ports import Change
from answerable.wiring import Workspace, analyser, open_workspace, worktree, worktree_changes

__all__ = ["command", "run"]

_SCHEMA: Final = "answerable.findings/v1"
_MEANINGS: Final = {Level.BLOCK: "bad", Level.REVIEW: "mixed", Level.WARN: "ai", Level.INFO: "faint"}
_MANY: Final = 200  # files before progress is worth showing

Progress = Callable[[str], None] | None


@click.command()
@click.argument("targets", nargs=-1, metavar="[RANGE | FILE…]")
@click.option("--staged", is_flag=True, help="What the index would commit.")
@click.option("--old", default="", metavar="PATH", help="The file or folder before the change, without git.")
@click.option("--new", default="", metavar="PATH", help="The file or folder after the change, without git.")
@click.option("--json", "as_json", is_flag=True, help="Print answerable.findings/v1.")
def command(targets: tuple[str, ...], *, staged: bool, old: str, new: str, as_json: bool) -> int:
    """Show what a change could break, with the old text and the remedy.

    Without arguments: the worktree against HEAD. RANGE (a..b) is the net change of b since it left a. Exit 0 when
    nothing needs attention, 1 for findings of level block or review.
    """
    return run(targets, staged=staged, old=old, new=new, as_json=as_json)


def run(targets: Sequence[str], *, staged: bool, old: str, new: str, as_json: bool) -> int:
    """Find, print, and answer with the exit code."""
    output = Output(as_json=as_json)
    if old or new:
        if not (old and new) or staged or targets:
            raise UsageError("--old and --new go together, and with nothing else")
        findings, problems = _of_paths(old, new)
    else:
        findings, problems = _of_repository(targets, staged=staged)
    if as_json:
        output.json(
            {"schema": _SCHEMA, "findings": [_entry(each) for each in findings], "problems": problems}
        )
    else:
        _print(output, findings)
        for problem in problems:
            output.warn(problem)
    return 1 if is_serious(findings) else 0


def _of_paths(old: str, new: str) -> tuple[Sequence[Finding], list[str]]:
    problems: list[str] = []
    pairs = list(pairs_of_paths(old, new, problems))
    with _progress(len(pairs)) as progress:
        findings, more = analyser().change(pairs, progress)
    return findings, [*problems, *more]


def _of_repository(targets: Sequence[str], *, staged: bool) -> tuple[Sequence[Finding], list[str]]:
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs 5 ms
    try:
        changes = _changes(workspace, targets, staged=staged)
        files = worktree(workspace)
        with _progress(len(changes)) as progress:
            return findings_of(changes, workspace.objects.blobs, files.read, analyser(), progress)
    finally:
        workspace.close()


def _changes(workspace: Workspace, targets: Sequence[str], *, staged: bool) -> Sequence[Change]:
    if len(targets) == 1 and ".." in targets[0] and not os.path.lexists(targets[0]):
        if staged:
            raise UsageError("--staged takes no range")
        return _range(workspace, targets[0])
    head = workspace.objects.resolve("HEAD") or workspace.git.empty_tree
    changes = workspace.staging.staged(head) if staged else worktree_changes(workspace, head)
    return _only(workspace, changes, targets) if targets else changes


def _range(workspace: Workspace, text: str) -> Sequence[Change]:
    base, _, head = text.partition("...") if "..." in text else text.partition("..")
    ends = [workspace.objects.resolve(name or "HEAD") for name in (base, head)]
    if ends[0] is None or ends[1] is None:
        wrong = base if ends[0] is None else head
        raise BadRevision(f"{wrong or 'HEAD'} names no commit in this repository")
    start = workspace.objects.merge_base(ends[0], ends[1])
    return workspace.objects.changes(start or ends[0], ends[1])


def _only(workspace: Workspace, changes: Iterable[Change], targets: Iterable[str]) -> list[Change]:
    top = os.path.realpath(workspace.git.top)
    wanted = []
    for target in targets:
        full = os.path.realpath(target)
        if not os.path.lexists(target):
            raise UsageError(f"{target} is neither a file nor a range a..b")
        wanted.append(os.path.relpath(full, top))
    return [
        change
        for change in changes
        if any(each in {".", change.path} or change.path.startswith(f"{each}/") for each in wanted)
    ]


def _entry(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "level": finding.level.value,
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "message": finding.message,
        "old_text": finding.old_text,
        "new_text": finding.new_text,
        "remedy": finding.remedy,
        "class": finding.line_class.value,
        "blast": finding.blast,
        "fingerprint": finding.fingerprint,
    }


def _print(output: Output, findings: Iterable[Finding]) -> None:
    lines: list[list[Part]] = []
    for finding in findings:
        place = f"{finding.path}:{finding.line}: "
        level = (f"{finding.level.value} {finding.rule}", _MEANINGS[finding.level])
        lines.append([(place, "strong"), level, f" {finding.name}: {finding.message}"])
        lines += [[("    - " + text, "bad")] for text in _shown(finding.old_text)]
        lines += [[("    + " + text, "good")] for text in _shown(finding.new_text)]
        lines.append([("    " + finding.remedy, "faint")])
    output.lines(lines or [["No findings."]])


def _shown(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()][:6]


@contextmanager
def _progress(files: int) -> Iterator[Progress]:
    if files < _MANY or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only for a long run on a terminal
    from rich.progress import Progress as Bar  # noqa: PLC0415 - the same

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Comparing files", total=files)
        yield lambda _path: bar.advance(task)
