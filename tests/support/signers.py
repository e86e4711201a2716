"""People with SSH keys, and repositories whose changes they sign off with the real commands."""

import itertools
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from answerable.cli.commands import signoff, verify
from answerable.core.signoff.statement import canonical_statement
from answerable.repo.objects import GitObjects
from answerable.repo.signoffs import GitSignoffs
from support.gate import PEOPLE, GateRepo
from support.git import Repo

__all__ = ["SignedRepo", "make_key", "needs_ssh_keygen", "public", "signed_with"]

NAMESPACE = "signoff@answerable"


def needs_ssh_keygen() -> None:
    """Skip the module where there is no ssh-keygen; in CI that is a failure."""
    if shutil.which("ssh-keygen"):
        return
    reason = "ssh-keygen is not installed (Debian package: openssh-client)"
    if os.environ.get("ANSWERABLE_REQUIRE_EDITORS"):
        pytest.fail(reason)
    pytest.skip(reason, allow_module_level=True)


def make_key(folder: Path, name: str, kind: str = "ed25519") -> Path:
    """A new key without a passphrase; the file of its private half."""
    file = folder / name
    asked = ("ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(file))
    subprocess.run(asked, check=True, capture_output=True)
    return file


def public(key: Path) -> str:
    """The public half as allowed_signers has it: type and base64."""
    return " ".join(key.with_suffix(".pub").read_text().split()[:2])


def signed_with(key: Path, data: bytes, namespace: str = NAMESPACE) -> str:
    """A signature made by ssh-keygen itself."""
    asked = ("ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(key))
    return subprocess.run(asked, input=data, check=True, capture_output=True).stdout.decode()


class SignedRepo(GateRepo):
    """A repository whose target branch knows everybody's key. `main` is the target, `topic` the change."""

    def __init__(
        self, folder: Path, *init: str, signers: str = "", files: dict[str, str] | None = None
    ) -> None:
        super().__init__(folder, *init)
        self.keys = {name: make_key(folder, name) for name in (*PEOPLE, "mallory")}
        lines = [
            f'{email} namespaces="{NAMESPACE}" {public(self.keys[name])}' for name, email in PEOPLE.items()
        ]
        self.repo.git("checkout", "-q", "main")
        signers = signers.format(**{name: public(key) for name, key in self.keys.items()}) or "\n".join(lines)
        self.repo.commit("keys", **{".answerable/allowed_signers": signers + "\n", **(files or {})})
        self.repo.git("checkout", "-q", "-B", "topic")

    def write(self, message: str = "change", author: str = "jo", **files: str | bytes) -> str:
        """Commit files as somebody; the commit id."""
        for path, content in files.items():
            self.repo.write(path, content)
        self.repo.git("add", "-A")
        self.repo.git("commit", "-q", "--allow-empty", "-m", message, **person(author))
        return self.repo.git("rev-parse", "HEAD")

    def git(self, *args: str, author: str = "jo") -> str:
        """Git as somebody."""
        return self.repo.git(*args, **person(author))

    def sign(
        self, reviewer: str = "sam", range_: str = "main..topic", *, key: str = "", email: str = "", **options
    ) -> int:
        """Sign a range as a reviewer, without questions; the exit code."""
        environ = self.repo.environ | {"GIT_COMMITTER_EMAIL": email or PEOPLE[reviewer]}
        chosen = signoff.Options(yes=True, key=str(self.keys[key or reviewer]), **options)
        return signoff.run(range_, chosen, cwd=str(self.repo.top), environ=environ)

    def verify(
        self, capsys, range_: str = "main..topic", *, repo: Repo | None = None, **options
    ) -> tuple[int, list[dict]]:
        """The exit code of `verify` and the sign-offs it tells of."""
        where = repo or self.repo
        capsys.readouterr()
        code = verify.run(range_, as_json=True, cwd=str(where.top), environ=where.environ, **options)
        self.said = json.loads(capsys.readouterr().out)
        return code, self.said["signoffs"]

    def store(self) -> GitSignoffs:
        """The sign-offs as the product sees them."""
        plumbing = self.repo.plumbing()
        return GitSignoffs(plumbing, GitObjects(plumbing))

    def forge(self, edit, key: str = "sam", namespace: str = NAMESPACE) -> None:
        """Take the newest sign-off away and store it again, edited and signed anew with a key."""
        (one,) = self.store().all()
        self.repo.git("update-ref", "-d", "refs/answerable/signoffs")
        edit(one.statement)
        data = canonical_statement(one.statement)
        self.store().append([(data, signed_with(self.keys[key], data, namespace))])

    def clone(self, folder: Path, branch: str = "topic") -> Repo:
        """A fresh clone that has the branches as they are now, and what `refs/answerable/*` has."""
        top = folder / f"clone{next(_COUNT)}"
        self.repo.git(
            "clone", "-q", "--no-local", "--single-branch", "-b", branch, str(self.repo.top), str(top)
        )
        made = Repo(top, self.repo.home)
        made.git("fetch", "-q", "origin", "refs/answerable/*:refs/answerable/*")
        if branch != "main":
            made.git("fetch", "-q", "origin", "main:main")
        return made


_COUNT = itertools.count()


def person(name: str) -> dict[str, str]:
    """The environment in which git is used by somebody."""
    email = PEOPLE.get(name, name)
    return {
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email,
    }  # fmt: skip
