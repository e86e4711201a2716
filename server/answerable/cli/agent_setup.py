"""Take an agent's configuration into service, or out of it: a plan, shown as diffs before anything is written."""

import difflib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from answerable.cli.output import Output, Part, safe
from answerable.core.errors import AnswerableError
from answerable.wiring.agents import agent_caller, agent_files, agent_setups
from answerable.wiring.workspace import user_state

if TYPE_CHECKING:
    from answerable.agents.setup.model import Caller, Place, Setup
    from answerable.wiring.workspace import Workspace

__all__ = [
    "NOBODY",
    "NO_PLAN",
    "AgentPlan",
    "Change",
    "Root",
    "Wanted",
    "configure",
    "repository_root",
    "user_root",
]

_LARGEST: Final = 5_000_000
_PLAIN: Final = 0o644
_EXECUTABLE: Final = 0o111


class Root(NamedTuple):
    """Where configuration lies: in a repository, or in the home folder when `is_user`.

    `memory` is the folder in which we keep what was there before.
    """

    folder: str
    memory: str
    is_user: bool


class Change(NamedTuple):
    """One file: what it is and what it becomes, `None` for no file. `original` is what it was before us."""

    agent: str
    path: str
    before: str | None
    after: str | None
    original: str | None
    executable: bool

    @property
    def verb(self) -> str:
        """What happens to the file."""
        return "delete" if self.after is None else "write"


class AgentPlan(NamedTuple):
    """What would be changed, what stands in the way, and what the user has to confirm; the last two in sentences."""

    changes: list[Change]
    problems: list[str]
    confirm: list[str]


class Wanted(NamedTuple):
    """Whom the user named; with `find`, everybody who is found too; with `is_user`, for all repositories."""

    names: tuple[str, ...] = ()
    find: bool = False
    is_user: bool = False

    @property
    def any(self) -> bool:
        """Whether agents are concerned at all."""
        return bool(self.names) or self.find


NOBODY: Final = Wanted()
NO_PLAN: Final = AgentPlan([], [], [])


def repository_root(workspace: "Workspace") -> Root:
    """Configuration of the repository. Raises `AnswerableError` for a bare one."""
    git = workspace.git
    if not git.top:
        raise AnswerableError("A bare repository has no worktree, and so no agents.")
    return Root(git.top, f"{git.common_dir}/answerable/agents", is_user=False)


def user_root(environ: Mapping[str, str]) -> Root:
    """Configuration of the user. Raises `AnswerableError` without a home folder."""
    home = environ.get("HOME", "")
    if not home:
        raise AnswerableError("HOME is not set, so there is no place for the configuration of a user.")
    return Root(home, f"{user_state()}/agents", is_user=True)


def configure(output: Output, wanted: Wanted, root: Root, *, dry_run: bool, remove: bool) -> AgentPlan:
    """Plan, show the difference, and unless `dry_run` write it. What comes back was done, or would be."""
    home = os.environ.get("HOME", "")
    names = wanted.names
    if wanted.find:
        names += tuple(agent_setups()) if remove else _found(root, home)
    plan = _planned(names, root, os.environ, remove=remove)
    if wanted.find and not names:
        plan.problems.append("no agent was found here or on this machine; name one with --agent")
    for change in plan.changes:
        output.lines(list(_diff(change, home)))
    if not dry_run:
        _carry_out_all(plan.changes, root, remove=remove)
    if not plan.changes and not plan.problems:
        output.say("Nothing to change for ", safe(", ".join(names) or "any agent"), ".")
    elif dry_run:
        output.say("Nothing was changed: this was --dry-run.")
    for sentence in plan.confirm:
        output.say(safe(sentence))
    return plan


def _planned(names: Sequence[str], root: Root, environ: Mapping[str, str], *, remove: bool) -> AgentPlan:
    plan = AgentPlan([], [], [])
    caller = None if remove else agent_caller()
    for name in dict.fromkeys(names):
        setup = agent_setups()[name]
        before = len(plan.problems)
        for place, path, install in _files(setup, root, environ, remove=remove):
            _plan_file(plan, root, setup.agent, (place, path), caller if install else None)
        if not remove and len(plan.problems) == before:
            plan.confirm.append(setup.confirm)
    written = [change.path for change in plan.changes if change.after is not None]
    if written and not root.is_user and not remove:
        plan.confirm.append(
            f"These name the Python of this machine, so keep them out of commits: {', '.join(written)}"
        )
    return plan


def _found(root: Root, home: str) -> tuple[str, ...]:
    """The agents that have left traces in the repository or the home folder, or whose program is on PATH."""
    folders = [folder for folder in (root.folder, home) if folder]
    return tuple(
        name
        for name, setup in agent_setups().items()
        if any(shutil.which(program) for program in setup.programs)
        or any(Path(folder, trace).is_dir() for folder in folders for trace in setup.traces)
    )


