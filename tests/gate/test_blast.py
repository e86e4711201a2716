"""The blast radius at the gate: measured from content, by the rules of the target, undecided where it cannot be."""

import json

import pytest

from answerable.cli.commands import gate
from support.gate import ROSTER, GateRepo

POLICY = """
version = 1
[[tier]]
name = "keys"
paths = ["keys/"]
blast = "critical"
[[rule]]
name = "far"
when = { blast = ">=high" }
"""
NOT_ASKING = 'version = 1\n[[rule]]\nname = "ai"\nwhen = { ai_lines = ">9" }\n'
CART = "def total(items):\n    return sum(items)\n\n\ndef unused():\n    return 1\n"
USER = "from shop.cart import total\n\n\ndef use(items):\n    return total(items)\n"


def shop(path, *, policy=POLICY, users=9):
    """A shop whose function `total` is used in so many files of somebody else; the topic branch is at its base."""
    made = GateRepo(path)
    repo = made.repo
    repo.git("checkout", "-q", "main")
    repo.write(".answerable/policy.toml", policy)
    repo.write(".answerable/roster.toml", ROSTER)
    repo.write("shop/cart.py", CART)
    repo.write(".github/CODEOWNERS", "/shop/ @shop\n/pay/ @pay\n")
    repo.write("keys/list.txt", "one\n")
    for number in range(users):
        repo.write(f"pay/u{number}.py", USER)
    repo.commit("base")
    repo.git("checkout", "-q", "-B", "topic")
    return made


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def judged(made, capsys, *, style="json", code=None, blast=False):
    capsys.readouterr()
    found = gate.run(
        "main..topic", style=style, blast=blast, cwd=str(made.repo.top), environ=made.repo.environ
    )
    out = capsys.readouterr().out
    assert code is None or found == code, out
    return json.loads(out) if style == "json" else out


def change(made, path, old, new):
    made.repo.write(path, (made.repo.top / path).read_text().replace(old, new))
    made.repo.commit("change")


def test_what_much_depends_on_is_denied_and_the_reasons_are_told(tmp_path, capsys):
    made = shop(tmp_path)
    change(made, "shop/cart.py", "sum(items)", "sum(items) + 1")
    verdict = judged(made, capsys, code=1)
    blast = verdict["blast"]
    assert (blast["tier"], blast["direct"], blast["transitive"]) == ("high", 9, 9)
    assert blast["owners"] == ["@shop", "@pay"]
    assert blast["reasons"][0] == (
        "shop/cart.py:total: 9 places refer to it directly; 95 of 100 definitions here have at most 9."
    )
    assert [rule["satisfied"] for rule in verdict["rules"]] == [False]
    for style, said in (
        ("text", "  blast    direct 9, transitive at most 9, owners @shop @pay, tier high"),
        ("markdown", r"Blast radius: direct 9, transitive at most 9, owners \@shop \@pay, tier high."),
        ("github", "::notice title=Answerable::Blast radius: direct 9, transitive at most 9"),
        ("junit", "Blast radius: direct 9"),
        ("sarif", "Blast radius: direct 9"),
        ("gitlab", "Blast radius: direct 9"),
    ):
        assert said in judged(made, capsys, style=style, code=1)


@pytest.mark.parametrize(
    ("path", "old", "new", "tier", "direct"),
    [
        ("shop/cart.py", "return 1", "return 2", "low", 0),
        ("shop/cart.py", "def unused", "# words\ndef unused", "low", 0),
        ("pay/u1.py", "total(items)", "total(items) + 1", "low", 0),
        ("keys/list.txt", "one", "two", "critical", 0),
        # What is gone is what depended on it.
        ("shop/cart.py", CART.partition("\n\n\n")[0], "x = 1", "high", 9),
    ],
)
def test_the_tier_of_a_change(tmp_path, capsys, path, old, new, tier, direct):  # noqa: PLR0917 - a row
    made = shop(tmp_path)
    change(made, path, old, new)
    blast = judged(made, capsys, code=int(tier in {"high", "critical"}))["blast"]
    assert (blast["tier"], blast["direct"]) == (tier, direct)


def test_a_moved_file_is_missed_by_those_who_still_name_it(tmp_path, capsys):
    made = shop(tmp_path)
    made.repo.git("mv", "shop/cart.py", "shop/basket.py")
    made.repo.git("commit", "-qm", "move")
    assert judged(made, capsys, code=1)["blast"]["direct"] == 9


