"""SARIF of other tools: which results are of a change, under which path and level; and nothing that breaks it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.file_pair import FilePair
from answerable.core.finding import Level
from answerable.core.guests import introduced, path_of, read_sarif

OLD = "one\ntwo\nthree\nfour\n"
NEW = "one\nTWO\nthree\nfour\nfive\n"
PAIRS = [FilePair("src/a.py", OLD, NEW), FilePair("new.sh", "", "echo\n")]


def result(uri="src/a.py", line=2, end=None, **more):
    region = {"startLine": line, **({"endLine": end} if end else {})} if line else {}
    place = {"physicalLocation": {"artifactLocation": {"uri": uri}, **({"region": region} if region else {})}}
    return {"ruleId": "X1", "message": {"text": "it is wrong"}, "locations": [place], **more}


def log(*results, rules=(), **more):
    driver = {"name": "My Tool!", "rules": list(rules)}
    return {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results), **more}]}


def check_introduced(document, expected, baseline=None, tops=("/repo",)):
    """The findings that a log brings, as (path, line)."""
    results, problems = read_sarif(document)
    assert problems == []
    before = None if baseline is None else read_sarif(baseline)[0]
    findings, _ = introduced(results, before, PAIRS, tops)
    assert [(one.path, one.line) for one in findings] == expected
    return findings


LINES = [
    ("a changed line", result(), [("src/a.py", 2)]),
    ("an added line", result(line=5), [("src/a.py", 5)]),
    ("a line that was there", result(line=3), []),
    ("a block that holds a changed line", result(line=1, end=3), [("src/a.py", 1)]),
    ("a long block that holds a changed line", result(line=1, end=4), []),
    ("a long block, half of it new", result(line=2, end=5), [("src/a.py", 2)]),
    ("a block that holds none", result(line=3, end=4), []),
    ("a line that is not there", result(line=99), []),
    ("no line, in a file that was there", result(line=0), []),
    ("no line, in a file that is new", result("new.sh", 0), [("new.sh", 1)]),
    ("a file that did not change", result("src/b.py"), []),
    ("what passed", result(kind="pass"), []),
    ("what was there by its own account", result(baselineState="unchanged"), []),
    ("an endless block", result(line=1, end=2**31 - 1), []),
]


@pytest.mark.parametrize(("one", "expected"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_what_the_change_introduced(one, expected):
    check_introduced(log(one), expected)


PLACES = [
    ("src/a.py", "src/a.py"),
    ("./src//a.py", "src/a.py"),
    ("src/x/../a.py", "src/a.py"),
    ("../a.py", ""),
    ("/repo/src/a.py", "src/a.py"),
    ("/github/workspace/src/a.py", "src/a.py"),
    ("/elsewhere/xsrc/a.py", ""),
    ("C:/repo/src/a.py", "src/a.py"),
    ("/repo/../etc/a.py", ""),
]


@pytest.mark.parametrize(("place", "path"), PLACES)
def test_places(place, path):
    assert path_of(place, ["/nowhere", "/repo/"], {"src/a.py", "a/long/src/a.py"}) == path


URIS = [
    ({"uri": "file:///repo/src/a.py"}, {}),
    ({"uri": "file://localhost/repo/src/a.py"}, {}),
    ({"uri": "file:///repo/%73rc/a.py"}, {}),
    ({"uri": "src\\a.py"}, {}),
    ({"uri": "a.py", "uriBaseId": "SRC"}, {"originalUriBaseIds": {"SRC": {"uri": "file:///repo/src/"}}}),
    (
        {"uri": "a.py", "uriBaseId": "SRC"},
        {"originalUriBaseIds": {"SRC": {"uri": "src", "uriBaseId": "TOP"}, "TOP": {"uri": "file:///repo/"}}},
    ),
    ({"uri": "src/a.py", "uriBaseId": "%SRCROOT%"}, {}),
    ({"index": 1}, {"artifacts": [{}, {"location": {"uri": "src/a.py"}}]}),
    ({"uri": "a.py"}, {"invocations": [{"workingDirectory": {"uri": "file:///repo/src"}}]}),
]


@pytest.mark.parametrize(("artifact", "run"), URIS)
def test_uris_are_resolved_as_sarif_says(artifact, run):
    one = result()
    one["locations"][0]["physicalLocation"]["artifactLocation"] = artifact
    check_introduced(log(one, **run), [("src/a.py", 2)])


def test_base_ids_that_are_built_on_each_other_end():
    one = result()
    one["locations"][0]["physicalLocation"]["artifactLocation"] = {"uri": "a", "uriBaseId": "B"}
    check_introduced(log(one, originalUriBaseIds={"B": {"uri": "x", "uriBaseId": "B"}}), [])


RULE = {"id": "X1", "name": "wrong", "helpUri": "https://example.org/X1"}
LEVELS = [
    ({}, RULE, Level.WARN),
    ({"level": "error"}, RULE, Level.REVIEW),
    ({"level": "note"}, RULE, Level.INFO),
    ({}, RULE | {"defaultConfiguration": {"level": "error"}}, Level.REVIEW),
    ({"level": "note"}, RULE | {"properties": {"security-severity": "8.1"}}, Level.REVIEW),
    ({}, RULE | {"properties": {"security-severity": "3.0"}}, Level.WARN),
    ({"kind": "review"}, RULE, Level.INFO),
]


@pytest.mark.parametrize(("more", "rule", "level"), LEVELS)
def test_levels(more, rule, level):
    (one,) = check_introduced(log(result(**more), rules=[rule]), [("src/a.py", 2)])
    assert one.level is level
    assert (one.rule, one.name, one.remedy) == ("my-tool/X1", "wrong", "See https://example.org/X1")


def test_a_rule_may_be_named_by_its_index_and_a_message_by_its_id():
    rule = RULE | {"messageStrings": {"m": {"text": "{0} is {1}"}}}
    one = result(ruleIndex=0, message={"id": "m", "arguments": ["it", "so"]})
    del one["ruleId"]
    (found,) = check_introduced(log(one, rules=[rule]), [("src/a.py", 2)])
    assert (found.rule, found.message) == ("my-tool/X1", "it is so")


def test_a_rule_that_names_its_tool_is_named_once_and_a_sentence_is_no_name():
    one = result(ruleId="my-tool/X2")
    (found,) = check_introduced(
        log(one, rules=[{"id": "my-tool/X2", "name": "Do not do this"}]), [("src/a.py", 2)]
    )
    assert (found.rule, found.name) == ("my-tool/X2", "X2")


def test_what_the_tool_lets_pass_is_a_note_with_its_reason():
    (one,) = check_introduced(
        log(result(suppressions=[{"kind": "inSource", "justification": "known"}])), [("src/a.py", 2)]
    )
    assert (one.level, one.allowed, one.allowed_by) == (Level.INFO, "known", "tool")


def test_a_baseline_says_what_was_there_wherever_it_stands():
    before = log(result(line=3, message={"text": "12 branches"}))
    after = log(
        result(line=4, message={"text": "13 branches"}),
        result(line=1),
        result(line=4, message={"text": "13 branches"}),
    )
    check_introduced(after, [("src/a.py", 1), ("src/a.py", 4)], before)


def test_fingerprints_survive_lines_above_and_tell_equal_results_apart():
    first = check_introduced(log(result(), result()), [("src/a.py", 2)] * 2)
    moved = [FilePair("src/a.py", "x\n", f"zero\n{NEW}")]
    again, _ = introduced(read_sarif(log(result(line=3), result(line=3)))[0], None, moved, ())
    assert [one.fingerprint for one in first] == [one.fingerprint for one in again]
    assert first[0].fingerprint != first[1].fingerprint


@pytest.mark.parametrize("document", [None, [], {}, {"runs": []}, {"version": "2.0.0", "runs": []}, 3, "x"])
def test_what_is_no_sarif_is_said(document):
    results, problems = read_sarif(document)
    assert results == []
    assert problems[0].startswith("it is no SARIF 2.1.0")


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["..", "file:///a", "SRC", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def damaged(draw):
    """A good log in which some values are junk."""
    whole = log(
        result(suppressions=[{"kind": "inSource"}], ruleIndex=0, rule={"toolComponent": {"index": 0}}),
        rules=[RULE | {"properties": {"security-severity": "8"}}],
        originalUriBaseIds={"SRC": {"uri": "src"}},
        artifacts=[{"location": {"uri": "a"}}],
        invocations=[{"workingDirectory": {"uri": "x"}}],
    )
    for _ in range(draw(st.integers(1, 3))):
        at, key = whole, "runs"
        while isinstance(at.get(key) if isinstance(at, dict) else at[key], dict | list) and draw(
            st.booleans() | st.just(True)
        ):
            inner = at[key]
            keys = list(inner) if isinstance(inner, dict) else range(len(inner))
            if not keys:
                break
            at, key = inner, draw(st.sampled_from(list(keys)))
        at[key] = draw(JUNK)
    return whole


@given(damaged() | JUNK)
def test_nothing_in_a_log_breaks_the_reader(document):
    results, problems = read_sarif(document)
    findings, _ = introduced(results, results[:1], PAIRS, ("/repo",))
    for one in findings:
        assert one.path in {"src/a.py", "new.sh"}
        assert one.line >= 1
        assert one.level is not Level.BLOCK
        json.dumps(one)
    assert all(isinstance(problem, str) for problem in problems)
