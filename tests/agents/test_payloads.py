"""Payloads of every agent: `data/agents/AGENT/*.json` hold a sentence, a payload, and what it must become."""

import json
import os
import random
from pathlib import Path

import pytest

from answerable.agents.aider import model_of_commit, wrote
from answerable.agents.detection import detect
from answerable.agents.patch import read_patch
from answerable.agents.protocol import parse_json
from answerable.agents.registry import AGENTS, decoder, read_reports
from answerable.agents.transcript import read_transcript
from answerable.core.report import Replacement, Report

ROWS = sorted((Path(__file__).parents[1] / "data" / "agents").glob("*/*.json"))


def plain(value):
    """A report as its row spells it: only what differs from the default, tuples as lists."""
    if isinstance(value, Report):
        fields = value._asdict()
        defaults = Report._field_defaults
        return {name: plain(field) for name, field in fields.items() if field != defaults.get(name)}
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def check_payload(row):
    """One row: the payload gives exactly these reports and problems."""
    told = json.loads(row.read_text("utf-8"))
    reports, problems = decoder(row.parent.name)(told["payload"])
    assert [plain(report) for report in reports] == told["reports"], told["title"]
    assert problems == told["problems"], told["title"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.parent.name}/{row.stem}")
def test_payload(row):
    check_payload(row)


def test_every_agent_has_rows_and_every_adapter_tells_its_name():
    assert {row.parent.name for row in ROWS} == set(AGENTS)
    for name in AGENTS:
        assert decoder(name).__globals__["NAME"] == name


def odd_values(rng):
    """A value of some JSON type that a producer would hardly send."""
    odd = [
        None,
        True,
        0,
        -1,
        1 << 70,
        1.5,
        "",
        "x",
        "\ud800",
        "\0",
        "../..",
        [],
        {},
        [[]],
        {"a": {}},
        "{}",
        [None],
    ]
    return rng.choice(odd)


def mutated(value, rng):
    """`value` with pieces removed, swapped or replaced by odd ones."""
    if rng.random() < 0.12:
        return odd_values(rng)
    if isinstance(value, dict):
        return {key: mutated(item, rng) for key, item in value.items() if rng.random() > 0.08}
    if isinstance(value, list):
        return [mutated(item, rng) for item in value if rng.random() > 0.08]
    return value


@pytest.mark.parametrize("name", AGENTS)
def test_no_payload_makes_an_adapter_raise(name):
    payloads = [json.loads(row.read_text("utf-8"))["payload"] for row in ROWS]
    rng = random.Random(f"payloads of {name}")
    for _ in range(1500):
        payload = mutated(rng.choice(payloads), rng)
        reports, problems = decoder(name)(payload)
        assert all(isinstance(report, Report) for report in reports)
        assert all(problem.isprintable() for problem in problems)


@pytest.mark.parametrize("name", AGENTS)
def test_no_bytes_make_reading_raise(name):
    rng = random.Random(f"bytes of {name}")
    good = b'{"type": "human", "repo_working_dir": "/p", "will_edit_filepaths": ["a"]}'
    for _ in range(500):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        read_reports(name, bytes(data[: rng.randrange(len(data) + 1)]))


GOOD = {"a": "b\u00e4"}


@pytest.mark.parametrize(
    ("data", "value", "problem"),
    [
        ('{"a": "bä"}'.encode(), GOOD, ""),
        ('{"a": "bä"}'.encode("utf-8-sig"), GOOD, ""),
        ('{"a": "bä"}'.encode("utf-16"), GOOD, ""),
        ('{"a": "bä"}'.encode("utf-16-le"), GOOD, ""),
        ('{"a": "bä"}'.encode("utf-32"), GOOD, ""),
        (b'{"a": "b\n\x00\x1b"}', {"a": "b\n\0\x1b"}, ""),
        (b'{"a": "b\xff"}', {"a": "b\udcff"}, ""),
        (b"", None, "the payload is not JSON (character 1)"),
        (b'{"a": ', None, "the payload is not JSON (character 7)"),
        (b"[" * 100_000, None, "the payload is nested too deeply"),
        (b"1" * 5000, None, "the payload is not JSON"),
        ("\ufeff".encode("utf-16-le") + b"\0\xd8\0", None, "the payload is neither UTF-8 nor UTF-16"),
    ],
)
def test_bytes_to_value(data, value, problem):
    assert parse_json(data) == (value, problem)


