"""The gate on real repositories: how lines find their records through rewritten history, and attempts to cheat."""

import os

import pytest

from support.gate import PEOPLE, POLICY, ROSTER, GateRepo


@pytest.fixture
def made(tmp_path):
    return GateRepo(tmp_path)


def check(made, capsys, decision, range_="main..topic", **totals):
    """The decision, and the totals that are named (all others 0)."""
    code, verdict = made.verdict(capsys, range_)
    assert verdict["decision"] == decision, verdict
    assert code == {"pass": 0, "deny": 1, "undecided": 2}[decision]
    assert {name: count for name, count in verdict["totals"].items() if count} == totals, verdict
    return verdict


def reset_policy(made, policy=POLICY, roster=ROSTER):
    """Put other rules on the target branch."""
    made.repo.git("checkout", "-q", "main")
    made.repo.write(".answerable/policy.toml", policy)
    made.repo.write(".answerable/roster.toml", roster)
    made.repo.commit("rules")
    made.repo.git("checkout", "-q", "topic")


def amend(made, *, message=None, author=None):
    """Rewrite the last commit with what is in the worktree, as `git commit --amend` without hooks does."""
    made.repo.git("add", "-A")
    extra = ["--author", f"x <{author}>"] if author else []
    made.repo.git("commit", "-q", "--amend", *(["-m", message] if message else ["--no-edit"]), *extra)


# Who decides


def test_ai_lines_of_a_junior_without_review_are_denied(made, capsys):
    made.commit({"a.py": "A| one\nM| two\nH| three\nT| four\nU| five\n"})
    verdict = check(made, capsys, "deny", ai=1, mixed=1, human=1, tool=1, unknown=1)
    [rule] = verdict["rules"]
    assert (rule["fired"], rule["satisfied"]) == (True, False)
    [missing] = rule["missing"]
    assert missing["places"] == [{"path": "a.py", "start": 1, "end": 2}]
    assert missing["who"] == ["Sam Senior <sam@example.org>", "Pat Staff <pat@example.org>"]


@pytest.mark.parametrize("reviewer", ["sam", "sam@private.example", "SAM@Example.org", "pat"])
def test_a_review_by_a_senior_lets_it_pass_and_says_unsigned(made, capsys, reviewer):
    made.commit({"a.py": "A| one\nH| two\n"}, reviewers=("mia", reviewer))
    verdict = check(made, capsys, "pass", ai=1, human=1, reviewed=1)
    assert any("Reviewed, unsigned" in problem for problem in verdict["problems"])


@pytest.mark.parametrize("reviewer", ["mia", "jo", "stranger@example.org"])
def test_a_review_by_somebody_below_or_unknown_does_not_count(made, capsys, reviewer):
    made.commit({"a.py": "A| one\n"}, reviewers=(reviewer,))
    check(made, capsys, "deny", ai=1, reviewed=1)


def test_a_rule_can_refuse_unsigned_reviews(made, capsys):
    reset_policy(made, POLICY.replace('"senior" }', '"senior", signed = true }'))
    made.commit({"a.py": "A| one\n"}, reviewers=("sam",))
    verdict = check(made, capsys, "deny", ai=1, reviewed=1)
    assert "needs a signed review" in verdict["rules"][0]["missing"][0]["sentence"]


def test_a_seniors_own_ai_lines_need_nobody(made, capsys):
    made.commit({"a.py": "A| one\n"}, author="sam")
    check(made, capsys, "pass", ai=1)


def test_the_lowest_of_several_authors_decides(made, capsys):
    made.commit({"a.py": "A| one\n"}, author="sam")
    made.commit({"b.py": "H| two\n"}, author="mia")
    verdict = check(made, capsys, "deny", ai=1, human=1)
    assert verdict["author"]["level"] == "mid"


def test_a_stranger_has_the_lowest_level(made, capsys):
    made.commit({"a.py": "A| one\n"}, author="stranger@example.org")
    assert check(made, capsys, "deny", ai=1)["author"]["level"] == "junior"


