"""Where a repository's hooks are, and what installing or removing ours changes there.

Nothing is changed here before it was planned: a plan is a list of steps that can be shown, and that `apply`
carries out. A hook that was there before is kept beside ours under another name, with its mode and its time.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from answerable.core.errors import GitFailed
from answerable.repo.plumbing import Plumbing
from answerable.repo.shims import CHAINED, NAMES, Runner, find_runner, forward, is_ours, shim

__all__ = ["Folder", "GitHooks", "Plan", "Step"]

#: How pre-commit keeps a hook that was there before its own; it goes on running it.
_LEGACY: Final = ".legacy"
_HUSKY: Final = ".husky"
_EXECUTABLE: Final = 0o755
#: Ours are small; a larger script is somebody else's.
_LARGEST: Final = 1 << 16

Kind = Literal["private", "shared", "husky", "foreign"]


class Folder(NamedTuple):
    """The folder in which git looks for this repository's hooks.

    `private` belongs to the repository alone; `shared` is part of the worktree, and so of what the team commits;
    `husky` is shared and run by husky with `sh -e`; `foreign` lies outside the repository. `forwards` is the
    foreign folder that the hooks in a private one go on to.
    """

    path: str
    kind: Kind
    forwards: str = ""


class Step(NamedTuple):
    """One change. `content` is what a file will hold; `target` where it will be moved, or a configuration value."""

    verb: Literal["write", "move", "delete", "set", "unset"]
    path: str
    target: str = ""
    content: str = ""

    def __str__(self) -> str:
        """The step as one line for people."""
        if self.verb == "move":
            return f"move    {self.path} -> {self.target}"
        if self.verb == "set":
            return f"config  {self.path} = {self.target}"
        if self.verb == "unset":
            return f"config  {self.path} (unset)"
        return f"{self.verb:7} {self.path}"


class Plan(NamedTuple):
    """What would be changed, and what stands in the way, in sentences."""

    steps: list[Step]
    problems: list[str]


class GitHooks:
    """The hooks of one repository. `python` is the interpreter that the scripts will start Answerable with."""

    def __init__(self, git: Plumbing, python: str) -> None:
        self._git = git
        self._python = python

    @property
    def folder(self) -> Folder:
        """The folder in which git looks for hooks, with `core.hooksPath` respected."""
        git = self._git
        configured = self._configured_path()
        if not configured:
            return Folder(f"{git.common_dir}/hooks", "private")
        path = Path(os.path.normpath(Path(git.folder) / configured))
        if path == Path(self._own_folder):
            return Folder(str(path), "private", self._config("answerable.forwardhooks"))
        if _inside(path, git.common_dir):
            return Folder(str(path), "private")
        if not git.top or not _inside(path, git.top):
            return Folder(str(path), "foreign")
        if (path.parent.name, path.name) == (_HUSKY, "_"):
            # Husky rewrites its folder `_` at every `npm install`; what it runs from there is one level up.
            return Folder(str(path.parent), "husky")
        return Folder(str(path), "shared")

    def plan_install(self, *, style: str = "", own: bool = False) -> Plan:
        """What installing changes; nothing where everything is in place.

        `own` gives the repository a folder of its own, whose hooks go on to those of a foreign one.
        """
        plan = Plan([], [])
        folder = self.folder
        if folder.kind == "foreign" and own:
            folder = Folder(self._own_folder, "private", folder.path)
        if folder.kind == "foreign":
            plan.problems.append(
                f"core.hooksPath sends git to {folder.path}, a folder of hooks outside this repository that others "
                "may use too, so nothing was changed; `answerable init --local-hooks` gives this repository "
                "hooks of its own, which run those first."
            )
            return plan
        runner = find_runner(self._python)
        if folder.kind in {"shared", "husky"}:
            plan.steps.extend(self._set("answerable.python", runner.python))
            runner = Runner("")
        for name in NAMES:
            before = f"{folder.forwards}/{name}" if folder.forwards else ""
            content = shim(name, runner, before=before, sourced=folder.kind == "husky")
            _install(folder.path, name, content, plan)
        if folder.forwards:
            for name in _hooks_in(folder.forwards):
                _install(folder.path, name, forward(f"{folder.forwards}/{name}"), plan)
            plan.steps.extend(self._set("answerable.forwardHooks", folder.forwards))
            plan.steps.extend(self._set("core.hooksPath", folder.path))
        if style:
            plan.steps.extend(self._set("answerable.style", style))
        return plan

    def plan_removal(self) -> Plan:
        """What removing changes: everything that installing did, its configuration included."""
        plan = Plan([], [])
        folder = self.folder
        names = [*NAMES, *_hooks_in(folder.path)] if folder.forwards else NAMES
        for name in names:
            _remove(folder.path, name, plan)
        keys = ["answerable.python", "answerable.style", "answerable.forwardHooks"]
        keys += ["core.hooksPath"] if folder.forwards else []
        plan.steps.extend(Step("unset", key) for key in keys if self._config(key))
        return plan

    def apply(self, steps: Sequence[Step]) -> None:
        """Carry out a plan. Raises `GitFailed` naming the first step that was impossible."""
        for step in steps:
            try:
                self._carry_out(step)
            except OSError as error:
                raise GitFailed(f"{step.path} could not be changed: {error.strerror or error}.") from None

    def _carry_out(self, step: Step) -> None:
        path = Path(step.path)
        if step.verb == "write":
            _write(path, step.content)
        elif step.verb == "move":
            path.replace(step.target)
        elif step.verb == "delete":
            path.unlink()
        elif step.verb == "set":
            self._git.run("config", "--local", step.path, step.target)
        else:
            self._git.run("config", "--local", "--unset-all", step.path)

    @property
    def _own_folder(self) -> str:
        return f"{self._git.common_dir}/answerable/hooks"

    def _set(self, key: str, value: str) -> list[Step]:
        return [] if self._config(key) == value else [Step("set", key, value)]

    def _config(self, key: str) -> str:
        found = self._git.run("config", "--local", "-z", "--get", key, check=False)
        return os.fsdecode(found).removesuffix("\0")

    def _configured_path(self) -> str:
        """`core.hooksPath` as the user's git sees it: our own commands switch hooks off with an option."""
        asked = ("config", "--show-scope", "-z", "--type=path", "--get-all", "core.hooksPath")
        fields = os.fsdecode(self._git.run(*asked, check=False)).split("\0")
        pairs = zip(fields[::2], fields[1::2], strict=False)
        return next((value for scope, value in reversed(list(pairs)) if scope != "command"), "")


