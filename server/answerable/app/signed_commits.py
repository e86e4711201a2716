"""Whether the commits of a range carry the signatures that the roster demands, and whose they are.

Who signs a commit is one of its authors, whatever address it names: committing as somebody else launders nothing.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from answerable.core.roster import Roster
from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.ports import SignatureCheck
from answerable.core.signoff.signers import owners_of, parse_signers

__all__ = ["CommitSignatures", "CommitSources", "SignedCommits", "Signers", "read_signers"]


class SignedCommits(Protocol):
    """The signatures in commits."""

    def signed(self, commits: Iterable[str]) -> dict[str, tuple[bytes, str]]:
        """Per commit what was signed and the armoured signature, empty when there is none."""
        ...


class CommitSignatures(Protocol):
    """Checks them."""

    def check(
        self, payload: bytes, signature: str, emails: Sequence[str], allowed: bytes, now: int
    ) -> SignatureCheck:
        """Whether one of `emails` signed it with a key that `allowed` gives them now."""
        ...


class CommitSources(NamedTuple):
    """Where signatures of commits are read and checked."""

    commits: SignedCommits
    signatures: CommitSignatures


class Signers(NamedTuple):
    """Whose the signatures are (addresses), which commits have none that counts, and what could not be told."""

    emails: tuple[str, ...]
    unsigned: tuple[str, ...]
    faults: tuple[str, ...]


def read_signers(
    sources: CommitSources, commits: Sequence[str], roster: Roster, allowed: bytes, now: int
) -> Signers:
    """The signers of commits, by the allowed_signers of the target. Raises `GitFailed`."""
    owners = owners_of(parse_signers(allowed))
    emails: dict[str, None] = {}
    unsigned, faults = [], []
    for commit, (payload, signature) in sources.commits.signed(commits).items():
        short = commit[:12]
        people = [one for one in owners.get(signing_key(signature), ()) if roster.person(one) is not None]
        if not people:
            why = "is signed with a key of nobody on the roster" if signature else "is not signed"
            unsigned.append(f"Commit {short} {why}")
            continue
        checked = sources.signatures.check(payload, signature, people, allowed, now)
        if checked.is_good:
            emails.update(dict.fromkeys(people))
        elif checked.is_open:
            faults.append(f"The signature of commit {short} cannot be checked: {checked.why}.")
        else:
            unsigned.append(f"The signature of commit {short} is not good: {checked.why}")
    return Signers(tuple(emails), tuple(unsigned), tuple(faults))
