"""Regions, line classes and the joining of reports; the marker files say what edits do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.origin import COMMITTED, TYPED, UNKNOWN, Author, Grade, LineClass, Mechanism, Origin
from answerable.core.positions import Place
from answerable.core.regions import (
    Region,
    claim,
    declare,
    decode_runs,
    encode_runs,
    line_class,
    line_origin,
    line_reviewers,
    mark_reviewed,
    merge,
    regions,
    transfer,
)
from answerable.core.runs import settled
from answerable.core.text import Attributed, Runs, content, split_lines, uniform
from core.scripts import ORIGINS, check_regions, names

AI = ORIGINS["ai"]
OTHER_AI = Origin(Author.AI, Mechanism.COMPLETION, Grade.LABELLED, "copilot")
MAYBE = ORIGINS["maybe-ai"]
TOOL = ORIGINS["tool"]
ALL = (AI, OTHER_AI, MAYBE, TOOL, TYPED, UNKNOWN, ORIGINS["committed"], ORIGINS["said-human"])

origins = st.sampled_from(ALL)
texts = st.text(alphabet="ab(, \n\r\u2028é", max_size=40)


@st.composite
def attributed(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> Attributed:
    """A text with random runs."""
    lines = split_lines(draw(text))
    return Attributed(
        tuple(lines),
        tuple(settled(line, [(1, draw(origins)) for _ in line]) for line in lines),
    )


@pytest.mark.parametrize("name", names())
def test_marker_file(name: str) -> None:
    check_regions(name)


@pytest.mark.parametrize(
    ("runs", "expected", "shown"),
    [
        ((), LineClass.NEUTRAL, UNKNOWN),
        (((2, AI),), LineClass.AI, AI),
        (((1, AI), (2, OTHER_AI)), LineClass.AI, OTHER_AI),
        (((2, TYPED),), LineClass.HUMAN, TYPED),
        (((1, TYPED), (2, TOOL)), LineClass.HUMAN, TYPED),
        (((2, TOOL),), LineClass.TOOL, TOOL),
        (((2, UNKNOWN),), LineClass.UNKNOWN, UNKNOWN),
        (((3, TYPED), (1, UNKNOWN)), LineClass.UNKNOWN, UNKNOWN),
        (((2, COMMITTED),), LineClass.UNKNOWN, COMMITTED),
        (((3, TOOL), (1, COMMITTED)), LineClass.TOOL, TOOL),
        (((1, TYPED), (3, COMMITTED)), LineClass.HUMAN, TYPED),
        (((1, TYPED), (1, UNKNOWN), (3, COMMITTED)), LineClass.UNKNOWN, COMMITTED),
        (((1, MAYBE), (3, COMMITTED)), LineClass.UNKNOWN, COMMITTED),
        (((1, AI), (9, COMMITTED)), LineClass.MIXED, AI),
        (((1, AI), (9, TYPED)), LineClass.MIXED, AI),
        (((1, AI), (9, UNKNOWN)), LineClass.MIXED, AI),
        (((1, AI), (9, MAYBE)), LineClass.MIXED, AI),
        (((2, MAYBE),), LineClass.UNKNOWN, MAYBE),
        (((2, MAYBE), (2, TYPED)), LineClass.UNKNOWN, MAYBE),
    ],
)
def test_line_class_and_origin(runs: Runs, expected: LineClass, shown: Origin) -> None:
    line = "x" * sum(length for length, _ in runs)
    assert line_class(line, runs) is expected
    assert line_origin(line, runs) == shown


def test_blank_characters_decide_nothing() -> None:
    assert line_class("x  \u2028\n", ((1, TYPED), (4, AI))) is LineClass.HUMAN
    assert line_class(" \t\x0c\n", ((4, AI),)) is LineClass.NEUTRAL


def test_regions_begin_and_end_at_print() -> None:
    text = Attributed(("  a b \n", "\n", " c d\n"), (((7, AI),), ((1, TYPED),), ((3, AI), (2, TYPED))))
    assert regions(text) == [
        Region(Place(0, 2), Place(2, 2), AI),
        Region(Place(2, 3), Place(2, 4), TYPED),
    ]
    assert regions(uniform(" \n\n", AI)) == []


def test_reviews() -> None:
    text = Attributed(("ab c\n", "d\n"), (((2, AI), (3, TYPED)), ((2, OTHER_AI),)))
    once = mark_reviewed(text, 0, 1, "a@x")
    assert line_reviewers(once.lines[0], once.runs[0]) == ("a@x",)
    assert line_reviewers(once.lines[1], once.runs[1]) == ()
    assert once.runs[0][1] == (3, TYPED)
    assert mark_reviewed(once, 0, 1, "a@x") == once
    both = mark_reviewed(once, -5, 99, "b@x")
    assert line_reviewers(both.lines[0], both.runs[0]) == ("a@x", "b@x")
    assert line_reviewers(both.lines[1], both.runs[1]) == ("b@x",)
    # Only who reviewed every AI character of the line counts.
    part = Attributed(("abcd",), (((2, both.runs[0][0][1]), (2, both.runs[1][0][1])),))
    assert line_reviewers(part.lines[0], part.runs[0]) == ("b@x",)


def test_reviews_survive_better_evidence() -> None:
    seen = mark_reviewed(uniform("load(path)\n", OTHER_AI), 0, 1, "a@x")
    merged = merge(seen, uniform("load(path)\n", AI))
    assert merged.runs[0][0][1] == AI._replace(reviewed_by=("a@x",))


def test_declare_leaves_blank_and_attested() -> None:
    text = Attributed(("a\n", "\n", "bc\n"), (((2, UNKNOWN),), ((1, UNKNOWN),), ((1, AI), (2, TOOL))))
    said = ORIGINS["said-human"]
    assert declare(text, 0, 3, said).runs == (((2, said),), ((1, UNKNOWN),), ((1, AI), (2, said)))


@given(st.data(), texts)
def test_merge_keeps_the_better_known(data: st.DataObject, text: str) -> None:
    first, second = (data.draw(attributed(st.just(text))) for _ in range(2))
    merged = merge(first, second)
    for line, *runs in zip(first.lines, first.runs, second.runs, merged.runs, strict=True):
        one, two, result = ([origin for n, origin in own for _ in range(n)] for own in runs)
        for char, mine, theirs, chosen in zip(line, one, two, result, strict=True):
            if char.isspace():
                continue
            assert chosen in {mine, theirs}
            if TYPED in {mine, theirs}:
                assert chosen == TYPED
            elif Author.UNKNOWN not in {mine.author, theirs.author}:
                assert chosen.grade.strength == max(mine.grade.strength, theirs.grade.strength)
            else:
                assert (chosen.author is Author.UNKNOWN) == (mine.author is theirs.author is Author.UNKNOWN)


@given(attributed(), texts, origins)
def test_transfer_is_well_formed_and_a_repetition_changes_nothing(
    source: Attributed, text: str, fresh: Origin
) -> None:
    result = transfer(source, text, fresh)
    assert content(result) == text
    assert [settled(line, runs) for line, runs in zip(*result, strict=True)] == list(result.runs)
    assert transfer(result, text, AI) == result
    known = {origin for runs in source.runs for _, origin in runs} | {fresh, UNKNOWN}
    assert {origin for runs in result.runs for _, origin in runs} <= known


@given(attributed())
def test_whitespace_changes_carry_everything(source: Attributed) -> None:
    text = content(source)
    spread = "".join(f" {char}\n\t" if char in "(," else char for char in text)
    result = transfer(source, spread, AI)
    assert printed_origins(result) == printed_origins(source)


def printed_origins(text: Attributed) -> list[Origin]:
    return [
        origin
        for line, runs in zip(*text, strict=True)
        for char, origin in zip(line, (origin for n, origin in runs for _ in range(n)), strict=True)
        if not char.isspace()
    ]


@pytest.mark.parametrize(
    "typed", ["import os\ndef walk(top):\n    return os.walk(top, 1)\n", "", "new = 1\n"]
)
def test_evidence_joins_in_any_order(typed: str) -> None:
    before = uniform("import os\n", UNKNOWN)
    reported = "import os\ndef walk(top):\n    return os.walk(top)\n"
    evidence = transfer(before, reported, AI)
    late = claim(transfer(transfer(before, reported, UNKNOWN), typed, TYPED), evidence)
    early = transfer(claim(transfer(before, reported, UNKNOWN), evidence), typed, TYPED)
    assert late == early


@given(attributed())
def test_runs_survive_the_journal(source: Attributed) -> None:
    assert decode_runs(source.lines, encode_runs(source)) == (source, [])


def test_runs_are_compact() -> None:
    text = uniform("one line\n" * 10_000, AI)
    assert len(encode_runs(text)) < 120


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(list(AI[:3])),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.sampled_from(["origins", "runs"]), inner),
    max_leaves=30,
)


@given(texts, json_values)
def test_damaged_runs_never_raise(text: str, value: object) -> None:
    import json

    lines = split_lines(text)
    decoded, problems = decode_runs(lines, json.dumps(value))
    assert decoded is not None or problems


@given(attributed(), st.data())
def test_cut_runs_never_raise(source: Attributed, data: st.DataObject) -> None:
    encoded = encode_runs(source)
    start = data.draw(st.integers(0, len(encoded)))
    end = data.draw(st.integers(start, len(encoded)))
    decoded, problems = decode_runs(source.lines, encoded[:start] + encoded[end:])
    assert decoded is not None or problems


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", None),
        ("[" * 100_000, None),
        ('{"origins":[],"runs":[1,0]}', None),
        ('{"origins":[["ai","typed","none","","","","",[]]],"runs":[3,0]}', None),
        ('{"origins":[["robot","typed","none","","","","",[]]],"runs":[2,0]}', UNKNOWN),
        ('{"origins":[["ai","typed","none","","","","",[7]]],"runs":[2,0]}', UNKNOWN),
        ('{"origins":[["ai","typed","none","","","","",[]]],"runs":[true,0,1,0]}', None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_damage_is_told(data: str, expected: Origin | None) -> None:
    decoded, problems = decode_runs(["x\n"], data)
    assert problems
    assert (decoded.runs[0][0][1] if decoded else None) == expected


@pytest.mark.parametrize(
    ("line", "kept"),
    [("    return cached_value_of(key, default)\n", True), ("    return None\n", False), ("}\n", False)],
)
def test_a_line_that_stands_everywhere_is_not_taken_for_a_moved_one(line, kept):
    machine = Origin(Author.AI, Mechanism.AGENT_EDIT, Grade.ATTESTED, "agent")
    around = [f"unmoved_{number} = {number}\n" for number in range(4)]
    old = uniform("".join([*around[:2], line, *around[2:]]), machine)
    moved = transfer(old, "".join([*around[:3], line, around[3]]), UNKNOWN)
    assert (line_origin(moved.lines[3], moved.runs[3]) == machine) is kept