def test_codeowners_and_tiers_are_those_of_the_target(tmp_path, capsys):
    made = shop(tmp_path)
    repo = made.repo
    repo.write(".github/CODEOWNERS", "* @me\n")
    repo.write(".answerable/policy.toml", POLICY.replace('blast = "critical"', 'blast = "low"'))
    change(made, "keys/list.txt", "one", "two")
    change(made, "shop/cart.py", "return 1", "return 2")
    blast = judged(made, capsys, code=1)["blast"]
    assert (blast["tier"], blast["owners"]) == ("critical", ["@shop"])


def test_a_rule_about_some_files_looks_at_what_was_changed_there(tmp_path, capsys):
    made = shop(tmp_path, policy=POLICY.replace("when =", 'scope = ["docs/"]\nwhen ='))
    made.repo.write("docs/a.md", "words\n")
    change(made, "shop/cart.py", "sum(items)", "sum(items) + 1")
    verdict = judged(made, capsys, code=0)
    assert verdict["blast"]["tier"] == "high"
    assert [rule["fired"] for rule in verdict["rules"]] == [False]


def test_what_no_rule_asks_is_measured_where_somebody_wants_it(tmp_path, capsys):
    made = shop(tmp_path, policy=NOT_ASKING)
    change(made, "shop/cart.py", "sum(items)", "sum(items) + 1")
    assert judged(made, capsys, code=0)["blast"] is None
    assert judged(made, capsys, code=0, blast=True)["blast"]["tier"] == "high"


@pytest.mark.parametrize(("policy", "code"), [(POLICY, 2), (NOT_ASKING, 0)])
def test_a_changed_file_that_cannot_be_indexed_leaves_the_question_open(tmp_path, capsys, policy, code):
    made = shop(tmp_path, policy=policy)
    change(made, "shop/cart.py", "def unused", f"# {'x' * 5_000_001}\ndef unused")
    problems = judged(made, capsys, code=code, blast=True)["problems"]
    assert any(one.startswith("shop/cart.py was not ") and one.endswith("5 MB.") for one in problems)


def test_a_file_that_cannot_be_indexed_elsewhere_is_only_told(tmp_path, capsys):
    made = shop(tmp_path, users=1)
    made.repo.git("checkout", "-q", "main")
    made.repo.write("shop/large.py", f"# {'x' * 5_000_001}\n")
    made.repo.commit("large")
    made.repo.git("checkout", "-q", "-B", "topic")
    change(made, "shop/cart.py", "return 1", "return 2")
    verdict = judged(made, capsys, code=0)
    assert any(problem.startswith("shop/large.py was not indexed") for problem in verdict["problems"])


def test_a_partner_that_did_not_change_is_told(tmp_path, capsys):
    made = shop(tmp_path, users=1)
    repo = made.repo
    repo.git("checkout", "-q", "main")
    for number in range(6):
        repo.write("shop/prices.py", f"PRICE = {number}\n")
        repo.write("shop/tax.py", f"TAX = {number}\n")
        repo.commit("both")
        repo.write(f"other{number}", "x")
        repo.commit("other")
        repo.write(f"other{number}", "y")
        repo.commit("other")
    repo.git("checkout", "-q", "-B", "topic")
    change(made, "shop/prices.py", "5", "7")
    blast = judged(made, capsys, code=0)["blast"]
    assert blast["tier"] == "medium"
    assert (
        "shop/tax.py changed in 6 of the 6 last commits that changed shop/prices.py, and does not now."
        in blast["reasons"]
    )


def test_findings_in_the_records_have_the_tier_of_what_they_stand_in(tmp_path, capsys):
    made = shop(tmp_path)
    entry = {"rule": "GRD001", "level": "review", "line": 2, "fingerprint": "0" * 16}
    found = [{**entry, "path": "shop/cart.py"}, {**entry, "path": "pay/u1.py"}]
    texts = {"shop/cart.py": CART.replace("sum", "max"), "pay/u1.py": USER.replace("(items):", "(items=()):")}
    marked = {path: "".join(f"A| {line}\n" for line in text.splitlines()) for path, text in texts.items()}
    made.commit(marked, edit=lambda record: {**record, "findings": found})
    risk = judged(made, capsys, code=1)["risk"]
    tiers = {one["path"]: one["blast"] for one in risk["findings"]}
    assert tiers == {"shop/cart.py": "high", "pay/u1.py": "low"}
