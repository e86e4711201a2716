"""Git as a child process: the only place that starts one on the hook path.

Arguments and output are bytes with `-z` wherever git offers it; the environment and the configuration are those of
`repo.environment`. Importing this costs nothing but `subprocess`.
"""

import os
import subprocess
from collections.abc import Callable, Collection, Mapping
from typing import Final, NoReturn

from answerable.core.errors import BadRevision, GitFailed, NotARepository
from answerable.repo.environment import OFFLINE, OPTIONS, git_environment

__all__ = ["EMPTY_TREES", "Discovery", "Plumbing"]

#: The id of the empty tree, which git knows without having it, by object format.
EMPTY_TREES: Final = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}

#: git rev-parse echoes an option it does not know; a path could hold a newline, but hardly newline-this-newline.
_BETWEEN: Final = "--answerable"
_BAD_REVISION: Final = (
    "unknown revision",
    "bad revision",
    "bad object",
    "not a valid object name",
    "ambiguous argument",
    "invalid object name",
    "not a tree object",
    "does not exist in",
)


class Plumbing:
    """One repository, reached through git commands.

    `top` is the top of the worktree, empty in a bare repository; `git_dir` belongs to this worktree, `common_dir` is
    shared by all linked ones. All three are absolute. `is_inside_hook` says that git itself started us.
    """

    __slots__ = ("common_dir", "environ", "git_dir", "is_inside_hook", "object_format", "top")

    def __init__(
        self,
        *,
        top: str,
        git_dir: str,
        common_dir: str,
        object_format: str,
        environ: dict[str, str],
        is_inside_hook: bool = False,
    ) -> None:
        self.top = top
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.object_format = object_format
        self.environ = environ
        self.is_inside_hook = is_inside_hook

    @classmethod
    def discover(cls, start: str, environ: Mapping[str, str], *, in_hook: bool = False) -> "Plumbing":
        """The repository that the folder `start` belongs to, found with one git process.

        Raises `NotARepository` when there is none or git refuses to use it.
        """
        return Discovery(start, environ, in_hook=in_hook).finish()

    @property
    def is_bare(self) -> bool:
        """Whether there is no worktree."""
        return not self.top

    @property
    def empty_tree(self) -> str:
        """The id of the empty tree in this repository's object format."""
        return EMPTY_TREES[self.object_format]

    @property
    def folder(self) -> str:
        """Where git runs: the top of the worktree, or the repository itself when it is bare."""
        return self.top or self.git_dir

    def run(
        self,
        *args: str,
        input: bytes = b"",  # noqa: A002 - the name that subprocess gives it
        check: bool = True,
        answers: Collection[int] = (0,),
        timeout: float | None = None,
        environ: Mapping[str, str] | None = None,
        network: bool = False,
    ) -> bytes:
        """The standard output of one git command.

        `answers` are the exit codes that are no failure; `timeout` is in seconds; `environ` is added to the
        environment; `network` lets git talk to remotes, which only a push or fetch that the user asked for may. Raises `BadRevision` when git says that a
        name names nothing, `GitFailed` for everything else; neither when `check` is off.
        """
        extended = {**self.environ, **environ} if environ else self.environ
        if network:
            extended = {name: value for name, value in extended.items() if name not in OFFLINE}
        done = _git(args, self.folder, extended, stdin=input, timeout=timeout)
        if check and done.returncode not in answers:
            _fail(args[0], done)
        return done.stdout

    def begin(self, *args: str) -> Callable[[], bytes]:
        """Begin a git command that runs beside us; what is returned waits for its output. Failures have none."""
        running = _begin(args, self.folder, self.environ)
        return lambda: _finish(args[0], running).stdout

    def start(self, *args: str) -> "subprocess.Popen[bytes]":
        """A git process that is spoken with; whoever started it ends it."""
        return _begin(args, self.folder, self.environ, subprocess.DEVNULL)


class Discovery:
    """A search for a repository that has begun: git works on it until somebody asks for the result."""

    _ASKED: Final = ("--absolute-git-dir", "--git-common-dir", "--show-object-format", "--show-toplevel")

    def __init__(self, start: str, environ: Mapping[str, str], *, in_hook: bool = False) -> None:
        self._start = start
        self._in_hook = in_hook
        self._environ = git_environment(environ, in_hook=in_hook)
        asked = (word for option in self._ASKED for word in (_BETWEEN, option))
        self._running = _begin(("rev-parse", *asked), start, self._environ)

    def cancel(self) -> None:
        """End git: nobody is going to ask."""
        with self._running:
            self._running.kill()

    def finish(self) -> Plumbing:
        """The repository. Raises `NotARepository` when there is none or git refuses to use it."""
        done = _finish("rev-parse", self._running)
        parts = os.fsdecode(done.stdout).split(f"{_BETWEEN}\n")
        if len(parts) <= len(self._ASKED):
            reason = _reason(done.stderr)
            if reason.startswith("not a git repository"):
                raise NotARepository(f"{self._start!r} is not in a git repository.")
            raise NotARepository(f"The repository at {self._start!r} cannot be used: {reason}.")
        git_dir, common_dir, object_format, top = (part.removesuffix("\n") for part in parts[1:5])
        return Plumbing(
            top=top,
            git_dir=git_dir,
            # Git answers relative to the folder it was asked in.
            common_dir=os.path.realpath(os.path.join(self._start, common_dir)),  # noqa: PTH118 - pathlib costs 5 ms
            object_format=object_format,
            environ=self._environ,
            is_inside_hook=self._in_hook,
        )


def _git(
    args: tuple[str, ...],
    folder: str,
    environ: Mapping[str, str],
    *,
    stdin: bytes = b"",
    timeout: float | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    return _finish(args[0], _begin(args, folder, environ), stdin, timeout)


def _begin(
    args: tuple[str, ...], folder: str, environ: Mapping[str, str], stderr: int = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
            ("git", *OPTIONS, *args), stdin=pipe, stdout=pipe, stderr=stderr, cwd=folder, env=environ
        )
    except (FileNotFoundError, NotADirectoryError, ValueError):
        if "\0" in folder or not os.path.isdir(folder):  # noqa: PTH112 - pathlib costs 5 ms
            raise NotARepository(f"The folder {folder!r} does not exist.") from None
        raise GitFailed("git was not found on PATH; install it or add its folder to PATH.") from None


def _finish(
    command: str, running: "subprocess.Popen[bytes]", stdin: bytes = b"", timeout: float | None = None
) -> "subprocess.CompletedProcess[bytes]":
    with running:
        try:
            stdout, stderr = running.communicate(stdin, timeout)
        except BaseException as error:
            # Leaving the block waits for git, which may be what hangs.
            running.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                raise GitFailed(f"git {command} did not finish within {timeout} seconds.") from None
            raise
    return subprocess.CompletedProcess((), running.returncode, stdout, stderr)


def _fail(command: str, done: "subprocess.CompletedProcess[bytes]") -> NoReturn:
    reason = _reason(done.stderr)
    kind = BadRevision if any(sign in reason.lower() for sign in _BAD_REVISION) else GitFailed
    raise kind(f"git {command} failed: {reason}.")


def _reason(stderr: bytes) -> str:
    """What git said, in one line: its fatal error if there is one, advice often follows."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines() or ["it gave no reason"]
    said = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
    return said.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")
