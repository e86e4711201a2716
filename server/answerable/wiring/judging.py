"""What the gate and sign-offs read and write."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from answerable.wiring.reach import blast_meter
from answerable.wiring.risks import net_findings
from answerable.wiring.workspace import Workspace, settings_files

if TYPE_CHECKING:
    from answerable.app.check_range import Sources
    from answerable.app.signoffs import SignoffSources
    from answerable.core.policy_cases import PolicyCase
    from answerable.core.signoff.ports import Signer

__all__ = [
    "configured_signing_key",
    "gate_sources",
    "keep_override",
    "policy_cases",
    "push_sources",
    "readable_statement",
    "signer",
    "signoff_sources",
]


def policy_cases(data: bytes) -> "tuple[list[PolicyCase], list[str]]":
    """The table tests of a policy, from their file; see `store.policy_case_files`."""
    from answerable.store.policy_case_files import decode_cases  # noqa: PLC0415 - see the package

    return decode_cases(data)


def gate_sources(workspace: Workspace) -> "Sources":
    """Where the gate reads."""
    from answerable.app.check_range import Sources  # noqa: PLC0415 - see the package
    from answerable.app.signed_commits import CommitSources  # noqa: PLC0415 - see the package
    from answerable.repo.commit_signatures import GitCommitSignatures  # noqa: PLC0415 - see the package
    from answerable.repo.overrides import GitOverrides  # noqa: PLC0415 - see the package
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the package
    from answerable.signing.commits import SshCommitSignatures  # noqa: PLC0415 - see the package

    return Sources(
        workspace.objects,
        workspace.history,
        workspace.records,
        settings_files(),
        signoff_sources(workspace),
        GitOverrides(GitSignoffs(workspace.git, workspace.objects).ledger),
        CommitSources(GitCommitSignatures(workspace.objects), SshCommitSignatures(workspace.git.environ)),
        blast_meter(workspace),
        partial(net_findings, workspace),
    )


def signoff_sources(workspace: Workspace) -> "SignoffSources":
    """Where sign-offs, and what they bind, are read."""
    from answerable.app.signoffs import SignoffSources  # noqa: PLC0415 - see the package
    from answerable.repo.changes import GitChanges  # noqa: PLC0415 - see the package
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the package
    from answerable.signing.verify import SshSignatures  # noqa: PLC0415 - see the package

    return SignoffSources(
        workspace.objects,
        GitSignoffs(workspace.git, workspace.objects),
        GitChanges(workspace.git, workspace.objects),
        SshSignatures(workspace.git.environ),
    )


def readable_statement(data: bytes, signature: str) -> bool:
    """Whether these are the bytes of a sign-off's statement, and of an SSH signature."""
    from answerable.core.signoff.armour import signing_key  # noqa: PLC0415 - see the package
    from answerable.repo.signoffs import decode_statement  # noqa: PLC0415 - see the package

    return decode_statement(data) is not None and bool(signing_key(signature))


def signer(workspace: Workspace, key: str) -> "Signer":
    """What signs with an SSH key: a file, or a public key itself."""
    from answerable.signing.sign import SshSigner  # noqa: PLC0415 - see the package

    return SshSigner(workspace.git.environ, key)


def configured_signing_key(workspace: Workspace) -> str:
    """The SSH key that git was told to sign with; empty when there is none."""
    from answerable.repo.signing_key import signing_key_of  # noqa: PLC0415 - see the package

    return signing_key_of(workspace.git)


def push_sources(workspace: Workspace, pushed: Mapping[str, str]) -> "Sources":
    """Where the gate reads on a server: records and sign-offs as a push would leave them. `pushed` has commits by ref."""
    from answerable.repo.overrides import GitOverrides  # noqa: PLC0415 - see the package
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the package

    sources, signoffs = gate_sources(workspace), GitSignoffs(workspace.git, workspace.objects)
    for ledger in (workspace.records.ledger, signoffs.ledger):
        # The ref itself only moves when the hook has said yes.
        ledger.ref = pushed.get(ledger.ref, ledger.ref)
    return sources._replace(
        signoffs=sources.signoffs._replace(store=signoffs), overrides=GitOverrides(signoffs.ledger)
    )


def keep_override(workspace: Workspace, data: bytes, signature: str) -> str:
    """Store an override with its signature where sign-offs are; its id."""
    from answerable.repo.signoffs import GitSignoffs  # noqa: PLC0415 - see the package

    (name,) = GitSignoffs(workspace.git, workspace.objects).append([(data, signature)])
    return name
