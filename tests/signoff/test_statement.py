"""Statements from anybody's bytes, and the small parts around them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.core.signoff.armour import signing_key
from answerable.core.signoff.instant import is_instant, seconds_of, spelt
from answerable.core.signoff.pace import is_hasty
from answerable.core.signoff.signers import owners_of, parse_signers
from answerable.core.signoff.statement import LARGEST, canonical_statement
from answerable.repo.signoffs import decode_statement
from support.signoff_samples import DIGEST, ID, STATEMENT


def with_(**fields: object) -> bytes:
    """The statement with other fields; `a__b` is a field of a field, `None` takes one away."""
    made = json.loads(json.dumps(STATEMENT))
    for name, value in fields.items():
        *way, last = name.split("__")
        place = made
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return json.dumps(made).encode()


def test_a_statement_is_read_back_from_its_canonical_bytes() -> None:
    data = canonical_statement(STATEMENT)
    assert decode_statement(data) == STATEMENT
    assert data.isascii()
    assert data.count(b"\n") == 1
    assert canonical_statement(json.loads(data)) == data


BROKEN = [
    b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"_type": 1}',
    b" " * LARGEST + canonical_statement(STATEMENT),
    with_(_type="https://in-toto.io/Statement/v0.1"), with_(predicateType="urn:answerable:signoff:v2"),
    with_(subject=[]), with_(subject=STATEMENT["subject"] * 2), with_(predicate=None),
    with_(predicate__decision="Approve"), with_(predicate__decision="revoke"), with_(predicate__decision=None),
    with_(predicate__decision="revoke", predicate__revokes="abc"),
    with_(predicate__signed_at="yesterday"), with_(predicate__signed_at="2026-02-30T00:00:00Z"),
    with_(predicate__signed_at="2026-01-31 12:00:00"), with_(predicate__signed_at="٢٠٢٦-01-31T12:00:00Z"),
    with_(predicate__seconds="60"), with_(predicate__hasty=0), with_(predicate__target=None),
    with_(predicate__base__commit="HEAD"), with_(predicate__base__tree="--output=x"),
    with_(predicate__merge_base__commit="1" * 41), with_(predicate__merge_base__tree=f"{ID}\n{ID}"),
    with_(predicate__change__anchored="A" * 64), with_(predicate__change__loose=""), with_(predicate__change__paths="a"),
    with_(predicate__reviewer="sam"), with_(predicate__reviewer__email=None), with_(predicate__rules=None),
]  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_statement_is_none(data: bytes) -> None:
    assert decode_statement(data) is None


def test_fields_of_a_later_version_are_no_fault() -> None:
    assert decode_statement(with_(predicate__weather="fine")) is not None
    assert decode_statement(with_(predicate__decision="revoke", predicate__revokes=DIGEST)) is not None


@settings(deadline=None)
@given(st.integers(0, 4_000_000_000))
def test_instants_are_read_as_they_are_spelt(seconds: int) -> None:
    assert is_instant(spelt(seconds))
    assert seconds_of(spelt(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "lines", "is_short"),
    [
        (0, 0, False),
        (0, 1, True),
        (1, 5, False),
        (1, 6, True),
        (60, 300, False),
        (60, 301, True),
        (900, 10**6, False),
    ],
)
def test_how_short_is_too_short(seconds: int, lines: int, is_short: bool) -> None:  # noqa: FBT001 - a row
    assert is_hasty(seconds, lines) is is_short


KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIFzJesse"
SIGNERS = [
    ("", []),
    ("# a comment ssh-ed25519 AAAA", []),
    (f"a@x ssh-ed25519 {KEY}", [("a@x",)]),
    (f"a@x,b@x ssh-ed25519 {KEY} comment", [("a@x", "b@x")]),
    (f'"a@x,b@x" sk-ssh-ed25519@openssh.com {KEY}', [("a@x", "b@x")]),
    (f'a@x namespaces="x ssh-rsa,y",valid-before="2020" ssh-ed25519 {KEY}', [("a@x",)]),
    (f"*@x cert-authority ecdsa-sha2-nistp256 {KEY}", [("*@x",)]),
    (f"a@x\tssh-ed25519\t{KEY}\r\nb@x ssh-rsa {KEY}\n", [("a@x",), ("b@x",)]),
    (f"ssh-ed25519 {KEY}", []),
    ("a@x ssh-ed25519", []),
    ("a@x ssh-ed25519 not!base64", []),
    ("a@x no-key " + KEY, []),
    (f'a@x namespaces="unclosed ssh-ed25519 {KEY}', [("a@x",)]),
]


@pytest.mark.parametrize(("text", "principals"), SIGNERS)
def test_whose_keys_a_file_names(text: str, principals: list[tuple[str, ...]]) -> None:
    found = parse_signers(text.encode())
    assert [one.principals for one in found] == principals
    assert len(owners_of(found)) == min(1, len(found))


@pytest.mark.parametrize(
    "text",
    [
        "", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAAAA=\n-----END SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\n" + "A" * 60_000 + "\n-----END SSH SIGNATURE-----",
        "-----BEGIN PGP SIGNATURE-----\nU1NIU0lH\n-----END PGP SIGNATURE-----",
    ],
)  # fmt: skip
def test_what_is_no_signature_has_no_key(text: str) -> None:
    assert signing_key(text) == ""
