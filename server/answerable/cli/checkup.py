"""What `answerable doctor` looks at, one function per matter."""

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from answerable.app.pathless import gaps
from answerable.core.errors import AnswerableError, NotARepository
from answerable.wiring.agents import agent_setups
from answerable.wiring.history import git_hooks, git_version
from answerable.wiring.risks import load_grammars
from answerable.wiring.workspace import Workspace

if TYPE_CHECKING:
    from answerable.agents.setup.model import Setup

__all__ = ["Check", "State", "examine"]

State = Literal["ok", "note", "bad"]


class Check(NamedTuple):
    """One finding: what was looked at, whether it is as it should be, and what that means in a sentence."""

    name: str
    state: State
    said: str


#: `git cat-file --batch` and worktrees as they are used; and `git merge-tree --write-tree`, which sign-offs need.
_OLDEST_GIT: Final = (2, 30)
_SIGNING_GIT: Final = (2, 38)

#: Variables by which a terminal tells the editor it runs in, and what that editor cannot tell us.
_EDITORS: Final = (
    (
        "VSCODE_PID",
        "VS Code",
        "without Answerable's extension it does not say what was pasted, completed or formatted",
    ),
    (
        "TERM_PROGRAM=vscode",
        "VS Code",
        "without Answerable's extension it does not say what was pasted, completed or formatted",
    ),
    (
        "NVIM",
        "Neovim",
        "it does not say what was pasted or completed: such insertions stay unknown until evidence claims them",
    ),
    (
        "INSIDE_EMACS",
        "Emacs",
        "it does not say what was yanked or completed: such insertions stay unknown until evidence claims them",
    ),
)


def examine(workspace: Workspace, environ: Mapping[str, str]) -> Iterator[Check]:
    """Every check in the order in which it should be read. Nothing is changed, and nothing raises."""
    yield _python()
    yield _git(environ)
    yield _server()
    yield _grammars()
    yield _editor(environ)
    try:
        yield _repository(workspace)
    except NotARepository as error:
        yield Check("repository", "note", f"{error} The checks of a repository were left out.")
        return
    except AnswerableError as error:
        yield Check("repository", "bad", str(error))
        return
    looks: tuple[tuple[str, Callable[[Workspace], Check]], ...] = (
        ("identity", _identity),
        ("hooks", _hooks),
        ("style", _style),
        ("journal", _journal),
        ("records", _records),
    )
    if not workspace.git.is_bare:
        looks += (("policy", _policy),)
    for name, look in looks:
        try:
            yield look(workspace)
        except AnswerableError as error:
            yield Check(name, "bad", str(error))
    yield _agents(workspace, environ)


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"{found}, {sys.executable}")


def _git(environ: Mapping[str, str]) -> Check:
    found = git_version(environ)
    name = ".".join(map(str, found))
    if not found:
        return Check("git", "bad", "git was not found on PATH; install it.")
    if found < _OLDEST_GIT:
        return Check(
            "git", "bad", f"{name} is too old: {'.'.join(map(str, _OLDEST_GIT))} or later is needed."
        )
    if found < _SIGNING_GIT:
        return Check("git", "note", f"{name} works, but signing off needs 2.38 or later.")
    return Check("git", "ok", name)


def _server() -> Check:
    script = Path(sys.executable).with_name("answerable-lsp")
    try:
        library = version("pygls")
    except PackageNotFoundError:
        return Check(
            "server", "bad", "pygls is missing, so no editor can be served; install answerable again."
        )
    if not script.exists():
        return Check(
            "server", "note", f"pygls {library} is there, but {script} is not; install answerable again."
        )
    return Check("server", "ok", f"{script}, pygls {library}")


def _grammars() -> Check:
    good, bad = load_grammars()
    if bad:
        return Check(
            "grammars", "bad", f"{', '.join(bad)} do not load, so their risks are not found; the rest do."
        )
    return Check("grammars", "ok", ", ".join(good))


