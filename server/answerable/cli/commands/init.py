"""Install the git hooks of this repository and the hooks of agents, or put back what was there before."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from answerable.app.check_range import POLICY_PATH, ROSTER_PATH
from answerable.cli.agent_setup import (
    NO_PLAN,
    NOBODY,
    AgentPlan,
    Wanted,
    configure,
    repository_root,
    user_root,
)
from answerable.cli.invocation import workspace_here
from answerable.cli.output import Output, safe
from answerable.cli.starter import DEFAULT_TEMPLATE, ROSTER, TEMPLATES
from answerable.core.errors import AnswerableError
from answerable.core.stamp import STYLES
from answerable.wiring.agents import agent_setups
from answerable.wiring.history import git_hooks

if TYPE_CHECKING:
    from answerable.repo.hooks import Step
    from answerable.wiring.workspace import Workspace

__all__ = ["command", "run"]

_KINDS = {
    "private": "they belong to this clone alone",
    "shared": "they are part of the repository: commit them, and everybody who has Answerable stamps too",
    "husky": "husky runs them; commit them, and everybody who has Answerable stamps too",
    "foreign": "outside this repository",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Show every change, down to the scripts; change nothing.")
@click.option(
    "--remove", is_flag=True, help="Remove the hooks and put back what they replaced, byte for byte."
)
@click.option(
    "--style",
    type=click.Choice(STYLES),
    help="How commit messages name the AI that helped; kernel writes 'Assisted-by: AGENT:MODEL'.",
)
@click.option(
    "--local-hooks",
    is_flag=True,
    help="If core.hooksPath points outside the repository: give it hooks of its own that run those first.",
)
@click.option(
    "--agent",
    "names",
    multiple=True,
    type=click.Choice(list(agent_setups())),
    metavar="NAME",
    help="Let this coding agent report what it writes, and ask before it destroys; may be given several times.",
)
@click.option(
    "--agents", "found", is_flag=True, help="The same for every agent found here or on this machine."
)
@click.option(
    "--user",
    is_flag=True,
    help="Change the agents' configuration in your home folder, for all your repositories, and nothing here.",
)
@click.option(
    "--policy",
    is_flag=False,
    flag_value=DEFAULT_TEMPLATE,
    type=click.Choice(list(TEMPLATES)),
    metavar="[TEMPLATE]",
    help=f"Write a starter .answerable/policy.toml and roster.toml: {', '.join(TEMPLATES)} [{DEFAULT_TEMPLATE}].",
)
@click.option("--json", "as_json", is_flag=True, help="Print answerable.init/v1.")
def command(
    *,
    dry_run: bool,
    remove: bool,
    style: str | None,
    local_hooks: bool,
    names: tuple[str, ...],
    found: bool,
    user: bool,
    policy: str | None,
    as_json: bool,
) -> int:
    """Install the git hooks that stamp commits with who wrote their lines.

    Hooks that are there already keep running, first, with the same arguments and the same say. Nothing outside this
    repository is touched, except with --user. Running it again changes nothing that is in place.

    With --agent or --agents the configuration of coding agents is changed too, after the difference was shown; what
    an agent asks its user to confirm is left to you. With --remove these two put back the agents' configuration
    and leave the git hooks.

    With --policy the starter rules of the gate are written too; an existing file is never overwritten. `startup` warns
    and denies nothing yet; `team` wants a senior for AI lines by engineers below senior; `regulated` wants everything
    signed off; `no-ai-trailers` is for projects whose commit messages may not name an AI.
    """
    if remove and (style or local_hooks or policy):
        raise click.UsageError("--remove goes with --agent, --agents, --user, --dry-run and --json only.")
    if user and (style or local_hooks or policy or not (names or found)):
        raise click.UsageError("--user goes with --agent or --agents, --remove, --dry-run and --json only.")
    return run(
        dry_run=dry_run,
        remove=remove,
        style=style or "",
        local_hooks=local_hooks,
        policy=policy or "",
        agents=Wanted(names, find=found, is_user=user),
        as_json=as_json,
    )


def run(
    *,
    dry_run: bool = False,
    remove: bool = False,
    style: str = "",
    local_hooks: bool = False,
    policy: str = "",
    agents: Wanted = NOBODY,
    as_json: bool = False,
) -> int:
    """Plan, show, and unless `dry_run` do it: 0 when all is in place, 1 when something stands in the way."""
    output = Output(as_json=as_json)
    if agents.is_user:
        plan = configure(output, agents, user_root(os.environ), dry_run=dry_run, remove=remove)
        return _end(output, _entry([], {}, "", plan, done=not dry_run), plan.problems)
    with workspace_here() as workspace:
        done = _Done([], {}, [])
        if not (remove and agents.any):
            done = _git(output, workspace, (style, local_hooks, policy), dry_run=dry_run, remove=remove)
        plan = NO_PLAN
        if agents.any:
            plan = configure(output, agents, repository_root(workspace), dry_run=dry_run, remove=remove)
        entry = _entry(done.steps, done.files, git_hooks(workspace).folder.path, plan, done=not dry_run)
    entry["problems"] = problems = done.problems + plan.problems
    return _end(output, entry, problems)


class _Done(NamedTuple):
    """What was, or would be, done to git's hooks and the starter files."""

    steps: Sequence["Step"]
    files: dict[str, str]
    problems: list[str]