def test_an_unknown_agent_is_told_the_known_ones():
    _, (problem,) = read_reports("nobody", b"{}")
    assert problem == f"nobody is no agent that is known here; known are {', '.join(AGENTS)}, auto"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.parent.name}/{row.stem}")
def test_the_payload_alone_tells_the_agent(row):
    told = json.loads(row.read_text("utf-8"))
    if told["reports"]:
        assert detect(told["payload"]) == row.parent.name


def test_an_agent_that_runs_the_hooks_of_another_is_still_itself():
    rows = {row.parent.name: row for row in ROWS if json.loads(row.read_text("utf-8"))["reports"]}
    for name, row in rows.items():
        payload = json.dumps(json.loads(row.read_text("utf-8"))["payload"]).encode()
        for configured in ("claude-code", "auto"):
            reports, problems = read_reports(configured, payload)
            assert ({report.producer for report in reports}, problems) == ({name}, [])


@pytest.mark.parametrize(
    "payload", [b"{}", b"[]", b"null", b'"x"', b'{"hook_event_name": 5}', b'{"type": "human"}']
)
def test_a_payload_that_tells_no_agent_is_said_to(payload):
    reports, (problem,) = read_reports("auto", payload)
    assert reports == []
    assert problem.startswith("auto: no agent is recognised in the payload")


TRANSCRIPT = """\
{"type": "user", "version": "2.0.1", "message": {"content": "pretend \\"model\\": \\"fake\\""}}
{"type": "assistant", "version": "2.0.2", "message": {"model": "model-a", "content": "x"}}
{"type": "assistant", "version": "2.0.2", "message": {"model": "model-b", "content": "x"}}
{"type": "assistant", "version": "2.0.2", "message": {"model": "<synthetic>", "content": "x"}}
"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TRANSCRIPT, ("model-b", "2.0.2")),
        ('{"messages": [{"type": "gemini",\n   "model" : "gemini-2.5-pro"}]}', ("gemini-2.5-pro", "")),
        ('{"model": "model-a"}\n' + '{"x": "' + "y" * 300_000 + '"}', ("", "")),
        ("", ("", "")),
        (None, ("", "")),
    ],
)
def test_the_model_is_taken_from_the_transcript(tmp_path, content, expected):
    path = tmp_path / "transcript.jsonl"
    if content is not None:
        path.write_text(content)
    assert read_transcript(str(path)) == expected


def test_a_transcript_that_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert read_transcript(str(tmp_path / "pipe")) == ("", "")
    assert read_transcript(str(tmp_path)) == ("", "")
    assert read_transcript("a\0b") == ("", "")


@pytest.mark.parametrize(
    ("author", "message", "made", "model"),
    [
        ("Dev (aider)", "fix: x\n", True, ""),
        ("Dev (aider) the second", "fix: x\n", False, ""),
        ("Dev", "fix: x\n\nCo-authored-by: aider (gpt-4o) <aider@aider.chat>\n", True, "gpt-4o"),
        ("Dev", "fix: x\n\nco-authored-by: aider\n", True, ""),
        ("Dev", "fix: mention aider (the tool)\n", False, ""),
        ("aider fan", "x\n\nCo-authored-by: Aiderson <a@b>\n", False, ""),
    ],
)
def test_commits_of_aider(author, message, made, model):
    assert wrote(author, message) is made
    assert model_of_commit(message) == model


@pytest.mark.parametrize(
    ("body", "edits"),
    [
        ("*** Update File: a\n@@ def f\n a\n-b\n+c\n", [Replacement("a\nb\n", "a\nc\n")]),
        ("*** Update File: a\n a\n-b\n@@\n-c\n+d", [Replacement("a\nb\n", "a\n"), Replacement("c\n", "d\n")]),
        ("*** Update File: a\n@@\n+only new\n", []),
        ("*** Delete File: a\n", []),
        ("*** Update File: a\n*** Move to: b\n", []),
        ("", []),
    ],
)
def test_what_a_patch_replaces(body, edits):
    patch = read_patch(f"noise\n*** Begin Patch\n{body}*** End Patch\nnoise")
    assert [edit for _, told in patch.edits for edit in told] == edits
