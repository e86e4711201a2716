"""The ordered comparisons of infrastructure, and the tables about resources."""

import tomllib

import pytest

from answerable.core.guardrails import is_guardrail
from answerable.core.permissions import covers, looser_conditions, wider_token
from answerable.core.pins import image, strength, weaker
from answerable.core.safeguards import OPENS, PROTECTS, switched_off
from answerable.syntax.languages import grammars_root

DIGEST = "sha256:" + "ab" * 32
PINS = [
    (4, [DIGEST, "b4ffde65f46336ab88eb53be808477a3936bae11"]),
    (3, ["1.25.3", "v4.1.0", "20.04", "3.11-slim", "= 5.1.2"]),
    (2, ["v4", "18", "18-alpine", "~> 3.0"]),
    (1, ["bookworm-slim", "release-branch"]),
    (0, ["", "latest", "main", "master", ">= 1.0", "HEAD"]),
]
IMAGES = [
    ("nginx", "nginx", ""),
    ("nginx:1.25", "nginx", "1.25"),
    ("localhost:5000/shop/web", "localhost:5000/shop/web", ""),
    ("localhost:5000/shop/web:1.0", "localhost:5000/shop/web", "1.0"),
    (f"nginx:1.25@{DIGEST}", "nginx", DIGEST),
]
WIDER = [
    ("contents=read", "contents=write"),
    ("contents=read", "*=write"),
    ("*=none", "contents=read"),
    ("contents=read", "contents=read packages=read"),
    ("contents=read", "default"),
    ("default", "*=write"),
]
NOT_WIDER = [
    ("contents=read", "contents=read"),
    ("contents=read", "*=none"),
    ("contents=read", "covered"),
    ("default", "contents=write"),
    ("*=write", "default"),
    ("*=read", "contents=read"),
]
SWITCHES = [
    ("storage_encrypted", "true", "false", PROTECTS),
    ("storage_encrypted", "true", None, PROTECTS),
    ("storage_encrypted", None, "false", PROTECTS),
    ("encryption_disabled", "false", "true", PROTECTS),
    ("versioning.enabled", "true", "false", PROTECTS),
    ("logging.enabled", "true", "false", PROTECTS),
    ("allow_unauthenticated_identities", "false", "true", OPENS),
    ("block_public_policy", "true", "false", OPENS),
    ("local_auth_enabled", "false", "true", OPENS),
    ("disable_password_authentication", "true", "false", OPENS),
    ("auto_minor_version_upgrade", "true", "false", PROTECTS),
    ("multi_az", "true", "false", PROTECTS),
    ("is_encrypted_block_storage", "true", "false", PROTECTS),
    ("name", "true", "false", ""),
]


@pytest.mark.parametrize(("expected", "references"), PINS)
def test_strength(expected, references):
    assert {reference: strength(reference) for reference in references} == dict.fromkeys(references, expected)


def test_weaker_is_strict_and_knows_no_variables():
    ranked = [references[0] for _, references in PINS]
    for number, strong in enumerate(ranked):
        assert not weaker(strong, strong)
        for weak in ranked[number + 1 :]:
            assert weaker(strong, weak)
            assert not weaker(weak, strong)
    assert not weaker(DIGEST, "$TAG")


@pytest.mark.parametrize(("text", "name", "reference"), IMAGES)
def test_image(text, name, reference):
    assert image(text) == (name, reference)


@pytest.mark.parametrize(("old", "new"), WIDER)
def test_wider_token(old, new):
    assert wider_token(old, new)
    assert not wider_token(new, old)


def test_tokens_that_each_may_do_more():
    assert wider_token("*=read", "issues=write")
    assert wider_token("issues=write", "*=read")


@pytest.mark.parametrize(("old", "new"), NOT_WIDER)
def test_not_wider_token(old, new):
    assert not wider_token(old, new)


def test_wildcards_include():
    assert covers("*", "s3:GetObject")
    assert covers("s3:Get*", "S3:GetObject")
    assert not covers("s3:Get*", "s3:PutObject")
    assert not covers("[a]", "a")


def test_looser_conditions():
    assert looser_conditions("a\nb", "a")
    assert not looser_conditions("a", "a\nb")
    assert not looser_conditions("a", "b")


@pytest.mark.parametrize(("path", "old", "new", "topic"), SWITCHES)
def test_switched_off(path, old, new, topic):
    assert switched_off(path, "aws_thing", old, new) == topic
    if old is not None and new is not None:
        assert switched_off(path, "aws_thing", new, old) == ""
    assert switched_off(path, "aws_thing", old, old) == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".github/CODEOWNERS", True),
        ("docs/CODEOWNERS", True),
        (".answerable/policy.toml", True),
        (".husky/pre-push", True),
        ("AGENTS.md", True),
        (".claude/settings.json", True),
        ("README.md", False),
        ("src/agents.md.py", False),
        (".gitignore", False),
    ],
)
def test_guardrails(path, expected):
    assert is_guardrail(path) is expected


@pytest.mark.parametrize(("name", "field"), [("stateful.toml", "types"), ("force_new.toml", "arguments")])
def test_tables_name_their_sources(name, field):
    table = tomllib.loads((grammars_root() / "hcl" / name).read_text(encoding="utf-8"))
    for entry in table.values():
        assert entry["source"].startswith("https://registry.terraform.io/providers/")
        assert len(set(entry[field])) == len(entry[field]) > 0