def _write(path: Path, content: str) -> None:
    """The whole file or none: git may run the hook at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    temporary.write_bytes(os.fsencode(content))
    temporary.chmod(_EXECUTABLE)
    temporary.replace(path)


def _install(folder: str, name: str, content: str, plan: Plan) -> None:
    path, kept, legacy = f"{folder}/{name}", f"{folder}/{name}{CHAINED}", f"{folder}/{name}{_LEGACY}"
    present, ours = _look(path)
    if not ours and _look(legacy)[1]:
        # Pre-commit came after us: it runs our script from there.
        path, present, ours = legacy, True, True
    if present and not ours:
        if os.path.lexists(kept):
            plan.problems.append(
                f"{path} was replaced after it was installed, and {kept} still keeps an older hook: delete "
                "the one that you do not need, then run `answerable init` again."
            )
            return
        plan.steps.append(Step("move", path, kept))
    if not ours or _read(path) != os.fsencode(content) or not os.access(path, os.X_OK):
        plan.steps.append(Step("write", path, content=content))


def _remove(folder: str, name: str, plan: Plan) -> None:
    path, kept, legacy = f"{folder}/{name}", f"{folder}/{name}{CHAINED}", f"{folder}/{name}{_LEGACY}"
    place = next((one for one in (path, legacy) if _look(one)[1]), "")
    if os.path.lexists(kept):
        if place or not os.path.lexists(path):
            plan.steps.append(Step("move", kept, place or path))
        else:
            plan.problems.append(f"{path} is not ours: {kept}, the hook from before, was left where it is.")
    elif place:
        plan.steps.append(Step("delete", place))


def _look(path: str) -> tuple[bool, bool]:
    """Whether there is something at `path`, and whether it is ours."""
    content = _read(path)
    return os.path.lexists(path), content is not None and is_ours(content)


def _read(path: str) -> bytes | None:
    """A hook's bytes, `None` where there is no readable file."""
    place = Path(path)
    try:
        return place.read_bytes() if place.is_file() and place.stat().st_size < _LARGEST else None
    except OSError:
        return None


def _hooks_in(folder: str) -> Iterator[str]:
    """The names of the hooks in a folder that are not among ours."""
    try:
        found = sorted(place.name for place in Path(folder).iterdir())
    except OSError:
        return
    for name in found:
        if name not in NAMES and "." not in name and os.access(f"{folder}/{name}", os.X_OK):
            yield name


def _inside(path: Path, folder: str) -> bool:
    return path.resolve().is_relative_to(Path(folder).resolve())