def _editor(environ: Mapping[str, str]) -> Check:
    for sign, name, blind in _EDITORS:
        variable, _, value = sign.partition("=")
        found = environ.get(variable, "")
        if found and (not value or found == value):
            return Check("editor", "note", f"This terminal runs in {name}: {blind}.")
    said = "this terminal runs in none that is known; `answerable init` and agents' hooks need no editor"
    return Check("editor", "ok", said)


def _repository(workspace: Workspace) -> Check:
    git = workspace.git
    if git.is_bare:
        return Check("repository", "note", f"{git.git_dir} is bare: it has records, but no files to track.")
    traits = [git.object_format]
    traits += ["linked worktree"] if git.git_dir != git.common_dir else []
    if workspace.objects.is_shallow():
        said = f"{git.top} is a shallow clone: the gate and blame cannot see the commits that were left out."
        return Check("repository", "note", said)
    return Check("repository", "ok", f"{git.top} ({', '.join(traits)})")


def _identity(workspace: Workspace) -> Check:
    email = workspace.identity
    if not email:
        return Check("identity", "bad", "git does not know who you are: set `git config user.email`.")
    return Check("identity", "ok", email)


def _hooks(workspace: Workspace) -> Check:
    hooks = git_hooks(workspace)
    plan = hooks.plan_install()
    if plan.problems:
        return Check("hooks", "bad", plan.problems[0])
    if plan.steps:
        changes = "1 change" if len(plan.steps) == 1 else f"{len(plan.steps)} changes"
        said = (
            f"not installed or not intact ({changes} needed): run `answerable init`, or commits get no stamp."
        )
        return Check("hooks", "bad", said)
    return Check("hooks", "ok", f"installed and intact in {hooks.folder.path}")


def _style(workspace: Workspace) -> Check:
    return Check("style", "ok", f"commit messages in the style {workspace.settings.get('style') or 'kernel'}")


def _journal(workspace: Workspace) -> Check:
    journal = workspace.journal
    files = len(journal.latest_all())
    waiting = len(journal.windows())
    if journal.notices:
        return Check("journal", "note", journal.notices[0])
    said = f"{files} uncommitted files tracked"
    if waiting:
        said += (
            f"; {waiting} tool calls began and never ended (refused, or under way): they attribute nothing"
        )
    missed = len(gaps(journal))
    if missed:
        said += f"; {missed} shell commands of agents could not be watched: what they changed is unknown"
    return Check("journal", "ok", said)


def _records(workspace: Workspace) -> Check:
    count = len(workspace.records.ids())
    if not count:
        said = "none yet: they come with the first stamped commit, or `git fetch origin 'refs/answerable/*:refs/answerable/*'`"
        return Check("records", "note", said)
    return Check("records", "ok", f"{count} under refs/answerable/records")


def _policy(workspace: Workspace) -> Check:
    missing = [
        name
        for name in ("policy.toml", "roster.toml")
        if not Path(workspace.git.top, ".answerable", name).is_file()
    ]
    if missing:
        named = " and ".join(f".answerable/{name}" for name in missing)
        return Check("policy", "note", f"no {named}: `answerable init --policy` writes a starter.")
    return Check(
        "policy", "ok", ".answerable/policy.toml and roster.toml; `answerable policy check` reads them"
    )


def _agents(workspace: Workspace, environ: Mapping[str, str]) -> Check:
    roots = [root for root in (workspace.git.top, environ.get("HOME", "")) if root]
    found = [name for name, setup in agent_setups().items() if any(_calls_us(root, setup) for root in roots)]
    if found:
        return Check("agents", "ok", f"hooks that report to Answerable: {', '.join(found)}")
    said = "no agent's hooks call `answerable checkpoint`: what agents write stays unknown."
    return Check("agents", "note", said)


def _calls_us(root: str, setup: "Setup") -> bool:
    """Whether one of the agent's files calls us: a shared file of a project may be spelled like a user's."""
    names = {name for group in setup.places for place in group for name in (place.project, place.user)}
    for name in sorted(names):
        path = Path(root, name)
        try:
            places = list(path.parent.glob(path.name))
            if any(b"answerable checkpoint" in place.read_bytes() for place in places if place.is_file()):
                return True
        except OSError:
            continue
    return False
