"""What judging sign-offs needs from the outside world, as protocols.

`repo/` implements the store and the changes, `signing/` the signatures. Object ids are full lowercase hex.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from answerable.core.ports import Change
from answerable.core.signoff.statement import Statement

__all__ = [
    "Changes",
    "Replay",
    "Replayed",
    "SignatureCheck",
    "Signatures",
    "Signed",
    "Signer",
    "SignoffStore",
]


class Signed(NamedTuple):
    """A stored sign-off. `data` are the very bytes that were signed."""

    id: str
    statement: Statement
    data: bytes


class SignoffStore(Protocol):
    """The sign-offs under `refs/answerable/signoffs`."""

    def all(self) -> Sequence[Signed]:
        """Every sign-off that is one: what does not hash to its name or has not the shape is left out."""
        ...

    def signatures(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The armoured SSH signatures of sign-offs by id. Nothing says that they are good."""
        ...

    def append(self, signed: Iterable[tuple[bytes, str]]) -> Sequence[str]:
        """Add statements (canonical bytes) with their signatures to the ref; their ids."""
        ...


class Replay(NamedTuple):
    """The change from the tree `base` to the tree `changed`, to be applied to the tree `onto`."""

    base: str
    changed: str
    onto: str


class Replayed(NamedTuple):
    """The tree that a replay gives, empty when there is none: it conflicts, or a tree of it is gone."""

    tree: str
    is_gone: bool = False


class Changes(Protocol):
    """Trees and histories of one repository. Nothing that it does leaves a trace there."""

    def trees(self, commits: Sequence[str]) -> list[str]:
        """The tree of each commit, empty for one that is not here."""
        ...

    def replayed(self, replays: Sequence[Replay]) -> list[Replayed]:
        """What each replay gives."""
        ...

    def net_change(self, old: str, new: str) -> Sequence[Change]:
        """The raw diff of two trees with renames found, whatever the repository configures."""
        ...

    def landings(self, since: Sequence[str], until: str, paths: Sequence[str], limit: int) -> list[str]:
        """The trees where one of `paths` changed, along the own line of `until`, newest first.

        What is in the history of one of `since` is left out, where that is here; `limit` of them at most.
        """
        ...

    def merged(self, commits: Iterable[str], into: str) -> set[str]:
        """Those of the commits that are here and in the history of `into`."""
        ...

    def branch(self, revision: str) -> str:
        """The name of the branch that a revision names, without its remote; empty when it names none."""
        ...

    def signing_keys(self, commits: Iterable[str]) -> dict[str, str]:
        """The key fingerprints (`SHA256:…`) of those commits that carry an SSH signature, whoever made it."""
        ...


class SignatureCheck(NamedTuple):
    """Whether a signature is good, and if not, why in half a sentence. `is_open` means that it cannot be told."""

    is_good: bool
    why: str = ""
    is_open: bool = False


class Signatures(Protocol):
    """Checks SSH signatures, offline."""

    def check(
        self, data: bytes, signature: str, emails: Sequence[str], allowed: bytes, times: Sequence[int]
    ) -> SignatureCheck:
        """Whether one of `emails` signed `data` with a key that `allowed` (git's allowed_signers) gives them.

        The key must be valid at every one of the `times`, seconds since the epoch.
        """
        ...


class Signer(Protocol):
    """The reviewer's key."""

    def fingerprint(self) -> str:
        """Its fingerprint, `SHA256:…`."""
        ...

    def sign(self, data: bytes) -> str:
        """The armoured signature of `data`."""
        ...
