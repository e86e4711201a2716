"""The armoured SSH signature, as far as it must be understood: which key made it.

The format is OpenSSH's PROTOCOL.sshsig: `SSHSIG`, a version, the public key, and what is nothing to us.
"""

import base64
import binascii
import re
from typing import Final

from answerable.core.signoff.signers import blob_fingerprint

__all__ = ["LARGEST", "signing_key"]

#: RSA signatures with a certificate take some kilobytes.
LARGEST: Final = 50_000
_ARMOUR: Final = re.compile(r"-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----")
#: The fields of a key behind its type, where there is more than one.
_KEY_FIELDS: Final = {b"ssh-rsa": 2, b"ecdsa": 2, b"sk-ssh-ed25519@openssh.com": 2, b"sk-ecdsa": 3}
_MOST_FIELDS: Final = 5
_KEY: Final = 14  # "SSHSIG", four bytes of version, four of length


def signing_key(armoured: str) -> str:
    """The fingerprint (`SHA256:…`) of the key in a signature; empty for what is none. It proves nothing."""
    found = _ARMOUR.match(armoured.strip()) if len(armoured) <= LARGEST else None
    if found is None:
        return ""
    try:
        data = base64.b64decode("".join(found[1].split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    key = data[_KEY : _KEY + int.from_bytes(data[_KEY - 4 : _KEY])]
    return blob_fingerprint(_plain(key)) if data.startswith(b"SSHSIG") and key else ""


def _plain(key: bytes) -> bytes:
    """The key that a certificate certifies, and any other key as it is.

    A certificate has a nonce behind its type; the fields of the key come next (OpenSSH's PROTOCOL.certkeys).
    """
    kind, *fields = _fields(key)
    plain = kind.replace(b"-cert-v01@openssh.com", b"@openssh.com" if kind.startswith(b"sk-") else b"")
    if plain == kind:
        return key
    own = fields[1 : 1 + _KEY_FIELDS.get(plain.partition(b"-sha2")[0], 1)]
    return b"".join(len(field).to_bytes(4) + field for field in (plain, *own))


def _fields(data: bytes) -> list[bytes]:
    """The length-prefixed fields that `data` begins with, at least one and few."""
    fields: list[bytes] = []
    place = 0
    while place < len(data) and len(fields) < _MOST_FIELDS:
        size = int.from_bytes(data[place : place + 4])
        fields.append(data[place + 4 : place + 4 + size])
        place += 4 + size
    return fields or [b""]
