"""The sign-offs under `refs/answerable/signoffs`: the `SignoffStore` port.

A statement is the file `ab/ab12….json`, named by its SHA-256; each of its signatures is a file beside it that carries
the digest of the signature too, so that nobody's signature can stand in the way of another.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import msgspec

from answerable.core.errors import GitFailed
from answerable.core.signoff.armour import LARGEST as LARGEST_SIGNATURE
from answerable.core.signoff.instant import is_instant
from answerable.core.signoff.ports import Signed
from answerable.core.signoff.statement import LARGEST, Statement, statement_id
from answerable.repo.ledger_ref import LedgerRef
from answerable.repo.objects import GitObjects
from answerable.repo.plumbing import Plumbing

__all__ = ["SIGNOFFS_REF", "GitSignoffs", "decode_statement"]

SIGNOFFS_REF: Final = "refs/answerable/signoffs"

_FETCH: Final = f"fetch it whole with `git fetch origin '+{SIGNOFFS_REF}:{SIGNOFFS_REF}'`"
#: Somebody who signs one statement more often than this wants to keep us busy.
_MOST_SIGNATURES: Final = 64
_SIGNATURE: Final = re.compile(r"([0-9a-f]{2})/(\1[0-9a-f]{62})\.[0-9a-f]{64}\.sig")
_OBJECT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class GitSignoffs:
    """The sign-offs of one repository, shared by all its worktrees."""

    __slots__ = ("_entries", "ledger")

    def __init__(self, git: Plumbing, objects: GitObjects) -> None:
        self.ledger = LedgerRef(git, objects, SIGNOFFS_REF, _is_genuine, LARGEST)
        self._entries: dict[str, str] | None = None

    def all(self) -> Sequence[Signed]:
        """Every sign-off that is one: what does not hash to its name or has not the shape is left out.

        Raises `GitFailed` when something is not here that should be: it could be a revocation.
        """
        blobs = {name[3:67]: blob for name, blob in self._listed().items() if name == _name(name[3:67])}
        found = []
        for one, data in zip(blobs, self.ledger.contents(blobs.values()), strict=True):
            if data is None and not self.ledger.is_here(blobs[one]):
                raise GitFailed(f"Sign-off {one[:12]} of {SIGNOFFS_REF} is not here: {_FETCH}.")
            found += [signed] if (signed := _signed(one, data)) else []
        return found

    def signatures(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The signatures of sign-offs: whoever can push can add one, so none of them has to be good."""
        wanted: dict[str, list[str]] = {one: [] for one in ids}
        for name, blob in self._listed().items():
            matched = _SIGNATURE.fullmatch(name)
            if matched and matched[2] in wanted and len(wanted[matched[2]]) < _MOST_SIGNATURES:
                wanted[matched[2]].append(blob)
        return {one: tuple(map(_text, self.ledger.contents(blobs))) for one, blobs in wanted.items()}

    def append(self, signed: Iterable[tuple[bytes, str]]) -> Sequence[str]:
        """Add statements (canonical bytes) with their signatures to the ref; their ids. Raises `GitFailed`."""
        files: dict[str, bytes] = {}
        ids = []
        for data, signature in signed:
            ids.append(statement_id(data))
            files[_name(ids[-1])] = data
            files[_signature_name(ids[-1], signature.encode())] = signature.encode()
        self.ledger.add(files, "Add " + ", ".join(one[:12] for one in dict.fromkeys(ids)))
        self._entries = None
        return ids

    def _listed(self) -> dict[str, str]:
        if self._entries is None:
            self._entries = self.ledger.entries()
            if not self._entries and self.ledger.exists():
                raise GitFailed(f"{SIGNOFFS_REF} cannot be read: {_FETCH}.")
        return self._entries


def decode_statement(data: bytes) -> Statement | None:
    """A statement from its bytes, or `None` when it has not the shape of one."""
    if len(data) > LARGEST:
        return None
    try:
        statement: Statement = _decoder().decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return statement if _is_sound(statement) else None


@cache
def _decoder() -> msgspec.json.Decoder[Statement]:
    return msgspec.json.Decoder(Statement)


def _is_sound(statement: Statement) -> bool:
    """What the types cannot say."""
    predicate = statement["predicate"]
    if len(statement["subject"]) != 1 or not is_instant(predicate["signed_at"]):
        return False
    head = statement["subject"][0]["digest"]
    objects = (
        head["gitCommit"],
        head["gitTree"],
        *predicate["base"].values(),
        *predicate["merge_base"].values(),
    )
    digests = [predicate["change"]["anchored"], predicate["change"]["loose"]]
    digests += [predicate.get("revokes", "")] if predicate["decision"] == "revoke" else []
    return all(_OBJECT.fullmatch(str(one)) for one in objects) and all(map(_DIGEST.fullmatch, digests))


def _signed(one: str, data: bytes | None) -> Signed | None:
    if data is None or statement_id(data) != one or (statement := decode_statement(data)) is None:
        return None
    return Signed(one, statement, data)


def _text(signature: bytes | None) -> str:
    return signature.decode("ascii", "replace") if signature and len(signature) <= LARGEST_SIGNATURE else ""


def _is_genuine(path: str, content: bytes) -> bool:
    found = _SIGNATURE.fullmatch(path)
    return path == (_signature_name(found[2], content) if found else _name(statement_id(content)))


def _name(one: str) -> str:
    return f"{one[:2]}/{one}.json"


def _signature_name(one: str, signature: bytes) -> str:
    return f"{one[:2]}/{one}.{hashlib.sha256(signature).hexdigest()}.sig"
