"""Real keys, the real ssh-keygen, and one that is missing, fails or hangs."""

import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.core.errors import SigningFailed
from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.signers import parse_signers
from answerable.signing import keygen, verify
from answerable.signing.sign import SshSigner
from answerable.signing.verify import SshSignatures
from support.git import clean_environment
from support.signers import make_key, needs_ssh_keygen, public, signed_with

needs_ssh_keygen()

NOW = 1_760_000_000
DATA = b"what is signed\n"
SAM = "sam@example.org"


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An ssh-agent without keys; what the environment must say to reach it."""
    socket = f"{tempfile.mkdtemp(dir=tmp_path, prefix='a')}/s"
    with subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.PIPE) as running:
        running.stdout.readline()
        yield {"SSH_AUTH_SOCK": socket}
        running.terminate()


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path)


def check(
    environ: dict[str, str], signature: str, allowed: str, *emails: str, data: bytes = DATA, at: int = NOW
):
    """What the check says of a signature for one address or several."""
    return SshSignatures(environ).check(data, signature, emails or (SAM,), allowed.encode(), (at,))


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_what_is_signed_is_verified(tmp_path: Path, environ: dict[str, str], kind: str) -> None:
    key = make_key(tmp_path, "key", kind)
    signer = SshSigner(environ, str(key))
    signature = signer.sign(DATA)
    assert signing_key(signature) == signer.fingerprint()
    allowed = f"{SAM} {public(key)}"
    assert [one.key for one in parse_signers(allowed.encode())] == [signer.fingerprint()]
    assert check(environ, signature, allowed).is_good
    assert check(environ, signature, allowed, "jo@example.org", SAM).is_good
    assert not check(environ, signature, allowed, data=DATA + b" ").is_good
    assert not check(environ, signature, allowed, "jo@example.org").is_good


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_certificate_has_the_fingerprint_of_its_key(
    tmp_path: Path, environ: dict[str, str], kind: str
) -> None:
    key, authority = make_key(tmp_path, "key", kind), make_key(tmp_path, "authority")
    asked = ("ssh-keygen", "-q", "-s", str(authority), "-I", "id", "-n", SAM, f"{key}.pub")
    subprocess.run(asked, check=True)
    signer = SshSigner(environ, f"{key}-cert.pub")
    signature = signer.sign(DATA)
    assert signing_key(signature) == signer.fingerprint() == SshSigner(environ, str(key)).fingerprint()
    assert check(environ, signature, f"{SAM} cert-authority {public(authority)}").is_good
    assert not check(environ, signature, f"{SAM} {public(authority)}").is_good


ROWS = [
    ("{sam} {key}", ""),
    ("junk\n\n# comment\n{sam} {key}", ""),
    ("*@example.org {key}", ""),
    ('{sam} namespaces="git,signoff@answerable" {key}', ""),
    ("", "to others, or to nobody"),
    ("jo@example.org {key}", "to others, or to nobody"),
    ('{sam} namespaces="git" {key}', "namespace"),
    ('{sam} valid-before="20200101" {key}', "line 1 of allowed_signers: key has expired"),
    ('\n{sam} valid-after="20990101" {key}', "line 2 of allowed_signers: key is not yet valid"),
    ('{sam} strange="1" {key}', "bad options"),
    ("{sam}", "invalid line"),
]


@pytest.mark.parametrize(("line", "words"), ROWS)
def test_allowed_signers(tmp_path: Path, environ: dict[str, str], line: str, words: str) -> None:
    key = make_key(tmp_path, "key")
    found = check(environ, signed_with(key, DATA), line.format(sam=SAM, key=public(key)))
    assert (found.is_good, found.is_open) == (not words, False)
    assert words in found.why


def test_dates_mean_the_same_everywhere(tmp_path: Path, environ: dict[str, str]) -> None:
    """A date without a zone is local time to ssh-keygen; here it is UTC, wherever the machine stands."""
    key = make_key(tmp_path, "key")
    allowed = f'{SAM} valid-before="20251009080000" {public(key)}'
    signature = signed_with(key, DATA)
    for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles"):
        there = environ | {"TZ": zone}
        assert check(there, signature, allowed, at=1_759_996_799).is_good
        assert not check(there, signature, allowed, at=1_759_996_801).is_good


@pytest.mark.parametrize("namespace", ["git", "file", "signoff@answerable.example", "signoff"])
def test_a_signature_for_something_else_is_none(
    tmp_path: Path, environ: dict[str, str], namespace: str
) -> None:
    key = make_key(tmp_path, "key")
    found = check(environ, signed_with(key, DATA, namespace), f"{SAM} {public(key)}")
    assert (found.is_good, found.is_open) == (False, False)
    assert "namespace" in found.why


@pytest.mark.parametrize("signature", ["", "x", "-----BEGIN SSH SIGNATURE-----\n", "\x00", "\x1b[2J"])
def test_what_is_no_signature_is_not_even_asked_about(environ: dict[str, str], signature: str) -> None:
    found = check(environ | {"PATH": ""}, signature, "")
    assert (found.is_good, found.is_open) == (False, False)


FAKES = {
    "says yes": "echo 'Good signature, trust me'",
    "says nothing": "exit 0",
    "fails": "echo 'No user exists for uid 4711' >&2; exit 255",
    "is killed": "kill -9 $$",
}


@pytest.mark.parametrize("script", FAKES.values(), ids=FAKES)
def test_an_ssh_keygen_that_fails_leaves_it_open(
    tmp_path: Path, environ: dict[str, str], script: str
) -> None:
    signature = signed_with(make_key(tmp_path, "key"), DATA)
    found = check(faked(tmp_path, environ, script), signature, "")
    assert (found.is_good, found.is_open) == (False, True)
    assert found.why.startswith("the signature cannot be checked: ssh-keygen failed with ")


def test_no_ssh_keygen_leaves_it_open_and_says_what_to_do(tmp_path: Path, environ: dict[str, str]) -> None:
    key = make_key(tmp_path, "key")
    nowhere = environ | {"PATH": str(tmp_path)}
    found = check(nowhere, signed_with(key, DATA), "")
    assert (found.is_good, found.is_open) == (False, True)
    assert "install OpenSSH" in found.why
    with pytest.raises(SigningFailed, match="install OpenSSH"):
        SshSigner(nowhere, str(key)).sign(DATA)


def test_one_that_hangs_is_ended(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_PATIENCE", 0.2)
    signature = signed_with(make_key(tmp_path, "key"), DATA)
    started = time.monotonic()
    found = check(faked(tmp_path, environ, "exec sleep 30"), signature, "")
    assert time.monotonic() - started < 10
    assert (found.is_good, found.is_open) == (False, True)
    assert "did not finish within" in found.why


def test_it_sees_of_the_environment_what_it_needs(tmp_path: Path, environ: dict[str, str]) -> None:
    """And nothing of git's, nor a library to load; it runs in a folder of ours."""
    signature = signed_with(make_key(tmp_path, "key"), DATA)
    seen = tmp_path / "seen"
    there = faked(tmp_path, environ, f"env > {seen}; pwd >> {seen}")
    check(there | {"GIT_DIR": "x", "LD_PRELOAD": "x", "SSH_AUTH_SOCK": "/agent"}, signature, "")
    lines = seen.read_text().splitlines()
    names = {line.partition("=")[0] for line in lines[:-1]} - {"_", "SHLVL", "OLDPWD", "PWD"}
    assert names <= {*keygen.KEPT, "LC_ALL", "TZ"}
    assert "SSH_AUTH_SOCK=/agent" in lines
    assert not lines[-1].startswith(str(Path.cwd()))


