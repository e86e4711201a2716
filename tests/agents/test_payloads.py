"""Payloads of every agent: `data/agents/AGENT/*.json` hold a sentence, a payload, and what it must become."""

import json
import random
from pathlib import Path

import pytest

from answerable.agents.protocol import parse_json
from answerable.agents.registry import AGENTS, decoder, read_reports
from answerable.core.report import Report

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
    assert problem == f"nobody is no agent that is known here; known are {', '.join(AGENTS)}"
