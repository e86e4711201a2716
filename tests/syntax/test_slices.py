"""A JSON text that is edited: its slices tell what the whole tells."""

import json
import random

import pytest

from answerable.syntax.analyser import Analyser
from answerable.syntax.session import Session

STATEMENTS = [
    {
        "Sid": f"s{number}",
        "Effect": "Allow",
        "Action": ["s3:GetObject", f"s3:Put{number}"],
        "Resource": f"arn:aws:s3:::bucket-{number}/*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }
    for number in range(30)
]
SETTINGS = {
    "name": "shop",
    "pools": [
        {"name": f"p{number}", "max": 10 + number, "retries": 3, "hosts": ["a", "b"]} for number in range(20)
    ],
    "coverage": {"threshold": 90, **{f"folder{number}": {"threshold": 80} for number in range(20)}},
    "debug": False,
}
TEXTS = {
    "infra/policy.json": json.dumps({"Version": "2012-10-17", "Statement": STATEMENTS}, indent=2) + "\n",
    "config/production.json": json.dumps(SETTINGS, indent=4) + "\n",
}
CHANGES = [
    ("s3:GetObject", "s3:*"),
    ("Allow", "Deny"),
    ('"true"', '"false"'),
    ("10", "1000"),
    ("90", "10"),
    ("false", "true"),
    ("bucket-", "*"),
    ("3,", "300,"),
]


def edits(lines, luck):
    """Values changed, an empty line, and members less or more, with their commas."""
    at = luck.randrange(1, len(lines) - 1)
    kind = luck.randrange(4)
    if kind == 0:
        return at, at, ["\n"]
    if kind == 1 and lines[at].rstrip().endswith(",") and lines[at].strip() not in {"},", "],"}:
        return at, at + 1, luck.choice([[], [lines[at], lines[at].replace('"', '"x', 1)]])
    line = lines[at]
    for old, new in CHANGES:
        line = line.replace(old, new) if luck.random() < 0.5 else line
    return at, at + 1, [line]


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize("seed", range(8))
def test_slices_tell_what_the_whole_tells(path, seed):
    old, luck = TEXTS[path], random.Random(seed)
    now, session, analyser = old.splitlines(keepends=True), Session(path, old), Analyser()
    for number in range(30):
        first, last, made = edits(now, luck)
        now[first:last] = made
        found, problems = session.edit(first, last, made)
        whole, also = analyser(path, old, "".join(now))
        assert [one[:10] for one in found] == [one[:10] for one in whole]
        assert (problems, session.is_exact) == (also, True)
        if number % 10 == 9:
            # All the way back, in one edit.
            now = old.splitlines(keepends=True)
            assert session.findings(old) == ([], [])


def test_a_policy_that_is_widened_at_both_ends_is_sliced(monkeypatch):
    old = TEXTS["infra/policy.json"]
    session = Session("infra/policy.json", old)
    lines = old.splitlines(keepends=True)
    seen = []
    monkeypatch.setattr(Analyser, "change", lambda *_: seen.append(1))
    reads = [at for at, line in enumerate(lines) if "s3:GetObject" in line]
    for at in (reads[0], reads[-1]):
        found, _ = session.edit(at, at + 1, [lines[at].replace("s3:GetObject", "s3:*")])
    assert [(one.rule, one.line) for one in found] == [("PRM001", reads[0] + 1), ("PRM001", reads[-1] + 1)]
    assert seen == []
    assert len(session._slicer.slices(session._lines)[0].text) < len(old) / 3


@pytest.mark.parametrize("text", ["", "{", "[1, 2", '{"a": 1}', "not json", '{"Statement": [}'])
def test_what_is_no_json_is_compared_whole(text):
    session, analyser = Session("infra/policy.json", text), Analyser()
    for new in (TEXTS["infra/policy.json"], '{"Effect": "Allow", "Action": "*"}\n', text):
        assert session.findings(new)[0] == analyser("infra/policy.json", text, new)[0]


def test_an_edit_that_unbalances_is_not_exact():
    old = TEXTS["infra/policy.json"]
    session = Session("infra/policy.json", old)
    at = old[: old.index("{", 10)].count("\n")
    session.edit(at, at + 1, ["\n"])
    assert not session.is_exact
