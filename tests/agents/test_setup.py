"""How agents' configuration takes our hooks in and out: rows of files, and properties over generated ones.

`tests/data/agents/setup/AGENT/CASE.before.FILE` becomes `CASE.after.FILE` (no `before`: no file; no `after`: it is
left alone and a sentence says why), and without our hooks `CASE.removed.FILE` (no such file: what it was before; an
empty one: no file).
"""

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.agents.registry import AGENTS
from answerable.agents.setup.model import Caller, calls_us
from answerable.agents.setup.table import SETUPS

DATA = Path(__file__).parents[1] / "data" / "agents" / "setup"
CALLER = Caller("/opt/answerable/bin/python")
ELSEWHERE = Caller('/home/dev/my "$tools"/python', ("-E", "-P"))
PLACES = [(agent, place) for agent, setup in SETUPS.items() for group in setup.places for place in group]
IDS = [f"{agent}-{Path(place.project).name}" for agent, place in PLACES]


def name_of(place):
    return Path(place.project).name.replace("*", "dev")


def rows():
    found = {(path.parent.name, *path.name.split(".", 2)[::2]) for path in DATA.glob("*/*")}
    return sorted(found)


def content(agent, case, state, name):
    path = DATA / agent / f"{case}.{state}.{name}"
    return path.read_bytes().decode() if path.exists() else None


def format_of(agent, name):
    places = [place for owner, place in PLACES if owner == agent]
    exact = [place for place in places if Path(place.project).name == name]
    return (exact or [place for place in places if fnmatch(name, Path(place.project).name)])[0].format


@pytest.mark.parametrize("row", rows(), ids="-".join)
def test_row(row):
    agent, case, name = row
    form = format_of(agent, name)
    before, after = content(agent, case, "before", name), content(agent, case, "after", name)
    edited = form.install(before, CALLER)
    if after is None:
        assert edited.text == before
        assert edited.problem
        return
    assert edited == (after, "")
    assert form.install(after, CALLER) == edited
    removed = content(agent, case, "removed", name)
    assert form.remove(after) == (before if removed is None else removed or None, "")


@pytest.mark.parametrize(("agent", "place"), PLACES, ids=IDS)
def test_every_place_has_its_row_of_an_empty_configuration(agent, place):
    assert (DATA / agent / f"none.after.{name_of(place)}").exists()


@pytest.mark.parametrize("place", [place for _, place in PLACES], ids=IDS)
def test_another_installation_takes_over_and_leaves_nothing_of_the_first(place):
    first = place.format.install(None, CALLER).text
    second = place.format.install(first, ELSEWHERE).text
    assert second == place.format.install(None, ELSEWHERE).text
    assert "/opt/answerable" not in second


def test_every_agent_with_hooks_can_be_set_up():
    assert set(SETUPS) == {name for name in AGENTS if name not in {"agent-v1", "known_human", "ai_tab"}}
    assert all(setup.confirm.endswith(".") for setup in SETUPS.values())


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (CALLER.command("checkpoint", "codex"), True),
        (ELSEWHERE.command("guard", "codex"), True),
        ("answerable checkpoint auto", True),
        ("answerable gate main..HEAD", False),
        ("./answerable-checkpoint.sh", False),
        (None, False),
    ],
)
def test_ours_is_told_by_the_command(command, expected):
    assert calls_us(command) is expected


def bare(text):
    """The same JSON without comments and trailing commas: the oracle, which knows nothing of places."""
    kept = re.sub(
        r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', lambda found: found[1] or "", text, flags=re.DOTALL
    )
    return json.loads(re.sub(r",(\s*[]}])", r"\1", kept))


SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "x", 'a"b', "\\", "{[", "ü"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
THEIRS = st.fixed_dictionaries(
    {"command": st.sampled_from(["./x", "echo answerable"])}
) | st.fixed_dictionaries(
    {"matcher": st.just("*"), "hooks": st.lists(st.just({"type": "command", "command": "./y"}), max_size=2)}
)
EVENTS = st.sampled_from(["PreToolUse", "BeforeTool", "preToolUse", "pre_write_code", "Stop", "other"])
FILES = st.dictionaries(st.sampled_from(["model", "ui", "version"]), VALUES, max_size=3).flatmap(
    lambda rest: (
        st.none().map(lambda _: rest)
        | st.dictionaries(EVENTS, st.lists(THEIRS, max_size=2), max_size=3).map(
            lambda hooks: {**rest, "hooks": hooks}
        )
    )
)
GAPS = st.lists(st.sampled_from([" ", "\n", "\n    ", "\t", " // it, {\n", "/* ] */"]), max_size=2).map(
    "".join
)


