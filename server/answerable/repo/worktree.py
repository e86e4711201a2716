"""The files of the worktree as they are on disk: the `Worktree` port.

A producer's path is foreign input: it is brought into the repository's spelling or refused, and nothing is read
through a link, from a pipe or a device, or from git's own folder.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable
from typing import Final

from answerable.core.ports import Made, Seen, WorktreeState
from answerable.repo.objects import LARGEST, GitObjects
from answerable.repo.plumbing import Plumbing
from answerable.repo.reflog import commits_since

__all__ = ["GitWorktree"]

_WINDOWS: Final = re.compile(r"[A-Za-z]:[\\/]|\\\\")
#: PATH_MAX of Linux.
_LONGEST_PATH: Final = 4096
#: How much of a file git itself looks at to tell binary from text (xdiff-interface.c, buffer_is_binary).
_SNIFFED: Final = 8000
#: Where git notes an operation that has brought in the content of another commit.
_UNDER_WAY: Final = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD")


class GitWorktree:
    """One worktree. `objects` answers for what git has; whoever passes it closes it."""

    __slots__ = ("_git", "_objects", "_own", "_top")

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self._git = git
        self._objects = objects
        self._top = os.path.realpath(git.top) if git.top else ""
        self._own = {os.path.realpath(git.git_dir), os.path.realpath(git.common_dir)}

    def locate(self, folder: str, path: str) -> tuple[str, str]:
        """A producer's path, relative to `folder` or absolute, as this repository spells it."""
        if not path or "\0" in path or len(os.fsencode(path)) > _LONGEST_PATH:
            return "", "a path that no file can have"
        joined = path if path.startswith("/") else f"{folder or self._top}/{path}"
        if os.sep == "/" and "\\" in path and not os.path.lexists(joined):
            if _WINDOWS.match(path):
                return "", f"{path} is a Windows path and outside this repository"
            joined = joined.replace("\\", "/")
        real = os.path.realpath(joined)
        if not self._top or not real.startswith(f"{self._top}/"):
            return "", f"{path} is outside the repository"
        if any(real == own or real.startswith(f"{own}/") for own in self._own):
            return "", f"{path} is in git's own folder"
        return self._unless_nested(real[len(self._top) + 1 :], path)

    def read(self, path: str) -> Seen:
        """What the file holds now."""
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            # O_NOFOLLOW refuses a link, O_NONBLOCK a pipe that would wait for a writer.
            descriptor = os.open(f"{self._top}/{path}", flags)
        except (FileNotFoundError, NotADirectoryError):
            return Seen(None)
        except OSError as error:
            return Seen(None, "a symbolic link" if error.errno == errno.ELOOP else "not readable")
        try:
            return _read(descriptor)
        except OSError:
            return Seen(None, "not readable")
        finally:
            os.close(descriptor)

    def committed(self, revision: str, paths: Iterable[str]) -> dict[str, str | None]:
        """The texts at a revision, in one exchange with git."""
        wanted = list(dict.fromkeys(paths))
        # Requests are lines: a path with a newline in it cannot be asked for, and is as good as not committed.
        asked = [path for path in wanted if "\n" not in path and "\n" not in revision]
        texts: dict[str, str | None] = dict.fromkeys(wanted)
        for path, found in zip(
            asked, self._objects.named([f"{revision}:{path}" for path in asked]), strict=True
        ):
            if found is not None and found[1] == "blob" and b"\0" not in found[2][:_SNIFFED]:
                texts[path] = found[2].decode("utf-8", "surrogateescape")
        return texts

    def commit(self, revision: str) -> str:
        """The id of the commit that `revision` names; a line break would be another request to git."""
        found = None if "\n" in revision else self._objects.commit(revision)
        return found.id if found is not None else ""

    def committed_since(self, head: str) -> Made:
        """What was committed here on top of `head`, as the reflog of HEAD tells."""
        commits = commits_since(self._git.git_dir, head)
        if not commits:
            return Made()
        changes = self._objects.changes(head or self._objects.empty_tree, commits[-1])
        # A deleted path has no blob, and a link or a submodule has no lines.
        return Made(commits, [one.path for one in changes if one.blob and one.mode.startswith("100")])

    def state(self) -> WorktreeState:
        """What differs from HEAD now, by git's stat cache, and git's own state."""
        raw = self._git.run(
            "status",
            "--porcelain=v2",
            "--branch",
            "-z",
            "--untracked-files=all",
            "--no-renames",
            "--ignore-submodules=all",
            environ=self._without_filters(),
        )
        head = ""
        changed = []
        for entry in os.fsdecode(raw).split("\0"):
            if entry.startswith("# branch.oid "):
                head = entry.removeprefix("# branch.oid ").replace("(initial)", "")
            elif entry and entry[0] in _FIELDS:
                path = entry.split(" ", _FIELDS[entry[0]])[-1]
                # An untracked folder is a repository of its own: its files are not this one's.
                if not path.endswith("/"):
                    changed.append(path)
        stash, *under_way = self._objects.named(["refs/stash", *_UNDER_WAY])
        merging = next((found[0] for found in under_way if found is not None), "")
        return WorktreeState(head, stash[0] if stash else "", merging, changed)

    def _without_filters(self) -> dict[str, str]:
        """Configuration, as variables, that switches off every filter: status runs them to compare content.

        Not as `-c` options: a driver's name may hold an equals sign, which would end the key too early.
        """
        listed = self._git.run("config", "-z", "--name-only", "--get-regexp", r"^filter\.", check=False)
        drivers = {key.rpartition(".")[0] for key in os.fsdecode(listed).split("\0") if key.count(".") > 1}
        settings = [
            (f"{driver}.{name}", value)
            for driver in sorted(drivers)
            for name, value in (("clean", ""), ("process", ""), ("required", "false"))
        ]
        given = self._git.environ.get("GIT_CONFIG_COUNT", "")
        first = int(given) if given.isdecimal() else 0
        environ = {"GIT_CONFIG_COUNT": str(first + len(settings))}
        for number, (key, value) in enumerate(settings, first):
            environ[f"GIT_CONFIG_KEY_{number}"] = key
            environ[f"GIT_CONFIG_VALUE_{number}"] = value
        return environ

    def _unless_nested(self, place: str, path: str) -> tuple[str, str]:
        """The place, unless a repository of its own lies between the top and it."""
        folder = place.rpartition("/")[0]
        while folder:
            if os.path.lexists(f"{self._top}/{folder}/.git"):
                return "", f"{path} is in another repository"
            folder = folder.rpartition("/")[0]
        return place, ""


#: Blanks before the path in the entries of porcelain v2: changed, unmerged, untracked.
_FIELDS: Final = {"1": 8, "u": 10, "?": 1}


def _read(descriptor: int) -> Seen:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return Seen(None, "not a regular file")
    digest = hashlib.sha256()
    kept = []
    size = 0
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
            if size <= LARGEST:
                kept.append(chunk)
    raw = b"".join(kept)
    if size > LARGEST:
        return Seen(None, "over 5 MB", digest.hexdigest())
    if b"\0" in raw[:_SNIFFED]:
        return Seen(None, "binary", digest.hexdigest())
    return Seen(raw.decode("utf-8", "surrogateescape"), "", digest.hexdigest())
