"""What reads the reports and requests of coding agents, answers them, and knows their configuration."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from answerable.wiring.workspace import Workspace

if TYPE_CHECKING:
    from answerable.agents.guarded import Asked
    from answerable.agents.protocol import Decoded
    from answerable.agents.replies import Reply
    from answerable.agents.setup.model import Caller, Setup
    from answerable.core.guarding.danger import Verdict
    from answerable.core.origin import Origin
    from answerable.repo.surroundings import GitSurroundings
    from answerable.store.kept_files import KeptFiles

__all__ = [
    "agent_caller",
    "agent_files",
    "agent_setups",
    "claim_of_commit",
    "guard_reply",
    "read_operations",
    "read_reports",
    "reply_to",
    "surroundings",
]


def read_reports(agent: str, payload: bytes) -> "Decoded":
    """What an agent's payload reports, and what is wrong with it; see `agents.registry`."""
    from answerable.agents.registry import read_reports as read  # noqa: PLC0415 - see the package

    return read(agent, payload)


def claim_of_commit(author: str, message: str) -> "Origin | None":
    """Who wrote the changes of a commit, as its author's name and its message claim."""
    if "aider" not in f"{author}\n{message}".lower():
        return None
    from answerable.agents.aider import claim  # noqa: PLC0415 - see the package

    return claim(author, message)


def reply_to(agent: str, payload: bytes) -> str:
    """What an agent wants to read on our standard output when there is nothing to say."""
    from answerable.agents.registry import reply  # noqa: PLC0415 - see the package

    return reply(agent, payload)


def read_operations(agent: str, payload: bytes) -> "Asked":
    """What an agent is about to do; see `agents.guarded`."""
    from answerable.agents.guarded import read_operations as read  # noqa: PLC0415 - see the package

    return read(agent, payload)


def guard_reply(
    agent: str, event: str, verdict: "Verdict", sentence: str, *, can_ask: bool
) -> "tuple[Reply, Verdict]":
    """A verdict in an agent's own words; see `agents.replies`."""
    from answerable.agents.replies import reply_with  # noqa: PLC0415 - see the package

    return reply_with(agent, event, verdict, sentence, can_ask=can_ask)


def surroundings(workspace: Workspace) -> "GitSurroundings":
    """What the guard looks up in the repository."""
    from answerable.repo.surroundings import GitSurroundings  # noqa: PLC0415 - see the package

    return GitSurroundings(workspace.git)


def agent_setups() -> "Mapping[str, Setup]":
    """How every agent is configured, by its name."""
    from answerable.agents.setup.table import SETUPS  # noqa: PLC0415 - see the package

    return SETUPS


def agent_caller() -> "Caller":
    """How hooks start this installation, whatever folder they run in. Raises `AnswerableError` when they cannot."""
    from answerable.agents.setup.model import Caller  # noqa: PLC0415 - see the package
    from answerable.repo.shims import find_runner  # noqa: PLC0415 - see the package

    return Caller(*find_runner(sys.executable))


def agent_files(folder: str) -> "KeptFiles":
    """The memory, in `folder`, of what agents' configuration was before we changed it."""
    from answerable.store.kept_files import KeptFiles  # noqa: PLC0415 - see the package

    return KeptFiles(folder)
