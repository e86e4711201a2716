"""Do what an installed git hook asks for: `answerable hook NAME …`.

A hook never blocks the user's work: whatever goes wrong is one line on standard error, and the exit code is 0.
"""

import gc
import os
from collections.abc import Callable, Sequence
from typing import Final

from answerable.cli.hooking.budget import Complaints, OutOfTime, budget
from answerable.core.errors import AnswerableError, UsageError
from answerable.wiring.workspace import Workspace, open_workspace

__all__ = ["NAMES", "run"]

_Hook = Callable[[Sequence[str], Workspace, Complaints], None]

#: Seconds. A push waits for the network, and the user with it.
_BUDGET: Final = 5.0
_PUSH_BUDGET: Final = 30.0

#: The hooks there are. `git merge` runs post-merge where `git commit` runs post-commit.
NAMES: Final = ("prepare-commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push")


def run(arguments: Sequence[str]) -> int:
    """Run one hook with git's arguments; 0, or `UsageError` for a hook there is not."""
    name, *rest = arguments or [""]
    if name not in NAMES:
        raise UsageError(f"There is no hook {name!r}: git calls {', '.join(NAMES)}.")
    # A hook ends before it could run out of memory, and a large commit is a million objects that all stay.
    gc.disable()
    complaints = Complaints()
    workspace = open_workspace(os.getcwd(), os.environ)  # noqa: PTH109 - pathlib costs 5 ms
    try:
        with budget(_PUSH_BUDGET if name == "pre-push" else _BUDGET):
            # Git works while Python imports.
            workspace.begin()
            _hook(name)(rest, workspace, complaints)
    except OutOfTime as error:
        complaints.add(f"{name} was given up: {error}")
    except (AnswerableError, OSError) as error:
        complaints.add(str(error))
    except Exception as error:  # noqa: BLE001 - the boundary: a hook never stops git
        complaints.add(
            f"{name} failed, because of a mistake in answerable ({type(error).__name__}: {error})."
        )
    # The journal stays open: see `answerable.__main__`.
    workspace.stop_git()
    complaints.tell()
    return 0


def _hook(name: str) -> _Hook:
    """The function of a hook; one imports no more than it needs."""
    if name == "pre-push":
        from answerable.cli.hooking.push import pre_push  # noqa: PLC0415 - see above

        return pre_push
    if name == "prepare-commit-msg":
        from answerable.cli.hooking.commit import prepare_commit_msg  # noqa: PLC0415 - see above

        return prepare_commit_msg
    from answerable.cli.hooking.landing import post_commit, post_rewrite  # noqa: PLC0415 - see above

    return post_rewrite if name == "post-rewrite" else post_commit