def test_an_agent_signs_with_a_public_key(
    tmp_path: Path, environ: dict[str, str], agent: dict[str, str]
) -> None:
    key = make_key(tmp_path, "key")
    with_agent = environ | agent
    subprocess.run(["ssh-add", "-q", str(key)], env=with_agent, check=True)
    key.unlink()
    for named in (f"{key}.pub", f"key::{public(key)}", public(key)):
        signer = SshSigner(with_agent, named)
        signature = signer.sign(DATA)
        assert signing_key(signature) == signer.fingerprint()
        assert check(environ, signature, f"{SAM} {public(key)}").is_good
    with pytest.raises(SigningFailed):
        SshSigner(environ, f"{key}.pub").sign(DATA)


@pytest.mark.parametrize(
    "name", ["missing", "folder", "text", "-oProxyCommand=x", "key::", "ssh-ed25519 not!base64"]
)
def test_what_is_no_key_is_said_to_be_none(
    tmp_path: Path, environ: dict[str, str], name: str, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("hello\n")
    with pytest.raises(SigningFailed, match="no SSH key that can be read"):
        SshSigner(environ, name).fingerprint()


def test_a_home_folder_is_spelt_with_a_tilde(tmp_path: Path, environ: dict[str, str]) -> None:
    make_key(tmp_path, "key")
    assert SshSigner(environ, "~/key").fingerprint().startswith("SHA256:")


def faked(folder: Path, environ: dict[str, str], script: str) -> dict[str, str]:
    """An environment in which ssh-keygen is a shell script."""
    programs = folder / "programs"
    programs.mkdir()
    fake = programs / "ssh-keygen"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    return environ | {"PATH": f"{programs}:{environ['PATH']}"}
