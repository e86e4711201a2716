"""What looks like a credential, and what only has the name of one."""

import pytest

from answerable.core.secrets import looks_secret, masked

SECRET = [
    ("password", "hunter2"),
    ("DB_PASSWORD", "correct-Horse7battery"),
    ("db_passwd", "p4ss!word"),
    ("apiKey", "9f8a7b6c5d4e3f2a1b0c"),
    ("client_secret", "kJ8mP2vL9qR5xT1z"),
    ("AUTH_TOKEN", "eW91IGZvdW5kIG1lIQ9x"),
    ("pwd", "letmein"),
]
HARMLESS = [
    ("password", ""),
    ("password", "password"),
    ("password", "changeme"),
    ("password", "<password>"),
    ("password", "${DB_PASSWORD}"),
    ("password", "Enter your password"),
    ("password", "user.password.label"),
    ("password_field", "s3cr3tFieldName1"),
    ("token", "identifier"),
    ("secret", "prod/shop/database"),
    ("api_key", "YOUR_API_KEY"),
    ("api_key", "xxxxxxxxxxxx"),
    ("token_url", "https://example.org/oauth2/token"),
    ("name", "9f8a7b6c5d4e3f2a1b0c"),
]


@pytest.mark.parametrize(("name", "value"), SECRET)
def test_secret(name, value):
    assert looks_secret(name, value)


@pytest.mark.parametrize(("name", "value"), HARMLESS)
def test_harmless(name, value):
    assert not looks_secret(name, value)


def test_masked_hides_values_and_keeps_the_place():
    shown = masked('DATABASE_PASSWORD = "Tr0ub4dor&3x"')
    assert "Tr0ub4dor" not in shown
    assert "DATABASE_PASSWORD" in shown
