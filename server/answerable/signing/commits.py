"""Checking the SSH signatures of commits, offline and without git's own configuration."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from answerable.core.errors import SigningFailed
from answerable.core.signoff.ports import SignatureCheck
from answerable.signing.keygen import SshKeygen, private_folder

__all__ = ["SshCommitSignatures"]

_NAMESPACE: Final = "git"
_PATIENCE: Final = 20.0


class SshCommitSignatures:
    """Checks with the ssh-keygen of `environ`; see `app.signed_commits.CommitSignatures`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._keygen = SshKeygen(environ)

    def check(
        self, payload: bytes, signature: str, emails: Sequence[str], allowed: bytes, now: int
    ) -> SignatureCheck:
        """Whether one of `emails` signed a commit with a key that `allowed` gives them now."""
        at = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d%H%M%S")
        try:
            with private_folder() as folder:
                (folder / "signers").write_bytes(allowed)
                (folder / "signature").write_text(signature, encoding="utf-8")
                asked = (
                    "-Y",
                    "verify",
                    "-f",
                    "signers",
                    "-n",
                    _NAMESPACE,
                    "-s",
                    "signature",
                    f"-Overify-time={at}",
                )
                said = [
                    self._keygen.run(*asked, "-I", email, folder=folder, stdin=payload, timeout=_PATIENCE)
                    for email in emails
                ]
        except SigningFailed as error:
            return SignatureCheck(is_good=False, why=str(error).rstrip("."), is_open=True)
        except OSError as error:
            return SignatureCheck(
                is_good=False, why=f"no file can be written ({error.strerror})", is_open=True
            )
        if any(one.code == 0 and one.output.startswith(b'Good "git"') for one in said):
            return SignatureCheck(is_good=True)
        reason = next((one.reason for one in said if one.reason), "the key is not theirs")
        return SignatureCheck(is_good=False, why=reason)
