"""The verdict in the formats of other tools: one decision in all of them, and nothing that they would obey."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from answerable.cli.commands import gate
from answerable.cli.verdict_output import STYLES
from support.gate import POLICY, ROSTER, GateRepo
from support.sarif import check_sarif

EVIL = "a::error file=x::owned\r\n,%0A<b>`|*[x](y)]]>\x1b[31m\u202e"
WARNING = '\n[[rule]]\nname = "careful"\nseverity = "warn"\nwhen = { ai_lines = ">0" }\n'


def printed(made, capsys, style, range_="main..topic", **environ):
    """The exit code of the gate and what it prints in a format."""
    capsys.readouterr()
    code = gate.run(range_, style=style, cwd=str(made.repo.top), environ=made.repo.environ | environ)
    return code, capsys.readouterr().out


def parsed(document):
    return ET.fromstring(document)  # noqa: S314 - our own document


def annotated(out):
    return re.search(r"^::(notice|error) title=Answerable::(.*)$", out, re.MULTILINE)[2]


#: Format -> the decision as it says it.
DECISIONS = {
    "text": lambda out: {"PASS": "pass", "DENIED": "deny", "UNDECIDED": "undecided"}[out.split()[0]],
    "json": lambda out: json.loads(out)["decision"],
    "sarif": lambda out: json.loads(out)["runs"][0]["properties"]["decision"],
    "junit": lambda out: parsed(out).find(".//property[@name='decision']").get("value"),
    "github": lambda out: said_in(annotated(out)),
    "gitlab": lambda out: said_in(json.loads(out)[0]["description"]),
    "markdown": lambda out: {"✅": "pass", "❌": "deny", "⚠️": "undecided"}[out.split("### ")[1].split()[0]],
}


def said_in(sentence):
    words = {"may ship": "pass", "is denied": "deny", "cannot be decided": "undecided"}
    return next(decision for said, decision in words.items() if said in sentence)


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    """Verdicts of every kind: name -> (repository, range, decision)."""
    made = GateRepo(tmp_path_factory.mktemp("formats"))
    repo = made.repo
    repo.git("checkout", "-q", "main")
    evil = WARNING + POLICY.replace("version = 1", "").replace(
        "senior-review", "a<b> & \\u001b[2J\\u202e`|`\\n::x"
    )
    repo.write(".answerable/policy.toml", POLICY + evil)
    repo.write(".answerable/roster.toml", ROSTER.replace("Sam Senior", "S\\u001b[2Jam @team <!-- x -->"))
    repo.commit("rules")
    repo.git("checkout", "-q", "-B", "good")
    made.commit({"a.py": "H| one\n"})
    repo.git("checkout", "-q", "-B", "bad", "main")
    made.commit(
        {EVIL.replace("/", ""): "A| one\nH| two\nA| three\n", "b c#?.py": "A| one\n"}, author="\u202ejo::x"
    )
    return {
        "pass": (made, "main..good", "pass"),
        "deny": (made, "main..bad", "deny"),
        "undecided": (made, "nowhere::x..bad", "undecided"),
        "nothing": (made, "main..main", "pass"),
    }


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["pass", "deny", "undecided", "nothing"])
def test_the_decision_is_the_same_in_every_format(stories, capsys, style, name):
    made, range_, decision = stories[name]
    code, out = printed(made, capsys, style, range_)
    assert (code, DECISIONS[style](out)) == ({"pass": 0, "deny": 1, "undecided": 2}[decision], decision)
    assert not set(out) & {"\x1b", "\u202e", "\x07", "\r"}


@pytest.mark.parametrize("name", ["pass", "deny", "undecided"])
def test_sarif_is_valid_and_has_every_place(stories, capsys, name):
    made, range_, _ = stories[name]
    log = json.loads(printed(made, capsys, "sarif", range_)[1])
    check_sarif(log)
    verdict = json.loads(printed(made, capsys, "json", range_)[1])
    places = [place for rule in verdict["rules"] for one in rule["missing"] for place in one["places"]]
    regions = [
        location["physicalLocation"]["region"]
        for result in log["runs"][0]["results"]
        for location in result.get("locations", [])
    ]
    assert regions == [{"startLine": one["start"], "endLine": one["end"]} for one in places]


def test_junit_has_a_case_for_every_rule(stories, capsys):
    made, range_, _ = stories["deny"]
    suites = parsed(printed(made, capsys, "junit", range_)[1])
    cases = suites.findall(".//testcase")
    assert [len(cases), suites.get("tests")] == [4, "4"]
    assert [suites.get(name) for name in ("failures", "errors", "skipped")] == ["2", "0", "1"]
    assert "Who could give it: S\\x1b[2Jam" in cases[1].find("failure").text


def test_gitlab_issues_are_unique_and_have_a_place(stories, capsys):
    made, range_, _ = stories["deny"]
    issues = json.loads(printed(made, capsys, "gitlab", range_)[1])
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    for one in issues:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == set(one)
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert one["location"]["path"]
        assert one["location"]["lines"]["begin"] >= 1


def obeyed(out):
    """The workflow commands that GitHub's runner would carry out, in order: it trims a line and looks for `::`."""
    stopped = ""
    for line in map(str.strip, out.splitlines()):
        if stopped:
            stopped = "" if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            yield line


def test_github_obeys_our_annotations_and_nobody_elses(stories, capsys, tmp_path):
    made, range_, _ = stories["deny"]
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    out = printed(made, capsys, "github", range_, **environ)[1]
    commands = list(obeyed(out))
    assert commands[0].startswith("::error title=Answerable::main..bad is denied")
    assert any(re.match(r"::error file=b c#\?.py,line=1,endLine=1,title=", one) for one in commands)
    assert all(
        re.match(r"::(error|warning) (file=[^,:]*,line=\d+,endLine=\d+,)?title=[^,:]*::", one)
        for one in commands
    )
    assert summary.read_text().startswith("before\n<!-- answerable-verdict -->\n### ❌ Denied")
    assert list(obeyed(printed(made, capsys, "text", range_, **environ)[1])) == []


def test_a_summary_that_cannot_be_written_is_said(stories, capsys):
    made, range_, _ = stories["pass"]
    code = gate.run(
        range_,
        style="github",
        cwd=str(made.repo.top),
        environ=made.repo.environ | {"GITHUB_STEP_SUMMARY": "/nonexistent/x"},
    )
    assert code == 0
    assert "could not be written" in capsys.readouterr().err


def test_markdown_shows_foreign_text_as_text(stories, capsys):
    made, range_, _ = stories["deny"]
    out = printed(made, capsys, "markdown", range_)[1]
    bare = re.sub(r"`[^`\n]*`", "", re.sub(r"\\.", "", out))
    assert not set(bare) & set("<>[]@&`") - set("<>"), bare
    assert re.findall(r"<[^>]*>", bare) == ["<!-- answerable-verdict -->"]