def _git(
    output: Output, workspace: "Workspace", wanted: tuple[str, bool, str], *, dry_run: bool, remove: bool
) -> _Done:
    """The hooks of git; `wanted` is the style, whether the hooks are to be its own, and the template of the policy."""
    style, local_hooks, policy = wanted
    hooks = git_hooks(workspace)
    steps, problems = hooks.plan_removal() if remove else hooks.plan_install(style=style, own=local_hooks)
    files = _starters(workspace.git.top, policy) if policy else {}
    if not dry_run:
        hooks.apply(steps)
        _write_starters(files)
    output.say(f"Hooks in {safe(hooks.folder.path)} ({_KINDS[hooks.folder.kind]})")
    _show(output, steps, files, dry_run=dry_run)
    return _Done(steps, files, problems)


def _show(output: Output, steps: Sequence["Step"], files: dict[str, str], *, dry_run: bool) -> None:
    for step in steps:
        output.say("  ", safe(str(step)))
        if dry_run and step.content:
            output.lines([[("  | " + line, "faint")] for line in step.content.splitlines()])
    for path in files:
        output.say("  write   ", safe(path))
    if not steps and not files:
        output.say("  Nothing to change.")
    elif dry_run:
        output.say("Nothing was changed: this was --dry-run.")
    elif any(step.verb == "write" for step in steps):
        output.say("Commits are stamped from now on; `answerable init --remove` undoes all this.")


def _starters(top: str, template: str) -> dict[str, str]:
    """The settings files to write, by absolute path."""
    if not top:
        raise AnswerableError("A bare repository has no worktree to write a policy into.")
    files = {f"{top}/{POLICY_PATH}": TEMPLATES[template], f"{top}/{ROSTER_PATH}": ROSTER}
    present = [path for path in files if Path(path).exists() or Path(path).is_symlink()]
    if present:
        raise AnswerableError(f"{present[0]} exists already and is not overwritten; nothing was changed.")
    return files


def _write_starters(files: dict[str, str]) -> None:
    for path, content in files.items():
        try:
            Path(path).parent.mkdir(exist_ok=True)
            with Path(path).open("x", encoding="utf-8", newline="\n") as file:
                file.write(content)
        except OSError as error:
            raise AnswerableError(f"{path} could not be written: {error.strerror}.") from None


def _entry(
    planned: Sequence["Step"], files: dict[str, str], folder: str, agents: AgentPlan, *, done: bool
) -> dict[str, object]:
    steps = [{"verb": step.verb, "path": step.path, "target": step.target} for step in planned]
    steps += [{"verb": "write", "path": path, "target": ""} for path in files]
    steps += [{"verb": change.verb, "path": change.path, "target": ""} for change in agents.changes]
    return {
        "schema": "answerable.init/v1",
        "folder": folder,
        "done": done,
        "steps": steps,
        "confirm": agents.confirm,
        "problems": agents.problems,
    }


def _end(output: Output, entry: dict[str, object], problems: Sequence[str]) -> int:
    """Print what is still to be said; the exit code."""
    if output.as_json:
        output.json(entry)
    for problem in problems:
        output.warn(problem)
    return 1 if problems else 0
