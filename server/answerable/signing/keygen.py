"""ssh-keygen as a child process.

It is given what it needs on the command line and in files of our own, in a folder of our own; no configuration of a
repository names a program or a file here (git's `gpg.ssh.program` and `gpg.ssh.allowedSignersFile` are git's).
"""

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from answerable.core.errors import SigningFailed

__all__ = ["KEPT", "Said", "SshKeygen", "private_folder"]

#: What ssh-keygen may see of the environment, each with the reason.
KEPT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DISPLAY": "a window that asks for the passphrase",
        "HOME": "where keys are named with ~",
        "PATH": "the user's own ssh-keygen, and the helper of hardware keys",
        "SSH_ASKPASS": "the program that the user has chosen to ask for the passphrase",
        "SSH_ASKPASS_REQUIRE": "whether to use it",
        "SSH_AUTH_SOCK": "the agent that has the key",
        "SSH_SK_PROVIDER": "the library of the user's hardware key",
        "TERM": "asking on a terminal",
        "WAYLAND_DISPLAY": "a window that asks for the passphrase",
        "XDG_RUNTIME_DIR": "a window that asks for the passphrase",
    }
)


class Said(NamedTuple):
    """What ssh-keygen said; `reason` is its last complaint in one line, empty when it had none."""

    code: int
    output: bytes
    reason: str


class SshKeygen:
    """ssh-keygen as it is found on the PATH of `environ`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        # Dates in allowed_signers are local time unless they say otherwise, and everybody has to read the same.
        fixed = {"LC_ALL": "C", "TZ": "UTC"}
        self._environ = {name: value for name, value in environ.items() if name in KEPT} | fixed

    def run(self, *args: str, folder: Path, stdin: bytes, timeout: float) -> Said:
        """Run it in `folder`, for `timeout` seconds at most. Raises `SigningFailed` when it cannot be run."""
        try:
            done = subprocess.run(
                ("ssh-keygen", *args),
                input=stdin,
                capture_output=True,
                check=False,
                cwd=folder,
                env=self._environ,
                timeout=timeout,
            )
        except subprocess.TimeoutExpired:
            raise SigningFailed(f"ssh-keygen did not finish within {timeout:.0f} seconds.") from None
        except OSError:
            raise SigningFailed("ssh-keygen was not found on PATH; install OpenSSH's client.") from None
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return Said(done.returncode, done.stdout, lines[-1].strip().rstrip(".") if lines else "")


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that nobody else can read, until the block ends. Raises `SigningFailed` when there can be none."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="answerable-")
    except OSError as error:
        raise SigningFailed(f"No temporary folder can be made for ssh-keygen: {error.strerror}.") from None
    with folder as name:
        yield Path(name)
