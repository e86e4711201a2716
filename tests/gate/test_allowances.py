"""`[[allow]]` of a policy: findings that are silenced with a reason, in the gate by the target branch alone."""

import pytest

from answerable.core.allowances import allow, build_allowances
from answerable.core.finding import Finding, Level
from answerable.core.policy import explain_policy
from answerable.store.settings_files import SettingsFiles
from support.gate import POLICY, GateRepo

RULE = '[[rule]]\nname = "no-blockers"\nwhen = { finding_level = ">=block" }\n'


def read(allow):
    return SettingsFiles().policy(f"version = 1\n{RULE}[[allow]]\n{allow}".encode(), ["senior"])


def finding(rule="SEC004", path="lab/keys.py"):
    return Finding(rule, "x.y", Level.BLOCK, path, 1, 1, "a key", "", "", "", "0" * 16)


GOOD = 'rules = ["SEC004", "SCH*"]\npaths = ["lab/**"]\nreason = "made-up keys"\n'
NEW_YEAR = 1_798_761_600  # 2027-01-01T00:00:00Z

ROWS = [
    (GOOD, finding(), True),
    (GOOD, finding("SCH002"), True),
    (GOOD, finding("SEC001"), False),
    (GOOD, finding(path="src/keys.py"), False),
    (GOOD + "until = 2027-01-02\n", finding(), True),
    (GOOD + 'until = "2027-01-01"\n', finding(), False),
]


@pytest.mark.parametrize(("text", "one", "is_allowed"), ROWS)
def test_what_is_allowed(text, one, is_allowed):
    policy, problems = read(text)
    assert problems == []
    (found,) = allow([one], policy.allowances, NEW_YEAR)
    if is_allowed:
        assert (found.level, found.allowed, found.allowed_by) == (Level.INFO, "made-up keys", "policy")
        assert found.message == "allowed (made-up keys): a key"
        assert allow([found], policy.allowances, NEW_YEAR) == [found]
    else:
        assert found == one


BAD = [
    ('rules = []\npaths = ["a"]\nreason = "x"', "allow[0].rules"),
    ('rules = ["A"]\npaths = []\nreason = "x"', "allow[0].paths"),
    ('rules = ["A"]\npaths = ["a"]', "missing required field `reason`"),
    ('rules = ["A"]\npaths = ["a"]\nreason = " "', "Allowance number 1: it has no reason."),
    ('rules = ["A"]\npaths = ["../a"]\nreason = "x"', "Allowance number 1: '../a'"),
    ('rules = ["A"]\npaths = ["a"]\nreason = "x"\nuntil = "soon"', "until is a day"),
    ('rules = ["A"]\npaths = ["a"]\nreason = "x"\nlevel = "x"', "unknown field `level`"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_bad_allowance_is_refused_in_a_sentence(text, said):
    policy, problems = read(text)
    assert policy is None
    assert said in " ".join(problems)


def test_it_is_explained():
    assert (
        "Findings of SEC004 or SCH* in lab/** are allowed until 2027-01-02: made-up keys."
        in explain_policy(read(GOOD + "until = 2027-01-02\n")[0])
    )
    assert build_allowances([]) == ((), [])


#: The shape of an access token, and nobody's.
KEY = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"

STORIES = [
    ("", "", "deny", ""),
    (GOOD, "", "pass", "The policy allows 1 finding(s) of SEC004 in lab/**: made-up keys."),
    (
        GOOD + "until = 2020-01-01\n",
        "",
        "deny",
        "The policy no longer allows 1 finding(s) of SEC004 in lab/**",
    ),
    ("", GOOD, "deny", ""),
]


@pytest.mark.parametrize("story", STORIES)
def test_only_the_target_branch_allows(tmp_path, capsys, story):
    target, change, decision, said = story
    made = GateRepo(tmp_path)

    def write(allowance):
        made.repo.write(".answerable/policy.toml", f"{POLICY}{RULE}{allowance and '[[allow]]'}\n{allowance}")

    made.repo.git("checkout", "-q", "main")
    write(target)
    made.repo.commit("rules")
    made.repo.git("checkout", "-q", "-B", "topic")
    if change:
        write(change)
    made.commit({"lab/keys.py": f"H| key = '{KEY}'\n"})
    _, verdict = made.verdict(capsys)
    assert verdict["decision"] == decision
    assert said in " ".join(verdict["problems"])
    assert verdict["risk"]["level"] == ("info" if decision == "pass" else "block")
