"""Requirements row by row: people, teams, owners, scopes, findings, grades, and readers who cannot have read it all."""

import pytest

from answerable.core.approval import Approval
from answerable.core.gate import Circumstances, Known, judge
from answerable.core.ledger import JudgedLine
from answerable.core.origin import Grade, LineClass
from answerable.core.policy import explain_policy, explain_rule
from answerable.store.settings_files import SettingsFiles
from support.gate import POLICY
from support.signers import SignedRepo, needs_ssh_keygen

ROSTER = """
version = 1
levels = ["junior", "senior"]
person = [
  { name = "Jo", email = "jo@x", level = "junior" },
  { name = "Sam", email = "sam@x", level = "senior" },
  { name = "Pat", email = "pat@x", level = "senior" },
  { name = "Doc", email = "doc@x", level = "senior", scopes = ["docs/"] },
  { name = "Dee", email = "dee@x", level = "junior" },
]
team = [
  { name = "dba", members = ["sam@x", "dee@x"], owns = ["db/"] },
  { name = "web", members = ["sam@x", "pat@x"], owns = ["web/", "db/views/"] },
]
"""
FINDING = {"rule": "SCH001", "level": "block", "path": "db/a", "line": 3, "fingerprint": "f"}
ACCEPTED = frozenset({("SCH001", "db/a", "f")})
RANGE = {"name": "main..topic", "base": None, "head": None, "merge_base": None}


def verdict_of(
    require, approvals, *, paths=("src/a",), lines=(), findings=(), unstamped=(), top="", severity="deny"
):
    """The verdict on Jo's change under one rule."""
    files = SettingsFiles()
    roster, problems = files.roster(ROSTER.encode())
    assert roster is not None, problems
    text = f'version = 1\n{top}\n[[rule]]\nname = "r"\nseverity = "{severity}"\nrequire = {require}\n'
    policy, problems = files.policy(text.encode(), roster.levels, [team.name for team in roster.teams])
    assert policy is not None, problems
    assert explain_rule(policy.rules[0]).startswith("for every change, ")
    known = Known(lines, tuple(paths), ("jo@x",), frozenset({"jo@x"}), tuple(unstamped), findings, (), ())
    signed = [
        Approval(
            id="", person=roster.person(f"{name.lstrip('-')}@x"), approves=not name.startswith("-"), reason="no",
            acknowledged=ACCEPTED if name == "sam" else frozenset(), at=0, lines=500, day_lines=1500, is_hasty=name == "pat",
        )
        for name in approvals.split()
    ]  # fmt: skip
    return judge(policy, roster, known, RANGE, Circumstances(branch="main", approvals=signed)).verdict


AI = (JudgedLine("src/a", 1, "", LineClass.AI, grade=Grade.CORROBORATED),)
TWO_AI = (*AI, JudgedLine("docs/b", 1, "", LineClass.AI, grade=Grade.ATTESTED))

#: What is required, who signed (a dash rejects), further facts, and what is missing (empty when nothing is).
ROWS = [
    ("{ signoffs = 1 }", "", {}, "The change needs a sign-off by somebody"),
    ("{ signoffs = 1 }", "dee", {}, ""),
    ('{ signoffs = 1, level = "senior" }', "dee", {}, "a sign-off by somebody of level senior or above"),
    ("{ signoffs = 2 }", "sam", {}, "needs another sign-off by somebody"),
    ("{ signoffs = 2 }", "sam dee", {}, ""),
    ("{ signoffs = 3 }", "sam", {}, "needs 2 sign-offs by different people"),
    ("{ signoffs = 1 }", "sam -pat", {}, "Pat rejected the change: no"),
    ('{ signoffs = 1, level = "senior" }', "sam -dee", {}, ""),
    ('{ signoffs = 1, teams = ["dba"] }', "pat", {}, "a sign-off by somebody in dba"),
    ('{ signoffs = 1, teams = ["dba"] }', "dee", {}, ""),
    ('{ signoffs = 2, distinct = "teams" }', "sam", {}, "another sign-off by somebody of further teams"),
    ('{ signoffs = 2, distinct = "teams" }', "sam dee", {}, ""),
    ('{ signoffs = 2, distinct = "teams" }', "sam pat", {}, ""),
    ('{ signoffs = 2, distinct = "teams", teams = ["dba", "web"] }', "dee", {}, "in dba or web of further teams"),
    ("{ signoffs = 1 }", "doc", {}, "a sign-off for src/a by somebody"),
    ("{ signoffs = 1 }", "doc", {"paths": ("docs/a", "docs/b")}, ""),
    ("{ signoffs = 1 }", "doc", {"paths": ("docs/a", "src/b")}, "a sign-off for src/b by somebody"),
    ("{ owners = true }", "", {}, ""),
    ("{ owners = true }", "pat", {"paths": ("db/a",)}, "db/a belong to dba, of which nobody signed off"),
    ("{ owners = true }", "pat", {"paths": ("db/a", "db/b")}, "db/a and 1 more belong to dba"),
    ("{ owners = true }", "pat", {"paths": ("db/views/a",)}, ""),
    ('{ owners = true, level = "senior" }', "dee", {"paths": ("db/a",)}, "belong to dba"),
    ("{ findings_acknowledged = true }", "", {}, ""),
    ("{ findings_acknowledged = true }", "pat", {"findings": [FINDING]}, "1 blocking finding is not acknowledged"),
    ("{ findings_acknowledged = true }", "sam", {"findings": [FINDING]}, ""),
    ("{ findings_acknowledged = true }", "sam", {"findings": [FINDING | {"fingerprint": "g"}]}, "SCH001"),
    ("{ findings_acknowledged = true }", "", {"findings": [FINDING | {"level": "review"}]}, ""),
    ('{ records = "attested" }', "", {"lines": AI}, "1 lines stand in no record of grade attested or above"),
    ('{ records = "corroborated" }', "", {"lines": AI}, ""),
    ('{ records = "corroborated" }', "", {"unstamped": ("c" * 40,)}, "1 commits have no record, the first is cccccccccccc"),
    ('{ reviewed_by = "senior" }', "dee", {"lines": AI}, "1 AI line needs a review by somebody of level senior"),
    ('{ reviewed_by = "senior" }', "sam", {"lines": AI}, ""),
    ('{ reviewed_by = "senior" }', "doc", {"lines": TWO_AI}, "1 AI line needs a review"),
    ('{ reviewed_by = "senior", signed = true }', "doc pat", {"lines": TWO_AI}, ""),
    ('{ reviewed_by = "senior", signed = true, signoffs = 2 }', "sam", {"lines": AI}, "needs another sign-off"),
]  # fmt: skip