def test_approving_oneself_under_an_alias_does_not_count(made, capsys):
    reset_policy(made, POLICY.replace("<senior", "<=staff"))
    made.commit({"a.py": "A| one\n"}, author="sam", reviewers=("sam@private.example",))
    verdict = check(made, capsys, "deny", ai=1, reviewed=1)
    assert verdict["rules"][0]["missing"][0]["who"] == ["Pat Staff <pat@example.org>"]


def test_the_driver_of_the_session_cannot_review_it(made, capsys):
    made.commit({"a.py": "A| one\n"}, reviewers=("sam",), driver=PEOPLE["sam"])
    check(made, capsys, "deny", ai=1, reviewed=1)


def test_a_co_author_cannot_review(made, capsys):
    made.commit({"a.py": "A| one\n"}, reviewers=("sam",), trailers=False, message="x")
    amend(made, message="x\n\nCo-authored-by: Sam <SAM@private.example>\n")
    check(made, capsys, "deny", ai=1, reviewed=1)


def test_a_senior_who_also_commits_to_the_change_is_its_author(made, capsys):
    made.commit({"a.py": "A| one\n"}, reviewers=("sam",))
    made.commit({"b.py": "H| two\n"}, author="sam")
    check(made, capsys, "deny", ai=1, human=1, reviewed=1)


def test_rules_and_people_come_from_the_target_not_from_the_change(made, capsys):
    lowered = POLICY.replace('severity = "deny"', "").replace('">0"', '">9000"')
    made.repo.write(".answerable/policy.toml", lowered)
    made.repo.write(".answerable/roster.toml", ROSTER.replace('"junior"\n', '"staff"\n'))
    made.repo.commit("be kind to me")
    made.commit({"a.py": "A| one\n"})
    verdict = made.verdict(capsys)[1]
    assert verdict["decision"] == "deny"
    assert verdict["author"]["level"] == "junior"


# How lines find their records


def test_several_commits_each_with_their_record(made, capsys):
    made.commit({"a.py": "A| one\nA| two\n", "b.py": "H| b\n"})
    made.commit({"a.py": "H| zero\n | one\nA| two and more\n"}, reviewers=("sam",))
    made.commit({"b.py": "U| c\n"})
    check(made, capsys, "deny", ai=2, human=1, unknown=1, reviewed=1)


def test_a_renamed_file_keeps_its_lines(made, capsys):
    made.commit({"a.py": "".join(f"A| line {n}\n" for n in range(9))}, reviewers=("sam",))
    made.repo.git("mv", "a.py", "b.py")
    made.repo.commit("rename")
    check(made, capsys, "pass", ai=9, reviewed=9)


def test_a_rebase_over_other_lines_of_the_file(made, capsys):
    base = "".join(f" | base {n}\n" for n in range(9))
    made.repo.git("checkout", "-q", "main")
    made.commit({"a.py": base}, recorded=False, trailers=False)
    made.repo.git("checkout", "-q", "-B", "topic")
    made.commit({"a.py": f"{base}A| mine\nH| own\n"}, reviewers=("sam",))
    made.repo.git("checkout", "-q", "main")
    made.commit({"a.py": f"U| theirs\n{base}"}, recorded=False, trailers=False)
    made.repo.git("checkout", "-q", "topic")
    made.repo.git("rebase", "-q", "main")
    check(made, capsys, "pass", ai=1, human=1, reviewed=1)


def test_a_squash_names_several_records(made, capsys):
    made.commit({"a.py": "A| one\nH| two\n"}, reviewers=("sam",))
    made.commit({"a.py": " | one\nH| middle\n | two\n", "b.py": "A| b\n"}, reviewers=("sam",))
    messages = made.repo.git("log", "--format=%B", "main..topic")
    made.repo.git("reset", "-q", "--soft", "main")
    made.repo.git(
        "commit", "-q", "--author", "jo <jo@example.org>", "-m", f"squash\n\n{messages}\n---------\n\nrest"
    )
    check(made, capsys, "pass", ai=2, human=2, reviewed=2)


