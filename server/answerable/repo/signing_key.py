"""Which key git was told to sign with."""

import os

from answerable.repo.plumbing import Plumbing

__all__ = ["signing_key_of"]


def signing_key_of(git: Plumbing) -> str:
    """The SSH key of `user.signingKey`: a file, or a public key itself; empty when git signs with something else.

    `gpg.ssh.program` and `gpg.ssh.defaultKeyCommand` would run programs and are not looked at.
    """
    listed = git.run("config", "-z", "--get-regexp", r"^(gpg\.format|user\.signingkey)$", check=False)
    found = dict(entry.partition("\n")[::2] for entry in os.fsdecode(listed).split("\0") if entry)
    key = found.get("user.signingkey", "")
    if found.get("gpg.format") != "ssh" or not key:
        return ""
    is_file = not key.startswith(("key::", "ssh-", "sk-", "ecdsa-", "~/", "/"))
    return os.path.join(git.folder, key) if is_file else key  # noqa: PTH118 - the spelling must stay