def written(draw, value):
    """The value as somebody with their own habits writes it."""
    gap = lambda: draw(GAPS)  # noqa: E731 - drawn anew at every place
    if isinstance(value, dict):
        parts = [
            f"{gap()}{json.dumps(key)}{gap()}:{gap()}{written(draw, inner)}{gap()}"
            for key, inner in value.items()
        ]
        opening, closing = "{", "}"
    elif isinstance(value, list):
        parts = [f"{gap()}{written(draw, inner)}{gap()}" for inner in value]
        opening, closing = "[", "]"
    else:
        return json.dumps(value, ensure_ascii=draw(st.booleans()))
    trailing = f",{gap()}" if parts and draw(st.booleans()) else ""
    return opening + ",".join(parts) + trailing + gap() + closing


@st.composite
def json_files(draw):
    value = draw(FILES)
    return f"{draw(GAPS)}{written(draw, value)}{draw(GAPS)}", value


def is_spread_over(text, longer):
    """Whether every printing character of `text` is in `longer`, in order."""
    letters = iter(longer)
    return all(letter in letters for letter in "".join(text.split()))


JSON = {
    f"{agent}-{name_of(place)}": place.format
    for agent, place in PLACES
    if place.project.endswith(".json") and "kiro/hooks" not in place.project
}


@pytest.mark.parametrize("form", JSON.values(), ids=JSON)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_json_of_any_habit_keeps_every_byte_and_gets_the_hooks(form, data):
    text, value = data.draw(json_files())
    after, problem = form.install(text, CALLER)
    assert problem == ""
    assert is_spread_over(text, after)
    ours = bare(form.install(None, CALLER).text)
    hooks, theirs = ours["hooks"], value.get("hooks", {})
    expected = {event: theirs.get(event, []) + hooks.get(event, []) for event in [*theirs, *hooks]}
    assert bare(after) == {**ours, **value, "hooks": expected}
    assert form.install(after, CALLER) == (after, "")
    left = form.remove(after).text
    known = {} if left is None else bare(left)
    assert said(known.pop("hooks", {})) == said(theirs)
    assert {**ours, **known} == {**ours, **{key: value[key] for key in value if key != "hooks"}}


def said(hooks):
    """The events that have entries: an empty list says nothing."""
    return {event: entries for event, entries in hooks.items() if entries}


BLOCKS = [
    'model = "x" # which\n',
    "# only a comment\n",
    "[features]\nhooks = true\n",
    "[features]\nhooks = true\n\n",
    '[mcp_servers."a.b"]\ncommand = \'c "d"\'\nargs = [\n  "1", # one\n]\n',
    '[[hooks.PreToolUse]]\nmatcher = "Bash"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "./x"\n',
    '[[hooks.Stop]]\n\n[[hooks.Stop.hooks]]\ncommand = "./y" # why\n',
    '[hooks.state."a:b"]\ntrusted_hash = "sha256:1"\n',
    'text = """\n[[hooks.PreToolUse]]\n"""\n',
]
TOML = format_of("codex", "config.toml")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(BLOCKS),
        unique_by=lambda block: block.partition("\n")[0].partition("=")[0],
        max_size=5,
    )
)
def test_toml_of_any_order_keeps_every_byte_and_gets_the_hooks(blocks):
    bare_keys_first = sorted(blocks, key=lambda block: block.startswith("["))
    text = "".join(bare_keys_first)
    before = tomllib.loads(text)
    after, problem = TOML.install(text, CALLER)
    assert problem == ""
    assert is_spread_over(text, after)
    known = tomllib.loads(after)
    ours = tomllib.loads(TOML.install(None, CALLER).text)["hooks"]
    theirs = before.get("hooks", {})
    assert known.pop("hooks") == theirs | {
        event: theirs.get(event, []) + groups for event, groups in ours.items()
    }
    assert known == {key: value for key, value in before.items() if key != "hooks"}
    assert TOML.install(after, CALLER) == (after, "")
    left = TOML.remove(after).text
    assert (left or "").split() == text.split()
