"""`server/PROTOCOL.md` and the code say the same: methods, fields, commands, settings."""

import json
import re
from pathlib import Path
from typing import get_type_hints, is_typeddict

import attrs
import pytest
from lsprotocol import types

from answerable.app import branch_report, preview_commit
from answerable.core.origin import Grade, Mechanism
from answerable.core.settings import SECTION, SETTINGS
from answerable.lsp import messages
from answerable.lsp.converter import make_converter

PAGE = (Path(__file__).parents[2] / "server" / "PROTOCOL.md").read_text()

#: The tables of the page in order, and the type whose fields each one lists.
TABLES = [
    messages.DidEditParams,
    messages.CopiedEntry,
    messages.RegionsParams,
    messages.RegionsResult,
    messages.RegionEntry,
    messages.RegionsChangedParams,
    messages.StampPreviewParams,
    preview_commit.StampPreview,
    preview_commit.PreviewedFile,
    preview_commit.PreviewFinding,
    messages.BranchParams,
    branch_report.BranchReport,
    branch_report.QueuedFile,
    branch_report.QueuedLines,
    branch_report.QueuedFinding,
    messages.FocusParams,
    messages.FocusResult,
    messages.Target,
]


def wire_names(message: type) -> dict[str, bool]:
    """The fields of a message as they travel, and whether each may be left out."""
    if is_typeddict(message):
        return {name: name in message.__optional_keys__ for name in get_type_hints(message)}
    where = types.Range(types.Position(0, 0), types.Position(0, 0))
    copied = (messages.CopiedEntry(1, "ai"),)
    samples = {
        str: "x",
        int: 1,
        types.Range: where,
        tuple[str, ...]: ("x",),
        tuple[messages.CopiedEntry, ...]: copied,
    }
    fields = attrs.fields(message)
    sample = message(**{one.name: samples.get(one.type, ()) for one in fields})
    names = list(make_converter().unstructure(sample))
    assert len(names) == len(fields)
    return {name: one.default is not attrs.NOTHING for name, one in zip(names, fields, strict=True)}


def tables_under(heading: str) -> list[list[list[str]]]:
    """The cells of each `field` table below the heading `heading`, without the table's own head."""
    part = PAGE.split(heading, 1)[1]
    found = re.findall(r"\| field \|.*\n\|[-|]+\n((?:\|.*\n)+)", part)
    return [
        [[cell.strip() for cell in row.strip("|").split(" | ")] for row in one.splitlines()] for one in found
    ]


def test_every_field_of_every_message_is_described_and_no_other():
    tables = tables_under("## Messages")
    assert len(tables) == len(TABLES)
    for message, rows in zip(TABLES, tables, strict=True):
        said = {row[0].strip("`"): "optional" in row[1] for row in rows}
        assert said == wire_names(message), message.__name__


def test_the_methods_and_their_directions():
    heads = re.findall(r"^### `(answerable/\w+)` \((\w+), (client|server) to", PAGE, re.MULTILINE)
    assert heads == [
        (messages.DID_EDIT, "notification", "client"),
        (messages.REGIONS, "request", "client"),
        (messages.REGIONS_CHANGED, "notification", "server"),
        (messages.STAMP_PREVIEW, "request", "client"),
        (messages.BRANCH, "request", "client"),
        (messages.FOCUS, "request", "client"),
    ]
    assert {method for method, _, sender in heads if sender == "client"} == set(messages.PARAMS)
    assert set(re.findall(r"answerable/\w+", PAGE)) == {head[0] for head in heads}


def test_the_commands():
    assert re.findall(r"^\| `(answerable\.\w+)` \| (?!`)[a-z]", PAGE, re.MULTILINE) == [
        str(command) for command in messages.Command
    ]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_settings(setting):
    choices = f" ({', '.join(f'`{choice}`' for choice in setting.choices)})" if setting.choices else ""
    row = f"| `{SECTION}.{setting.name}` | `{json.dumps(setting.default)}` | {setting.description}{choices} |"
    assert row in PAGE


def test_no_setting_is_described_that_there_is_not():
    section = PAGE.split("## Settings")[1]
    assert len(re.findall(r"^\| `answerable\.", section, re.MULTILINE)) == len(SETTINGS)


@pytest.mark.parametrize(
    ("field", "words", "place"),
    [("mechanism", Mechanism, 0), ("grade", Grade, 0)],
    ids=["mechanism", "grade"],
)
def test_the_words_of_a_closed_list_are_all_there(field, words, place):
    row = re.findall(rf"^\| `{field}` \| .*$", PAGE, re.MULTILINE)[place]
    assert re.findall(r"`([a-z-]+)`", row.split("|")[3]) == [word.value for word in words]