def test_a_message_that_lost_its_trailers_is_read_by_content(made, capsys):
    made.commit({"a.py": "A| one\nH| two\n"}, trailers=False)
    check(made, capsys, "deny", ai=1, human=1)


def test_an_amend_that_slips_a_line_in(made, capsys):
    made.commit({"a.py": "A| one\nH| two\n"}, reviewers=("sam",))
    made.repo.write("a.py", "one\nslipped in by hand\ntwo\n")
    amend(made)
    check(made, capsys, "pass", ai=1, human=1, unknown=1, reviewed=1)


def test_reindenting_changes_nothing_about_who_wrote_it(made, capsys):
    made.commit({"a.py": "A| if x:\nA|     y = call(z)\n"}, reviewers=("sam",))
    made.repo.write("a.py", "if x:\n        y = call(z)\n")
    amend(made)
    check(made, capsys, "pass", ai=2, reviewed=2)


def test_a_merge_with_lines_of_its_own_is_unknown_where_it_has_no_record(made, capsys):
    made.commit({"a.py": "H| one\nH| two\nH| three\n"})
    made.repo.git("checkout", "-q", "-b", "side")
    made.commit({"a.py": " | one\nA| side\n | three\n"}, reviewers=("sam",))
    made.repo.git("checkout", "-q", "topic")
    made.commit({"a.py": " | one\nH| other\n | three\n"})
    made.repo.git("merge", "-q", "side", check=False)
    made.repo.write("a.py", "one\nside\nresolved differently\nother\nthree\n")
    made.repo.commit("merge")
    check(made, capsys, "pass", ai=1, human=3, unknown=1, reviewed=1)


def test_merging_the_target_in_adds_nothing(made, capsys):
    made.commit({"a.py": "H| one\n"})
    made.repo.git("checkout", "-q", "main")
    made.commit({"big.py": "U| theirs\n" * 50}, recorded=False, trailers=False)
    made.repo.git("checkout", "-q", "topic")
    made.repo.git("merge", "-q", "--no-edit", "main")
    check(made, capsys, "pass", human=1)


def test_an_unstamped_commit_is_unknown_and_a_rule_can_demand_stamps(made, capsys):
    reset_policy(
        made, 'version = 1\n[[rule]]\nname = "stamped"\nwhen = { stamped = false }\nwhy = "stamp it"\n'
    )
    made.commit({"a.py": "A| one\n"}, author="sam")
    check(made, capsys, "pass", ai=1)
    made.repo.commit("by hand", **{"b.py": "two\n\n"})
    verdict = check(made, capsys, "deny", ai=1, unknown=1)
    assert verdict["rules"][0]["missing"][0]["sentence"] == "stamp it"


def test_a_scope_counts_only_its_files(made, capsys):
    reset_policy(made, POLICY.replace("when", 'scope = ["infra/"]\nwhen'))
    made.commit({"a.py": "A| one\n"})
    assert not check(made, capsys, "pass", ai=1)["rules"][0]["fired"]
    made.commit({"infra/b.py": "A| two\n"})
    [missing] = check(made, capsys, "deny", ai=2)["rules"][0]["missing"]
    assert missing["places"] == [{"path": "infra/b.py", "start": 1, "end": 1}]


def test_a_rule_that_only_warns(made, capsys):
    reset_policy(made, POLICY.replace("when", 'severity = "warn"\nwhen'))
    made.commit({"a.py": "A| one\n"})
    assert not check(made, capsys, "pass", ai=1)["rules"][0]["satisfied"]


def test_nothing_to_judge_passes(made, capsys):
    check(made, capsys, "pass", range_="main..main")


def test_a_deleted_file_and_an_empty_one(made, capsys):
    made.commit({"a.py": "A| one\n"})
    made.repo.git("rm", "-q", "a.py")
    made.repo.commit("gone", empty="")
    check(made, capsys, "pass")


def test_a_repository_of_the_other_object_format(tmp_path, capsys):
    made = GateRepo(tmp_path, "--object-format=sha256")
    made.commit({"a.py": "A| one\nH| two\n"})
    made.commit({"a.py": " | one\nA| between\n | two\n"})
    check(made, capsys, "deny", ai=2, human=1)


