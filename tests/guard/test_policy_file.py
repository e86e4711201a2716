"""The policy's file with a `[guard]`: one file for the gate and for the guard, strict in both."""

import pytest

from answerable.store.settings_files import SettingsFiles

RULE = "version = 1\n[[rule]]\nname = 'any'\n"


def read(text):
    return SettingsFiles().policy((RULE + text).encode(), ["senior"])


def test_the_gate_takes_a_policy_with_a_guard():
    policy, problems = read(
        "[guard]\npublish = 'deny'\n[guard.test]\ndatabase = 'allow'\n[[guard.path]]\npaths = ['a/**']\ndelete = 'allow'\n"
    )
    assert problems == []
    assert policy is not None


@pytest.mark.parametrize(
    "text",
    ["[guard]\npublsh = 'deny'\n", "[guard]\npublish = 'no'\n", "[guard.test]\nx = 'ask'\n", "guard = 1\n"],
)
def test_a_misspelt_guard_is_an_error_of_the_policy(text):
    policy, problems = read(text)
    assert policy is None
    assert problems
