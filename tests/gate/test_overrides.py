"""Broken glass: who may override a denial, for how long, that everybody hears of it, and that it is looked at after all."""

import json

import pytest

from answerable.app.check_range import check_range
from answerable.app.circumstances import Asked
from answerable.cli.commands import override
from answerable.core.errors import UsageError
from answerable.core.signoff.instant import seconds_of
from answerable.core.signoff.override import canonical_override
from answerable.wiring.judging import gate_sources
from answerable.wiring.workspace import clock, open_workspace
from support.gate import PEOPLE, POLICY
from support.signers import SignedRepo, needs_ssh_keygen, signed_with

needs_ssh_keygen()

GLASS = f'{POLICY}\n[break_glass]\nlevel = "senior"\nhours = 8\nfollow_up_days = 3\n'
DAY = 24 * 60 * 60


@pytest.fixture
def made(tmp_path):
    """Jo's AI lines, which nobody looked at: denied."""
    made = SignedRepo(tmp_path, files={".answerable/policy.toml": GLASS})
    made.commit({"fix.py": "A| stop()\n"})
    return made


def broken(made, who="sam", *, key="", **options):
    """Somebody overrides the gate; the exit code."""
    environ = made.repo.environ | {"GIT_COMMITTER_EMAIL": PEOPLE.get(who, who)}
    said = override.Options(
        **{"reason": "production is down", "yes": True, "key": str(made.keys[key or who])} | options
    )
    return override.run("main..topic", said, cwd=str(made.repo.top), environ=environ)


def judged(made, *, later=0, range_="main..topic", target="main"):
    """The verdict, some seconds from now."""
    workspace = open_workspace(str(made.repo.top), made.repo.environ)
    try:
        asked = Asked(target, clock() // 1000 + later)
        return check_range(gate_sources(workspace), *range_.split(".."), asked).verdict
    finally:
        workspace.close()


def test_a_senior_breaks_the_glass_and_everybody_hears_of_it(made, capsys):
    assert made.verdict(capsys)[0] == 1
    assert broken(made) == 0
    code, verdict = made.verdict(capsys)
    assert (code, verdict["decision"]) == (0, "pass")
    assert not verdict["rules"][0]["satisfied"]
    [one] = verdict["overrides"]
    assert (one["by"], one["reason"], one["applies"]) == (
        "Sam Senior <sam@example.org>",
        "production is down",
        True,
    )
    assert any(problem.startswith("BROKEN GLASS: Sam Senior") for problem in verdict["problems"])


@pytest.mark.parametrize(
    ("who", "options", "words"),
    [
        ("mia", {}, "Mia Middle is below senior"),
        ("stranger@example.org", {"key": "mallory"}, "not on the roster"),
        ("sam", {"key": "mallory"}, "to others, or to nobody"),
        ("sam", {"hours": 9}, "longer than the 8 hours"),
    ],
)
def test_who_may_not_and_how_long_it_may_not(made, capsys, who, options, words):
    options = dict(options)
    assert broken(made, who, key=options.pop("key", ""), **options) == 0
    code, verdict = made.verdict(capsys)
    assert (code, verdict["overrides"]) == (1, [])
    assert any("does not count" in problem and words in problem for problem in verdict["problems"])


def test_an_override_expires(made):
    broken(made, hours=2)
    assert judged(made, later=60)["decision"] == "pass"
    verdict = judged(made, later=2 * 60 * 60 + 1)
    assert verdict["decision"] == "deny"
    assert any("it has expired" in problem for problem in verdict["problems"])


def test_an_override_is_for_one_change_and_one_branch(made):
    broken(made)
    made.git("branch", "release", "main")
    assert judged(made, range_="release..topic", target="release")["decision"] == "deny"
    made.commit({"more.py": "A| and_more()\n"})
    assert judged(made)["decision"] == "deny"


def test_without_the_table_nobody_can(tmp_path, capsys):
    made = SignedRepo(tmp_path)
    made.commit({"fix.py": "A| stop()\n"})
    assert broken(made, "pat") == 0
    assert made.verdict(capsys)[0] == 1


def test_what_is_undecided_stays_so(made, capsys):
    broken(made)
    made.repo.git("update-ref", "-d", "refs/answerable/records")
    assert made.verdict(capsys)[1]["decision"] == "undecided"


def landed(made):
    """The change is merged, and another harmless one comes up."""
    broken(made)
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--no-ff", "--no-edit", "topic", author="mia")
    made.git("checkout", "-q", "-b", "later")
    made.commit({"later.py": "H| typed\n"}, author="sam")


def test_until_it_is_due_other_changes_pass_and_then_they_do_not(made):
    landed(made)
    assert judged(made, range_="main..later", later=DAY)["decision"] == "pass"
    verdict = judged(made, range_="main..later", later=3 * DAY)
    assert verdict["decision"] == "deny"
    rule = verdict["rules"][-1]
    assert (rule["name"], rule["satisfied"]) == ("override-follow-up", False)
    [missing] = rule["missing"]
    assert "Sam Senior <sam@example.org> overrode a denial (production is down)" in missing["sentence"]
    assert "Sam Senior <sam@example.org>" not in missing["who"]
    assert missing["command"].endswith("--target main")


def test_the_command_that_is_named_settles_it(made):
    landed(made)
    command = judged(made, range_="main..later", later=3 * DAY)["rules"][-1]["missing"][0]["command"]
    range_ = command.split()[2]
    assert made.sign("sam", range_, target="main") == 0
    assert judged(made, range_="main..later", later=3 * DAY)["decision"] == "deny"
    assert made.sign("pat", range_, target="main") == 0
    assert judged(made, range_="main..later", later=3 * DAY)["decision"] == "pass"


def test_the_due_date_is_no_later_than_the_policy_says(made):
    broken(made, days=300)
    [one] = judged(made)["overrides"]
    assert seconds_of(one["due"]) <= clock() // 1000 + 3 * DAY


def test_a_signature_of_something_else_is_none(made, capsys):
    broken(made)
    workspace = open_workspace(str(made.repo.top), made.repo.environ)
    [one] = gate_sources(workspace).overrides.all()
    workspace.close()
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")
    one.statement["predicate"]["reason"] = "no reason at all"
    made.store().append([(canonical_override(one.statement), one.signatures[0])])
    assert made.verdict(capsys)[0] == 1
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")
    made.store().append([(one.data, signed_with(made.keys["sam"], one.data, "git"))])
    assert made.verdict(capsys)[0] == 1


def test_an_override_is_no_sign_off(made, capsys):
    broken(made)
    made.repo.git("checkout", "-q", "main")
    made.write("stricter", "pat", **{".answerable/policy.toml": POLICY})
    made.git("checkout", "-q", "topic")
    made.git("rebase", "-q", "main")
    code, verdict = made.verdict(capsys)
    assert (code, verdict["signoffs"]) == (1, [])


def test_the_verb(made, capsys):
    for words, options in [("needs a reason", {"reason": " "}), ("give --yes", {"yes": False})]:
        with pytest.raises(UsageError, match=words):
            broken(made, **options)
    assert broken(made, as_json=True) == 0
    [one] = json.loads(capsys.readouterr().out)["overrides"]
    assert broken(made, listing=True) == 0
    listed = capsys.readouterr().out
    assert one["id"][:12] in listed
    assert "answerable signoff" in listed