@pytest.mark.parametrize(("require", "approvals", "facts", "said"), ROWS)
def test_requirement(require, approvals, facts, said):
    verdict = verdict_of(require, approvals, **facts)
    sentences = [one["sentence"] for one in verdict["rules"][0]["missing"]]
    assert verdict["decision"] == ("deny" if said else "pass"), sentences
    assert any(said in one for one in sentences) is bool(said), sentences


def test_who_could_give_it_and_how():
    [missing] = verdict_of('{ signoffs = 2, level = "senior" }', "sam", paths=("src/a",))["rules"][0][
        "missing"
    ]
    assert missing["who"] == ["Pat <pat@x>"]
    assert missing["command"] == "answerable signoff main..topic"
    [missing] = verdict_of("{ owners = true }", "", paths=("db/a",))["rules"][0]["missing"]
    assert missing["who"] == ["Sam <sam@x>", "Dee <dee@x>"]


def test_a_warning_is_no_denial():
    verdict = verdict_of("{ signoffs = 1 }", "", severity="warn")
    assert (verdict["decision"], verdict["rules"][0]["satisfied"]) == ("pass", False)


@pytest.mark.parametrize(
    ("approvals", "load", "said"),
    [
        ("sam", "lines_per_signoff = 499", "Sam signed off 500 lines at once; the policy trusts 499"),
        ("sam", "lines_per_signoff = 500", ""),
        ("sam", "lines_per_day = 1499", "Sam signed off 1500 lines on one day"),
        ("pat", "", "Pat took implausibly little time to read 500 lines"),
        ("-sam", "lines_per_signoff = 1", ""),
    ],
)
def test_rubber_stamps_are_said_and_change_nothing(approvals, load, said):
    verdict = verdict_of('{ records = "inferred" }', approvals, top=f"[load]\n{load}\n" if load else "")
    problems = [one for one in verdict["problems"] if one.startswith("Rubber stamp?")]
    assert verdict["decision"] == "pass"
    assert bool(problems) == bool(said)
    assert not said or said in problems[0]


def test_a_days_load_is_counted_over_all_sign_offs(tmp_path, capsys):
    needs_ssh_keygen()
    made = SignedRepo(tmp_path, files={".answerable/policy.toml": f"{POLICY}[load]\nlines_per_day = 3\n"})
    made.commit({"a.py": "A| one\nA| two\n"})
    assert made.sign() == 0
    assert not any("on one day" in problem for problem in made.verdict(capsys)[1]["problems"])
    made.git("checkout", "-q", "-b", "other", "main")
    made.commit({"b.py": "A| three\nA| four\n"})
    assert made.sign(range_="main..other") == 0
    for range_ in ("main..topic", "main..other"):
        code, verdict = made.verdict(capsys, range_)
        assert code == 0
        assert any("Sam Senior signed off 4 lines on one day" in problem for problem in verdict["problems"])


def test_what_stands_beside_the_rules_is_explained():
    top = 'tier = [{ name = "inner", paths = ["src/"], blast = "high" }]\n[load]\nlines_per_signoff = 9\nlines_per_day = 9\n'
    text = f'version = 1\n{top}[break_glass]\nlevel = "senior"\n[[rule]]\nname = "r"\n'
    policy, problems = SettingsFiles().policy(text.encode(), ("junior", "senior"))
    assert policy is not None, problems
    said = " ".join(explain_policy(policy))
    for words in (
        "The tier inner",
        "blast radius of high at least",
        "more than 9 lines",
        "on one day",
        "level senior or above may override",
    ):
        assert words in said
