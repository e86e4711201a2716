"""The lines of git's allowed_signers file: whose which key is.

Only for telling people apart. Whether a key may sign, and when, is ssh-keygen's to decide.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

__all__ = ["Signer", "blob_fingerprint", "key_fingerprint", "owners_of", "parse_signers"]

#: Words and quoted strings, in which blanks do not separate.
_WORD: Final = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+')
_TYPE: Final = re.compile(r"(?:sk-)?(?:ssh|ecdsa)-[A-Za-z0-9@.-]+")


class Signer(NamedTuple):
    """One line. `principals` are addresses or patterns of them; `key` is a fingerprint, `SHA256:…`."""

    line: int
    principals: tuple[str, ...]
    options: str
    key: str


def parse_signers(data: bytes) -> list[Signer]:
    """The lines that name a key; others are left out, as ssh-keygen does."""
    found = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        words = [] if line.lstrip().startswith("#") else _WORD.findall(line)
        at = next((at for at, word in enumerate(words) if at and _TYPE.fullmatch(word)), 0)
        if at and at + 1 < len(words) and (key := key_fingerprint(words[at + 1])):
            principals = tuple(words[0].strip('"').split(","))
            found.append(Signer(number, principals, " ".join(words[1:at]), key))
    return found


def key_fingerprint(encoded: str) -> str:
    """`SHA256:…` of a public key in base64, as ssh-keygen prints it; empty for what is no base64."""
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return blob_fingerprint(blob) if blob else ""


def blob_fingerprint(blob: bytes) -> str:
    """`SHA256:…` of a public key in SSH's wire form."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def owners_of(signers: Iterable[Signer]) -> dict[str, tuple[str, ...]]:
    """The principals of every key, by its fingerprint."""
    owners: dict[str, tuple[str, ...]] = {}
    for signer in signers:
        owners[signer.key] = (*owners.get(signer.key, ()), *signer.principals)
    return owners