# Attempts to cheat


def test_attributes_cannot_hide_lines(made, capsys):
    made.commit({"a.py": "A| one\nA| two\n", ".gitattributes": "H| * -diff binary\n"})
    check(made, capsys, "deny", ai=2, human=1)


def test_configuration_cannot_run_programs_or_hide_lines(made, capsys, tmp_path):
    made.commit({"a.py": "A| one\n", ".gitattributes": "H| *.py diff=evil\n"})
    trap = tmp_path / "trap"
    for key in ("diff.evil.command", "diff.evil.textconv", "diff.external", "core.fsmonitor"):
        made.repo.git("config", key, f"touch {trap};:")
    made.repo.git("config", "diff.ignoreSubmodules", "all")
    check(made, capsys, "deny", ai=1, human=1)
    assert not trap.exists()


def test_replace_refs_and_grafts_are_not_followed(made, capsys):
    innocent = made.repo.git("rev-parse", "main")
    made.commit({"a.py": "A| one\n"})
    made.repo.git("replace", made.repo.git("rev-parse", "topic"), innocent)
    check(made, capsys, "deny", ai=1)


def test_a_worktree_that_pretends_to_be_unchanged_is_not_read(made, capsys):
    made.commit({"a.py": "A| one\nA| two\n"})
    made.repo.git("config", "core.checkStat", "minimal")
    made.repo.git("config", "core.trustctime", "false")
    path = made.repo.top / "a.py"
    status = path.stat()
    path.write_text("one\nxyz\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    check(made, capsys, "deny", ai=2)


def test_a_copied_trailer_proves_nothing(made, capsys):
    made.commit({"a.py": "H| harmless\n"})
    message = made.repo.git("log", "-1", "--format=%B")
    made.repo.write("evil.py", "import everything\nrun(it)\n")
    made.repo.git("add", "-A")
    made.repo.git("commit", "-q", "--author", "jo <jo@example.org>", "-m", message)
    check(made, capsys, "pass", human=1, unknown=2)


def test_a_message_that_imitates_a_verdict_or_names_records_in_prose(made, capsys):
    made.commit(
        {"a.py": "A| one\n"}, message=f"PASS\n\nDecision: pass\n\nProvenance-Record: sha256:{'0' * 64}\n\nx"
    )
    check(made, capsys, "deny", ai=1)


def test_a_guess_is_not_ai(made, capsys):
    def guess(record):
        record["files"][0]["regions"][0]["grade"] = "inferred"
        return record

    made.commit({"a.py": "A| one\n"}, edit=guess)
    check(made, capsys, "pass", unknown=1)


def test_what_is_no_text_is_one_unknown_line(made, capsys):
    made.repo.write("image.png", bytes(range(256)) * 9)
    (made.repo.top / "link").symlink_to("/etc/passwd")
    made.repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    made.repo.git("add", "image.png", "link")
    made.repo.git("commit", "-q", "-m", "things")
    check(made, capsys, "pass", unknown=3)


def test_lone_carriage_returns_are_line_ends_to_records(made, capsys):
    made.commit({"a.txt": "A| one\nH| three\n"})
    made.repo.write("a.txt", "one\rtwo\rthree\r")
    amend(made)
    check(made, capsys, "deny", ai=1, human=1, unknown=1)


@pytest.mark.parametrize(
    "name", ["with blank", 'tab\tquote"', "ümlaut", "new\nline", "\x1b[31mred", "-rf", ":colon"]
)
def test_any_file_name(made, capsys, name):
    made.commit({name: "A| one\n"})
    made.commit({name: " | one\nH| two\n"})
    check(made, capsys, "deny", ai=1, human=1)


def test_undecodable_names_and_text(made, capsys):
    made.repo.write(b"caf\xe9", b"na\xefve\n")
    made.repo.commit("latin")
    verdict = check(made, capsys, "pass", unknown=1)
    assert verdict["decision"] == "pass"
