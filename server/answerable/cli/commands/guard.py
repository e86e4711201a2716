"""Say whether an agent's next command or edit needs a second look: `answerable guard AGENT < payload.json`.

An agent's hook runs this before each tool call; AGENT is its name, or `auto` to tell it from the payload. The answer
is in that agent's own format: allow, ask the user, or deny with one sentence that says what would be lost and what
to do instead. `answerable guard --explain 'COMMAND'` shows how a command is judged here (exit code 0 for allow, 1
for ask or deny); `--json` for programs. `answerable guard --log` lists the newest decisions.

It is a seat belt, not a sandbox: it reads the command, and what a program does once it runs is not in the command.
When it fails itself, the agent goes on, with one line on standard error.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from answerable.app.guard import Nowhere, Surroundings, decided, guard
from answerable.cli.output import Output, safe
from answerable.cli.payload import read_payload
from answerable.core.errors import AnswerableError, UsageError
from answerable.core.guarding.danger import Verdict
from answerable.core.guarding.decision import Decision, Operation
from answerable.core.guarding.values import Ground
from answerable.wiring.agents import guard_reply, read_operations, surroundings
from answerable.wiring.workspace import Workspace, clock, open_workspace

__all__ = ["run"]

_LONGEST_LINE: Final = 1000
_USAGE: Final = "usage: answerable guard AGENT, with the agent's JSON on standard input; or answerable guard --explain 'COMMAND' [--json]; or answerable guard --log"


def run(arguments: Sequence[str]) -> int:
    """Answer one payload, or explain a command."""
    words = list(arguments)
    as_json = "--json" in words
    words = [word for at, word in enumerate(words) if word != "--json" or words[at - 1 : at] == ["--explain"]]
    if words[:1] == ["--explain"] and len(words) == 2:
        return _explain(words[1], Output(as_json=as_json))
    if words == ["--log"]:
        return _log(Output(as_json=as_json))
    if len(words) != 1 or words[0].startswith("-"):
        raise UsageError(_USAGE)
    try:
        return _answer(words[0], os.environ)
    except AnswerableError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 - the boundary: an agent must not be stopped by us
        problem = f"nothing was checked, because of a mistake in answerable ({type(error).__name__}: {error})"
    _warn([problem])
    return 0


def _answer(agent: str, environ: Mapping[str, str]) -> int:
    prompt = environ.get("USER_PROMPT", "") if agent == "kiro" else ""
    if prompt.lstrip().startswith("{"):
        # Kiro's IDE before 1.0 puts the payload here and leaves standard input open and empty.
        payload, problem = os.fsencode(prompt), ""
    else:
        payload, problem = read_payload(sys.stdin.fileno())
    if problem:
        _warn([problem])
        return 0
    asked = read_operations(agent, payload)
    problems = list(asked.problems)
    worst, sentence, can_ask = Verdict.ALLOW, "", True
    for operation in asked.operations:
        decision, given = _decide(operation, asked.event, environ, problems)
        if given > worst or not sentence:
            worst, sentence, can_ask = decision.verdict, decision.sentence, operation.can_ask
    reply, _ = guard_reply(asked.agent, asked.event, worst, sentence, can_ask=can_ask)
    sys.stdout.write(reply.stdout)
    if problems and not reply.stderr:
        _warn(problems)
    sys.stderr.write(safe(reply.stderr.rstrip("\n")) + "\n" if reply.stderr else "")
    return reply.code


def _decide(
    operation: Operation, event: str, environ: Mapping[str, str], problems: list[str]
) -> tuple[Decision, Verdict]:
    """One decision, kept in the journal when there is one."""
    folder = os.path.join(os.getcwd(), operation.cwd)  # noqa: PTH109, PTH118 - pathlib costs 5 ms
    workspace = open_workspace(_existing(folder), environ)
    # Git looks for the repository while the payload's command is read.
    workspace.begin()
    try:
        around, top = _surroundings(workspace)
        ground = Ground(top, os.path.normpath(folder), environ.get("HOME", ""))
        decision, wrong = guard(operation, ground, around)
        problems += wrong
        _, given = guard_reply(
            operation.agent, event, decision.verdict, decision.sentence, can_ask=operation.can_ask
        )
        if top:
            _keep(workspace, operation, decision, given, problems)
    finally:
        workspace.close()
    return decision, given


def _keep(
    workspace: Workspace, operation: Operation, decision: Decision, given: Verdict, problems: list[str]
) -> None:
    try:
        workspace.journal.add_decision(decided(operation, decision, given, clock()))
        problems += workspace.journal.notices
    except AnswerableError as error:
        problems.append(f"the decision was not kept: {error}")


def _surroundings(workspace: Workspace) -> tuple[Surroundings, str]:
    """The repository, or what stands for one where there is none."""
    try:
        return surroundings(workspace), workspace.git.top
    except AnswerableError:
        return Nowhere(), ""


def _existing(folder: str) -> str:
    """The nearest folder that exists: an agent may be about to make the one it names."""
    while folder and not os.path.isdir(folder):  # noqa: PTH112 - pathlib costs 5 ms
        above = os.path.dirname(folder)  # noqa: PTH120 - pathlib costs 5 ms
        if above == folder:
            break
        folder = above
    return folder or os.getcwd()  # noqa: PTH109 - pathlib costs 5 ms


def _explain(command: str, output: Output) -> int:
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs 5 ms
    try:
        around, top = _surroundings(workspace)
        ground = Ground(top, os.getcwd(), os.environ.get("HOME", ""))  # noqa: PTH109 - pathlib costs 5 ms
        decision, problems = guard(Operation("", "shell", command), ground, around)
    finally:
        workspace.close()
    if output.as_json:
        output.json(_as_json(decision, problems))
    else:
        _show(command, decision, output)
        for problem in problems:
            output.warn(problem)
    return 0 if decision.verdict is Verdict.ALLOW else 1


def _show(command: str, decision: Decision, output: Output) -> None:
    from answerable.core.guarding.danger import DEFAULTS  # noqa: PLC0415 - only here
    from answerable.core.guarding.walk import walk  # noqa: PLC0415 - only here

    colour = {Verdict.ALLOW: "good", Verdict.ASK: "strong", Verdict.DENY: "bad"}[decision.verdict]
    output.say(
        (decision.verdict.word, colour),
        f": {safe(decision.sentence)}" if decision.sentence else ": nothing here needs a second look.",
    )
    calls = walk(command, "").calls
    output.say("It would run: ", safe("; ".join(_shortened(call.line) for call in calls[:20])) or "nothing")
    for verdict, danger in decision.weighed:
        where = f" in {danger.environment}" if danger.environment else ""
        output.say(
            f"  {verdict.word:5} {danger.kind}{where} ({DEFAULTS[danger.kind].words}): ", safe(danger.loss)
        )
    output.say(
        ("A seat belt, not a sandbox: what a program does once it runs is not in its command.", "faint")
    )


def _shortened(line: str) -> str:
    line = " ".join(line.replace("\0", "…").split())
    return line if len(line) <= 80 else line[:79] + "…"


def _as_json(decision: Decision, problems: Sequence[str]) -> dict[str, object]:
    return {
        "schema": "answerable.guard/v1",
        "verdict": decision.verdict.word,
        "sentence": decision.sentence,
        "dangers": [
            {
                "verdict": verdict.word,
                "kind": danger.kind,
                "environment": danger.environment,
                "loss": danger.loss,
                "instead": danger.instead,
            }
            for verdict, danger in decision.weighed
        ],
        "problems": list(problems),
    }


def _log(output: Output) -> int:
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs 5 ms
    try:
        found = workspace.journal.decisions()
    finally:
        workspace.close()
    if output.as_json:
        output.json({"schema": "answerable.guard-log/v1", "decisions": [one._asdict() for one in found]})
    else:
        rows = [
            (one.verdict, one.given, one.agent, one.operation, one.program, ", ".join(one.kinds))
            for one in found
        ]
        output.table(rows, ("verdict", "given", "agent", "operation", "program", "dangers"))
    return 0


def _warn(problems: Sequence[str]) -> None:
    line = "; ".join(dict.fromkeys(problems))
    Output().warn(f"guard: {safe(line[:_LONGEST_LINE])}")