def _carry_out_all(changes: Sequence[Change], root: Root, *, remove: bool) -> None:
    """Write what was planned. Raises `AnswerableError` naming the first file that could not be written."""
    # A folder that was made for the first of several files can go when the last of them is gone.
    for change in reversed(changes) if remove else changes:
        try:
            _carry_out(change, root, remove=remove)
        except OSError as error:
            raise AnswerableError(f"{change.path} could not be changed: {error.strerror or error}.") from None


def _files(
    setup: "Setup", root: Root, environ: Mapping[str, str], *, remove: bool
) -> Iterator[tuple["Place", str, bool]]:
    """The files of an agent, each with whether our hooks belong into it."""
    for group in setup.places:
        existing = [(place, path) for place in group for path in _existing(place, root, environ)]
        chosen = existing[0][0] if existing else group[-1]
        for place, path in existing:
            yield place, path, not remove and place is chosen
        if not existing and not remove:
            yield chosen, _path(chosen, root, environ), True


def _plan_file(
    plan: AgentPlan, root: Root, agent: str, file: tuple["Place", str], caller: "Caller | None"
) -> None:
    """Plan one file: with a `caller` our hooks go in, without one they come out."""
    place, path = file
    text, problem = _read(path, root)
    kept = agent_files(root.memory).recall(path, text)
    original, obstacle = (kept.before, "") if kept else _without(place, text)
    after = original
    if caller is not None:
        after, obstacle = place.format.install(text, caller)
    if problem or obstacle:
        if caller is not None:
            plan.problems.append(f"{agent}: {path} was left as it is, because {problem or obstacle}.")
    elif after != text:
        plan.changes.append(Change(agent, path, text, after, original, place.executable))


def _without(place: "Place", text: str | None) -> tuple[str | None, str]:
    return (None, "") if text is None else place.format.remove(text)


def _carry_out(change: Change, root: Root, *, remove: bool) -> None:
    files, path = agent_files(root.memory), Path(change.path)
    kept = files.recall(change.path, change.before)
    folders = list(kept.folders) if kept else []
    if change.after is None:
        path.unlink()
        for folder in reversed(folders):
            # Somebody else may have put something there.
            with suppress(OSError):
                Path(folder).rmdir()
    else:
        folders += _make_folders(path.parent)
        mode = path.stat().st_mode & 0o7777 if change.before is not None else _PLAIN
        files.write(change.path, change.after, mode | _EXECUTABLE if change.executable else mode)
    if remove or change.after is None:
        files.forget(change.path)
    else:
        files.remember(change.path, change.original, change.after, folders)


def _path(place: "Place", root: Root, environ: Mapping[str, str]) -> str:
    """Where the file is or will be. A user's configuration may be a link: what it leads to is what is written."""
    if not root.is_user:
        return f"{root.folder}/{place.project}"
    first, _, rest = place.user.partition("/")
    moved = environ.get(place.variable, "") if place.variable else ""
    return os.path.realpath(Path(moved or f"{root.folder}/{first}") / rest)


def _existing(place: "Place", root: Root, environ: Mapping[str, str]) -> list[str]:
    path = Path(_path(place, root, environ))
    if "*" in path.name:
        return sorted(map(str, path.parent.glob(path.name)))
    return [str(path)] if os.path.lexists(path) else []


def _read(path: str, root: Root) -> tuple[str | None, str]:
    """The file's text, `None` without a file, and why it cannot be taken."""
    place = Path(path)
    if not root.is_user and place.resolve() != Path(root.folder).resolve() / place.relative_to(root.folder):
        # A repository must not lead us to a file of somebody else's.
        return None, "it is reached through a link"
    try:
        content = place.read_bytes() if place.stat().st_size <= _LARGEST else None
        return (None, "it is larger than 5 MB") if content is None else (content.decode("utf-8"), "")
    except FileNotFoundError:
        return None, ""
    except UnicodeDecodeError:
        return None, "it is not UTF-8"
    except OSError as error:
        return None, f"it could not be read ({error.strerror or error})"


def _make_folders(folder: Path) -> list[str]:
    """Make a folder with those above it; the ones that were missing, outermost first."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return [str(place) for place in reversed(missing)]


def _diff(change: Change, home: str) -> Iterator[list[Part]]:
    name = change.path.replace(f"{home}/", "~/", 1) if home else change.path
    old = "/dev/null" if change.before is None else name
    new = "/dev/null" if change.after is None else name
    before, after = ((text or "").splitlines() for text in (change.before, change.after))
    colours = {"+": "good", "-": "bad", "@": "faint"}
    for line in difflib.unified_diff(before, after, old, new, lineterm=""):
        yield [(safe(line), colours.get(line[:1], ""))]
