"""What reads commits back and carries records between repositories."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from answerable.wiring.workspace import Workspace

if TYPE_CHECKING:
    from answerable.app.record_index import RecordIndex
    from answerable.core.report import Report
    from answerable.repo.blame import GitBlame
    from answerable.repo.exchange import Exchange
    from answerable.repo.hooks import GitHooks

__all__ = [
    "blame_reader",
    "by_repository",
    "default_branch",
    "default_remote",
    "exchange",
    "exchanges",
    "git_hooks",
    "git_version",
    "record_index",
]


def exchange(workspace: Workspace, remote: str) -> "Exchange":
    """What exchanges records with a remote, a name or an address."""
    from answerable.repo.exchange import Exchange  # noqa: PLC0415 - see the package

    return Exchange(workspace.git, workspace.records.ledger, remote)


def git_hooks(workspace: Workspace) -> "GitHooks":
    """The hooks of the repository, which will start Answerable with the interpreter that runs now."""
    from answerable.repo.hooks import GitHooks  # noqa: PLC0415 - see the package

    return GitHooks(workspace.git, sys.executable)


def git_version(environ: Mapping[str, str]) -> tuple[int, ...]:
    """The version of git as numbers; empty when there is none."""
    from answerable.repo.version import git_version as ask  # noqa: PLC0415 - see the package

    return ask(environ)


def blame_reader(workspace: Workspace) -> "GitBlame":
    """Blame that can be started early."""
    from answerable.repo.blame import GitBlame  # noqa: PLC0415 - see the package

    return GitBlame(workspace.git, workspace.objects)


def record_index(workspace: Workspace) -> "RecordIndex":
    """Records by the blobs they speak of, with or without a journal that can be used."""
    from answerable.app.record_index import RecordIndex  # noqa: PLC0415 - see the package
    from answerable.core.errors import JournalUnavailable  # noqa: PLC0415 - see the package

    try:
        return RecordIndex(workspace.records, workspace.journal)
    except JournalUnavailable:
        return RecordIndex(workspace.records, None)


def by_repository(report: "Report", folder: str) -> list["Report"]:
    """The report once for each repository that it touches; `folder` is where the process runs."""
    from answerable.repo.homes import by_repository as split  # noqa: PLC0415 - see the package

    return split(report, folder)


def default_remote(workspace: Workspace) -> str:
    """The remote of the current branch, else `origin`."""
    from answerable.repo.exchange import default_remote as remote_of  # noqa: PLC0415 - see the package

    return remote_of(workspace.git)


def exchanges(workspace: Workspace, remote: str) -> dict[str, "Exchange"]:
    """What exchanges each of our refs with a remote on the user's behalf, who can be asked for a password."""
    from answerable.repo.exchange import Exchange  # noqa: PLC0415 - see the package
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the package

    ledgers = (workspace.records.ledger, GitSignoffs(workspace.git, workspace.objects).ledger)
    return {ledger.ref: Exchange(workspace.git, ledger, remote, may_ask=True) for ledger in ledgers}


def default_branch(workspace: Workspace) -> tuple[str, str]:
    """The branch that HEAD names, and its commit; each empty when there is none."""
    asked = ("symbolic-ref", "--quiet", "--short", "HEAD")
    name = os.fsdecode(workspace.git.run(*asked, check=False)).strip()
    return name, workspace.objects.resolve("HEAD") or ""
