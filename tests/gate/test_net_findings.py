"""The gate finds anew what a change could break: the records of its commits are its author's claims."""

import pytest

from answerable.store.settings_files import SettingsFiles
from support.gate import POLICY, GateRepo

FINDINGS = '[[rule]]\nname = "no-losses"\nwhen = { finding_level = ">=review" }\n'
GUARD = "H| def pay(user):\nH|     if user is None:\nH|         raise ValueError('nobody')\nH|     return user.pay()\n"
OPEN = "H| def pay(user):\nH|     return user.pay()\n"
ENTRY = {"rule": "GRD001", "level": "review", "path": "pay.py", "line": 2, "fingerprint": "0" * 16}


def claim(*entries):
    """An edit of a record: it says that these are its findings."""
    return lambda record: {**record, "findings": list(entries)}


#: What each commit of the change brings, how; whether the gate denies it under a rule about findings.
STORIES = {
    "a record that says nothing of the loss": ([(OPEN, {"edit": claim()})], "deny"),
    "no record at all": ([(OPEN, {"recorded": False, "trailers": False})], "deny"),
    "a loss that a later commit mends": ([(OPEN, {"edit": claim(ENTRY)}), (GUARD, {})], "pass"),
    "a record that claims a loss where there is none": ([(GUARD + "H| #\n", {"edit": claim(ENTRY)})], "pass"),
}


def start(tmp_path, rules):
    made = GateRepo(tmp_path)
    made.repo.git("checkout", "-q", "main")
    made.repo.write(".answerable/policy.toml", POLICY + rules)
    made.repo.write("pay.py", "".join(f"{line[3:]}\n" for line in GUARD.splitlines()))
    made.repo.commit("rules")
    made.repo.git("checkout", "-q", "-B", "topic")
    return made


@pytest.mark.parametrize("name", STORIES)
def test_the_net_change_is_looked_at(tmp_path, capsys, name):
    commits, decision = STORIES[name]
    made = start(tmp_path, FINDINGS)
    for text, how in commits:
        made.commit({"pay.py": text}, **how)
    _, verdict = made.verdict(capsys)
    assert verdict["decision"] == decision, verdict["problems"]
    found = [(one["rule"], one["path"]) for one in verdict["risk"]["findings"]]
    assert found == ([("GRD001", "pay.py")] if decision == "deny" else [])


@pytest.mark.parametrize(("letter", "level"), [("A", "block"), ("H", "warn"), ("U", "warn")])
def test_some_weigh_more_where_a_machine_wrote_them(tmp_path, capsys, letter, level):
    made = start(tmp_path, FINDINGS)
    made.commit({"CODEOWNERS": f"{letter}| *.py @team\n"})
    _, verdict = made.verdict(capsys)
    assert [(one["rule"], one["level"]) for one in verdict["risk"]["findings"]] == [("CIG005", level)]


LARGE = {"big.py": ("undecided", 2), "big.csv": ("pass", 0)}


@pytest.mark.parametrize("path", LARGE)
def test_what_cannot_be_looked_at_is_undecided_where_a_rule_could_say_something(tmp_path, capsys, path):
    made = start(tmp_path, FINDINGS)
    made.repo.write(path, "x = 1\n" * 900_000)
    made.repo.commit("large")
    code, verdict = made.verdict(capsys)
    assert (verdict["decision"], code) == LARGE[path]
    assert f"{path} was not analysed: it is missing or over 5 MB" in verdict["problems"]


def test_where_no_rule_asks_the_records_are_shown(tmp_path, capsys):
    made = start(tmp_path, "")
    made.commit({"pay.py": OPEN}, edit=claim({**ENTRY, "line": 1}))
    _, verdict = made.verdict(capsys)
    assert [one["line"] for one in verdict["risk"]["findings"]] == [1]


ASKING = [
    ('when = { findings = ">0" }', True),
    ('when = { any = [{ not = { rule = ["SEC*"] } }] }', True),
    ('when = { risk = ">=high" }', True),
    ("when = {}\nrequire = { findings_acknowledged = true }", True),
    ('when = { ai_lines = ">0" }', False),
]


@pytest.mark.parametrize(("rule", "asks"), ASKING)
def test_which_rules_ask(rule, asks):
    policy, problems = SettingsFiles().policy(
        f'version = 1\n[[rule]]\nname = "one"\n{rule}\n'.encode(), ["senior"]
    )
    assert problems == []
    assert policy.asks_findings is asks
