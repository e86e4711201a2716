"""Signing with the reviewer's own key: a file, an agent, a hardware key; whatever ssh-keygen can use."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from answerable.core.errors import SigningFailed
from answerable.core.signoff.signers import key_fingerprint
from answerable.core.signoff.statement import NAMESPACE
from answerable.signing.keygen import SshKeygen, private_folder

__all__ = ["SshSigner"]

#: Seconds; somebody may have to type a passphrase or to touch a key.
_PATIENCE: Final = 180.0
_QUICK: Final = 20.0
_LITERAL: Final = ("key::", "ssh-", "sk-ssh-", "ecdsa-", "sk-ecdsa-")


class SshSigner:
    """Signs with `key`: the file of a private key, or of a public one whose private half an agent has.

    A public key itself is taken as well, as git takes it (`key::ssh-ed25519 AAAA…`).
    """

    def __init__(self, environ: Mapping[str, str], key: str) -> None:
        self._keygen = SshKeygen(environ)
        self._home = environ.get("HOME", "")
        self._key = key

    def fingerprint(self) -> str:
        """The fingerprint of the key, `SHA256:…`. Raises `SigningFailed` when it is none."""
        if self._key.startswith(_LITERAL):
            found = key_fingerprint([*self._key.removeprefix("key::").split(), "", ""][1])
        else:
            with private_folder() as folder:
                asked = ("-l", "-f", self._path())
                said = self._keygen.run(*asked, folder=folder, stdin=b"", timeout=_QUICK)
            found = [*said.output.decode("utf-8", "replace").split(), "", ""][1]
        if not found.startswith("SHA256:"):
            raise SigningFailed(f"{self._key!r} is no SSH key that can be read.")
        return found

    def sign(self, data: bytes) -> str:
        """The armoured signature of `data`. Raises `SigningFailed`."""
        with private_folder() as folder, self._file(folder) as path:
            asked = ("-Y", "sign", "-n", NAMESPACE, "-f", path)
            said = self._keygen.run(*asked, folder=folder, stdin=data, timeout=_PATIENCE)
        signature = said.output.decode("ascii", "replace")
        if said.code or "BEGIN SSH SIGNATURE" not in signature:
            raise SigningFailed(
                f"ssh-keygen did not sign with {self._key!r}: {said.reason or f'exit code {said.code}'}."
            )
        return signature

    @contextmanager
    def _file(self, folder: Path) -> Iterator[str]:
        if self._key.startswith(_LITERAL):
            (folder / "key.pub").write_text(self._key.removeprefix("key::") + "\n", encoding="utf-8")
            yield str(folder / "key.pub")
        else:
            yield self._path()

    def _path(self) -> str:
        """The file, seen from another folder than the user's."""
        if self._key.startswith("~/") and self._home:
            return f"{self._home}{self._key[1:]}"
        return os.path.abspath(self._key)  # noqa: PTH100 - links are the user's own
