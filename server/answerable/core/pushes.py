"""What a push does to refs, as git's pre-receive hook is told, and what of it has to be judged.

Only branches that are protected are gated: a team rewrites its own topic branches as it likes. What is Answerable's own
only ever grows, whoever pushes it.
"""

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Final, Literal, NamedTuple

__all__ = ["Push", "Step", "parse_pushes", "plan"]

_LINE: Final = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs/.+)", re.DOTALL)
_OWN: Final = "refs/answerable/"
_HEADS: Final = "refs/heads/"
_TAGS: Final = "refs/tags/"
_NEVER_DELETED: Final = "records and sign-offs are never deleted"


class Push(NamedTuple):
    """One ref that moves from `old` to `new`, each empty where the ref does not exist."""

    old: str
    new: str
    ref: str

    @property
    def branch(self) -> str:
        """The name of the branch, empty for any other ref."""
        return self.ref.removeprefix(_HEADS) if self.ref.startswith(_HEADS) else ""


class Step(NamedTuple):
    """What is to be done about one push.

    `judge`: the change from `base` to the new value for the branch `target`. `grow`: the ref may only grow.
    `refuse`: no, because of `why`. `pass`: not gated.
    """

    push: Push
    verb: Literal["judge", "grow", "refuse", "pass"]
    base: str = ""
    target: str = ""
    why: str = ""


def parse_pushes(data: bytes) -> tuple[list[Push], list[str]]:
    """The pushes, and what could not be read as one, in sentences."""
    pushes, problems = [], []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        found = _LINE.fullmatch(line)
        if found is not None:
            pushes.append(Push(_present(found[1]), _present(found[2]), found[3]))
        elif line:
            problems.append(f"{line!r} is no line that git gives to a pre-receive hook.")
    return pushes, problems


def plan(pushes: Iterable[Push], protected: Sequence[str], default: str, tip: str) -> list[Step]:
    """The steps, one for each push.

    `protected` are patterns of branch names; `default` is the branch that HEAD names and `tip` its commit, empty when
    there is none yet: what a new branch or a tag brings is judged against it.
    """
    return [_step(push, protected, default, tip) for push in pushes]


def _step(push: Push, protected: Sequence[str], default: str, tip: str) -> Step:
    if push.ref.startswith(_OWN):
        is_kept = bool(push.new)
        return Step(push, "grow") if is_kept else Step(push, "refuse", why=_NEVER_DELETED)
    if push.ref.startswith(_TAGS):
        return Step(push, "judge", tip, default) if push.new and tip else Step(push, "pass")
    # `Main` is another branch, and the same file as `main` on a disk that ignores case.
    if not push.branch or not any(
        fnmatchcase(push.branch.casefold(), pattern.casefold()) for pattern in protected
    ):
        return Step(push, "pass")
    why = "" if push.new else "a protected branch is not deleted by a push"
    if push.new and not (push.old or tip):
        why = "there is no policy on the server yet: push it before this hook is installed"
    return Step(push, "refuse", why=why) if why else Step(push, "judge", push.old or tip, push.branch)


def _present(name: str) -> str:
    return name if name.strip("0") else ""
