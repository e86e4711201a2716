"""The gate on a server: git's pre-receive hook, which takes a whole push or nothing of it.

What is pushed lies in quarantine until the hook says yes, and so do records and sign-offs that come along with it: they
are read where the push would put them.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from answerable.app.check_range import Sources
from answerable.cli.commands.gate import EXIT_CODES, PATIENCE, judged
from answerable.cli.output import Output, safe
from answerable.cli.verdict_output import print_verdict
from answerable.core.errors import AnswerableError, UsageError
from answerable.core.gate import Judgement
from answerable.core.ports import Objects
from answerable.core.pushes import Step, parse_pushes, plan
from answerable.wiring.history import default_branch
from answerable.wiring.judging import push_sources
from answerable.wiring.workspace import received

__all__ = ["run_pre_receive"]

_REWRITTEN: Final = "a protected branch only grows, and this push would take commits off it"
_SHRUNK: Final = "it only ever grows, and this push would take something away; run `answerable sync`"


def run_pre_receive(
    protect: Sequence[str],
    *,
    style: str = "text",
    timeout: float = PATIENCE,
    cwd: str = ".",
    environ: Mapping[str, str] = os.environ,
    data: bytes | None = None,
) -> int:
    """Judge the push on standard input; 0 takes it, 1 denies it, 2 could not decide and so refuses it too."""
    output = Output(as_json=style == "json", environ=environ)
    pushes, problems = parse_pushes(sys.stdin.buffer.read() if data is None else data)
    if problems:
        raise UsageError(problems[0])
    workspace = received(cwd, environ)
    try:
        default, tip = default_branch(workspace)
        steps = plan(pushes, protect or ([default] if default else ()), default, tip)
        sources = push_sources(workspace, {push.ref: push.new for push in pushes if push.new})
        codes = []
        for step in steps:
            code, judgement, complaint = _taken(sources, step, timeout)
            codes.append(code)
            if judgement is not None:
                print_verdict(judgement, style, output, environ, code)
            if complaint:
                output.warn(f"{safe(step.push.ref)}: {safe(complaint)}.")
        return max(codes, default=0)
    finally:
        workspace.close()


def _taken(sources: Sources, step: Step, timeout: float) -> tuple[int, Judgement | None, str]:
    """What one step comes to: its exit code, the verdict if one was needed, and why it is refused without one."""
    if step.verb == "pass":
        return 0, None, ""
    if step.verb == "refuse":
        return 1, None, step.why
    try:
        why = _stands_in_the_way(sources.objects, step)
    except AnswerableError as error:
        return 2, None, str(error).rstrip(".")
    if why or step.verb == "grow":
        return int(bool(why)), None, why
    judgement = judged(sources, step.base, step.push.new, step.target, timeout)
    return EXIT_CODES[judgement.verdict["decision"]], judgement, ""


def _stands_in_the_way(objects: Objects, step: Step) -> str:
    """Why a ref may not move as it would, whatever it brings; empty when it may. Raises `GitFailed`."""
    old, new = step.push.old, objects.resolve(step.push.new)
    if new is None:
        return "what it would name is no commit"
    must_grow = step.verb == "grow" or bool(step.push.branch)
    if not old or not must_grow or objects.merge_base(old, new) == old:
        return ""
    return _SHRUNK if step.verb == "grow" else _REWRITTEN
