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
    return blob_fingerprint(key) if data.startswith(b"SSHSIG") and key else ""
