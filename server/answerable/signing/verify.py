"""Checking signatures, offline: the `Signatures` port."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from answerable.core.errors import SigningFailed
from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.ports import SignatureCheck
from answerable.core.signoff.statement import NAMESPACE
from answerable.signing.keygen import SshKeygen, private_folder

__all__ = ["SshSignatures"]

#: Seconds; a check takes milliseconds.
_PATIENCE: Final = 20.0
#: What ssh-keygen prints when it came to an answer and the answer is no.
_NO: Final = b"Could not verify signature."
_PLACE: Final = re.compile(r"^\S*signers:(\d+): ")
_UNKNOWN: Final = "allowed_signers gives the key that signed it to others, or to nobody"


class SshSignatures:
    """Checks SSH signatures with the ssh-keygen of `environ`; see `core.signoff.ports.Signatures`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._keygen = SshKeygen(environ)

    def check(
        self, data: bytes, signature: str, emails: Sequence[str], allowed: bytes, times: Sequence[int]
    ) -> SignatureCheck:
        """Whether one of `emails` signed `data` with a key that `allowed` gives them at all of the `times`."""
        if not signing_key(signature):
            return SignatureCheck(is_good=False, why="it has no SSH signature that can be read")
        try:
            with private_folder() as folder:
                (folder / "signers").write_bytes(allowed)
                (folder / "signature").write_text(signature, encoding="utf-8")
                answers = [self._at_all(folder, data, email, times) for email in emails]
        except SigningFailed as error:
            return SignatureCheck(
                is_good=False, why=f"the signature cannot be checked: {error}", is_open=True
            )
        except OSError as error:
            why = f"the signature cannot be checked: no file can be written ({error.strerror})"
            return SignatureCheck(is_good=False, why=why, is_open=True)
        # The address with the best answer counts; one that has no line of its own says the least.
        return max(answers, key=lambda answer: (answer.is_good, answer.is_open, answer.why != _UNKNOWN))

    def _at_all(self, folder: Path, data: bytes, email: str, times: Sequence[int]) -> SignatureCheck:
        answer = SignatureCheck(is_good=False, why="it was signed at no time")
        for time in dict.fromkeys(times):
            answer = self._at(folder, data, email, time)
            if not answer.is_good:
                break
        return answer

    def _at(self, folder: Path, data: bytes, email: str, time: int) -> SignatureCheck:
        at = datetime.fromtimestamp(time, UTC).strftime("%Y%m%d%H%M%S")
        asked = ("-Y", "verify", "-f", "signers", "-I", email, "-n", NAMESPACE, "-s", "signature")
        said = self._keygen.run(*asked, f"-Overify-time={at}", folder=folder, stdin=data, timeout=_PATIENCE)
        if said.code == 0 and said.output.startswith(b'Good "' + NAMESPACE.encode()):
            return SignatureCheck(is_good=True)
        if _NO not in said.output:
            why = f"the signature cannot be checked: ssh-keygen failed with {said.reason or f'exit code {said.code}'}"
            return SignatureCheck(is_good=False, why=why, is_open=True)
        return SignatureCheck(is_good=False, why=_reason(said.reason))


def _reason(said: str) -> str:
    """ssh-keygen's complaint in half a sentence."""
    if not said:
        return _UNKNOWN
    if "incorrect signature" in said:
        return "its signature is not of this statement"
    return _PLACE.sub(r"line \1 of allowed_signers: ", said)
