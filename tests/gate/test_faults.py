"""The fault matrix: whatever is broken, the gate says so and does not pass."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from answerable.cli.commands import gate
from support.gate import POLICY, ROSTER, GateRepo

CASES = tomllib.loads((Path(__file__).parents[1] / "data/gate/faults.toml").read_text())["case"]
FAULTS = {}


def fault(function):
    """A fault is named by its function; it may return the revision range to judge."""
    FAULTS[function.__name__] = function
    return function


def on_main(made, **files):
    """Change the settings of the target branch under the topic's feet."""
    made.repo.git("checkout", "-q", "main")
    for name, content in files.items():
        path = f".answerable/{name}.toml"
        (made.repo.top / path).unlink()
        if content is not None:
            made.repo.write(path, content)
    made.repo.commit("settings")
    made.repo.git("checkout", "-q", "topic")


@fault
def no_policy(made):
    on_main(made, policy=None)


@fault
def no_roster(made):
    on_main(made, roster=None)


@fault
def policy_not_toml(made):
    on_main(made, policy="version = = 1")


@fault
def policy_not_utf8(made):
    on_main(made, policy=b"# \xff\n" + POLICY.encode())


@fault
def policy_without_rules(made):
    on_main(made, policy="version = 1\nrule = []\n")


@fault
def policy_of_a_newer_version(made):
    on_main(made, policy=POLICY.replace("version = 1", "version = 2") + "future = true\n")


@fault
def policy_with_an_unknown_predicate(made):
    on_main(made, policy=POLICY.replace("ai_lines", "ai_tokens"))


@fault
def policy_with_a_misspelt_requirement(made):
    on_main(made, policy=POLICY.replace("require =", "requires ="))


@fault
def policy_with_an_unknown_level(made):
    on_main(made, policy=POLICY.replace('reviewed_by = "senior"', 'reviewed_by = "wizard"'))


@fault
def policy_is_a_symlink(made):
    made.repo.git("checkout", "-q", "main")
    policy = made.repo.top / ".answerable/policy.toml"
    policy.rename(made.repo.top / "elsewhere.toml")
    policy.symlink_to("../elsewhere.toml")
    made.repo.commit("link")


@fault
def policy_is_a_folder(made):
    on_main(made, policy=None)
    made.repo.git("checkout", "-q", "main")
    made.repo.write(".answerable/policy.toml/inner", POLICY)
    made.repo.commit("folder")


@fault
def policy_is_huge(made):
    on_main(made, policy=POLICY + "#" * 1_000_000)


@fault
def roster_claims_an_address_twice(made):
    eve = '[[person]]\nname = "Eve"\nemail = "eve@example.org"\naliases = ["SAM@private.example"]\nlevel = "staff"\n'
    on_main(made, roster=ROSTER + eve)


@fault
def roster_with_an_unknown_level(made):
    on_main(made, roster=ROSTER.replace('level = "staff"', 'level = "wizard"'))


@fault
def records_not_fetched(made):
    made.repo.git("update-ref", "-d", "refs/answerable/records")


@fault
def record_damaged(made):
    name = f"{made.ids[-1][:2]}/{made.ids[-1]}.json"
    blob = made.repo.git("hash-object", "-w", "--stdin", stdin=b'{"schema":"answerable.record/v1"}\n')
    inner = made.repo.git("mktree", stdin=f"100644 blob {blob}\t{name[3:]}\n".encode())
    outer = made.repo.git("mktree", stdin=f"040000 tree {inner}\t{name[:2]}\n".encode())
    made.repo.git(
        "update-ref", "refs/answerable/records", made.repo.git("commit-tree", outer, "-m", "damaged")
    )


@fault
def record_disagrees_with_content(made):
    def forge(record):
        record["files"][0]["regions"][0]["hashes"] = ["0" * 16]
        return record

    made.commit({"a.py": "A| forged\n"}, edit=forge)


@fault
def record_does_not_add_up(made):
    def forge(record):
        record["totals"]["human"] += 40
        return record

    made.commit({"a.py": "A| forged\n"}, edit=forge)


@fault
def stamp_contradicts_record(made):
    made.commit({"a.py": "A| forged\n"}, reviewers=("sam",))
    message = (
        made.repo.git("log", "-1", "--format=%B").replace("ai=1", "ai=0").replace("reviewed=1", "reviewed=0")
    )
    made.repo.git("commit", "-q", "--amend", "-m", message)


@fault
def shallow_clone(made):
    clone = made.repo.top.parent / "shallow"
    made.repo.git("clone", "-q", "--depth=2", "--no-single-branch", f"file://{made.repo.top}", str(clone))
    made.repo.top = clone
    return "origin/main..origin/topic"


@fault
def partial_clone(made):
    clone = made.repo.top.parent / "partial"
    made.repo.git("config", "uploadpack.allowFilter", "true")
    made.repo.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{made.repo.top}", str(clone))
    settings = [made.repo.git("rev-parse", f"main:.answerable/{name}.toml") for name in ("policy", "roster")]
    for blob in settings:
        made.repo.git("-C", str(clone), "cat-file", "-p", blob)
    made.repo.git("-C", str(clone), "fetch", "-q", "origin", "refs/answerable/*:refs/answerable/*")
    made.repo.top = clone


@fault
def blob_missing(made):
    blob = made.repo.git("rev-parse", "topic:a.py")
    (made.repo.top / ".git/objects" / blob[:2] / blob[2:]).unlink()


@fault
def commit_missing(made):
    commit = made.repo.git("rev-parse", "topic~1")
    (made.repo.top / ".git/objects" / commit[:2] / commit[2:]).unlink()


@fault
def unrelated_histories(made):
    made.repo.git("checkout", "-q", "--orphan", "island")
    made.repo.git("commit", "-q", "-m", "island")
    return "main..island"


@fault
def base_unknown(_):
    return f"{'0' * 40}..topic"


@fault
def git_absent(made):
    made.repo.environ["PATH"] = "/nonexistent"


@fault
def not_a_repository(made):
    shutil.rmtree(made.repo.top / ".git")


def judged(made, capsys, range_):
    code = gate.run(range_, as_json=True, cwd=str(made.repo.top), environ=made.repo.environ)
    return code, json.loads(capsys.readouterr().out)


def passing(folder):
    """A repository that the gate lets pass, with AI lines that a senior reviewed."""
    made = GateRepo(folder)
    made.commit({"a.py": "A| first\nH| second\n"}, reviewers=("sam",))
    made.commit({"b.py": "H| third\n"}, author="mia")
    return made


def test_without_a_fault_it_passes(tmp_path, capsys):
    code, verdict = judged(passing(tmp_path), capsys, "main..topic")
    assert (code, verdict["decision"]) == (0, "pass"), verdict


def test_every_fault_has_a_case():
    assert [case["fault"] for case in CASES] == list(FAULTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fault"])
def test_fault(case, tmp_path, capsys, monkeypatch):
    made = passing(tmp_path)
    range_ = FAULTS[case["fault"]](made) or "main..topic"
    if case["fault"] == "git_absent":
        monkeypatch.setenv("PATH", "/nonexistent")  # what subprocess itself looks at
    code, verdict = judged(made, capsys, range_)
    assert (code, verdict["decision"]) == ({"deny": 1, "undecided": 2}[case["decision"]], case["decision"]), (
        verdict
    )
    assert any(case["cause"] in problem for problem in verdict["problems"]), verdict["problems"]
