"""Decide whether a range of commits may ship: `answerable gate BASE..HEAD`."""

import gc
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Final

import click

from answerable.app.check_range import Sources, check_range, parse_range, unread
from answerable.app.circumstances import Asked
from answerable.cli.output import Output
from answerable.cli.verdict_output import STYLES, print_verdict
from answerable.core.errors import AnswerableError, GitFailed, UsageError
from answerable.core.gate import Judgement, undecided
from answerable.wiring.judging import gate_sources
from answerable.wiring.workspace import Workspace, clock, open_workspace

__all__ = ["EXIT_CODES", "PATIENCE", "command", "judged", "run"]

EXIT_CODES: Final = {"pass": 0, "deny": 1, "undecided": 2}
#: Seconds; a server must not wait for ever for a git that hangs.
PATIENCE: Final = 900.0


@click.command("gate")
@click.argument("range_", metavar="BASE..HEAD", default="")
@click.option(
    "--format", "style", type=click.Choice(STYLES), default="text", help="How to print the verdict."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--target", metavar="BRANCH", default="", help="The branch it is for [the branch that BASE names]."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=PATIENCE,
    show_default=True,
    help="Seconds after which the verdict is undecided.",
)
@click.option("--blast", is_flag=True, help="Measure the blast radius also where no rule asks about it.")
@click.option(
    "--pre-receive", is_flag=True, help="Judge a push on the server: run as git's pre-receive hook."
)
@click.option(
    "--protect",
    metavar="PATTERN",
    multiple=True,
    help="With --pre-receive: the branches that are gated, `*` allowed [the one that HEAD names].",
)
def command(
    range_: str,
    style: str,
    *,
    as_json: bool,
    target: str,
    timeout: float,
    blast: bool,
    pre_receive: bool,
    protect: tuple[str, ...],
) -> int:
    """Decide whether what HEAD brings to BASE may ship.

    The policy and the roster are read from BASE (`.answerable/policy.toml` and `.answerable/roster.toml`), the
    classes of the added lines from the records of the commits. Fetch those first:
    `git fetch origin 'refs/answerable/*:refs/answerable/*'`.

    Exit codes: 0 pass, 1 denied, 2 undecided (something could not be read; that is never a pass), 64 wrong usage.
    """
    # A thousand records are millions of small objects without cycles; the process ends when they are not needed.
    gc.disable()
    if pre_receive:
        from answerable.cli.pre_receive import run_pre_receive  # noqa: PLC0415 - a server's business alone

        if range_ or target or blast:
            raise UsageError(
                "--pre-receive reads what is pushed from standard input; it takes no range, no --target and no --blast."
            )
        return run_pre_receive(protect, style="json" if as_json else style, timeout=timeout)
    if protect:
        raise UsageError("--protect goes with --pre-receive.")
    return run(range_, style="json" if as_json else style, target=target, timeout=timeout, blast=blast)


def run(
    range_: str,
    *,
    as_json: bool = False,
    style: str = "text",
    target: str = "",
    timeout: float = PATIENCE,
    blast: bool = False,
    cwd: str = ".",
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Print the verdict on `range_`; the exit code."""
    named = parse_range(range_)
    if named is None:
        raise UsageError(f"{range_!r} is no range: give BASE..HEAD, for example origin/main..HEAD.")
    style = "json" if as_json else style
    workspace = open_workspace(cwd, environ)
    try:
        judgement = _opened(workspace, named, target, timeout, blast=blast)
    finally:
        workspace.close()
    code = EXIT_CODES[judgement.verdict["decision"]]
    print_verdict(judgement, style, Output(as_json=style == "json", environ=environ), environ, code)
    return code


def judged(
    sources: Sources, base: str, head: str, target: str, timeout: float, *, blast: bool = False
) -> Judgement:
    """The verdict, whatever happens, after `timeout` seconds at most; `blast` as in `Asked`."""
    try:
        with _patience(timeout):
            return check_range(sources, base, head, Asked(target, clock() // 1000, blast))
    except AnswerableError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 - the boundary: a gate that breaks is undecided, never open
        problem = f"The gate itself failed ({type(error).__name__}: {error}); please report it."
    return undecided(unread(base, head), [problem])


def _opened(
    workspace: Workspace, named: tuple[str, str], target: str, timeout: float, *, blast: bool
) -> Judgement:
    try:
        sources = gate_sources(workspace)
    except AnswerableError as error:
        return undecided(unread(*named), [str(error)])
    return judged(sources, *named, target, timeout, blast=blast)


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """End what hangs inside: git and ssh-keygen are other people's programs. Raises `GitFailed` then."""
    if current_thread() is not main_thread():
        # Only the main thread hears signals; whoever runs the gate elsewhere looks at the clock themselves.
        yield
        return

    def end(*_: object) -> None:
        raise GitFailed(f"The gate did not finish within {seconds:g} seconds; --timeout gives it more.")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
