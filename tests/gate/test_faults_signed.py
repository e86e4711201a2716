"""The fault matrix where signatures decide: whatever is broken, the gate says so and does not pass."""

import json
import os
import shutil
import tempfile
import tomllib
from pathlib import Path

import pytest

from answerable.cli.commands import gate
from answerable.core.record import record_id
from answerable.signing import verify
from support.gate import POLICY, ROSTER
from support.signers import SignedRepo, needs_ssh_keygen, public

needs_ssh_keygen()

CASES = tomllib.loads((Path(__file__).parents[1] / "data/gate/faults_signed.toml").read_text())["case"]
FAULTS = {}
RULES = (
    POLICY.replace('"senior" }', '"senior", signed = true }')
    + """
[[rule]]
name = "settings"
scope = [".answerable/"]
require = { signoffs = 1, level = "staff" }
"""
)
BY_BRANCH = RULES + '\n[[rule]]\nname = "release"\nwhen = { branch = ["release/*"] }\n'


def fault(function):
    """A fault is named by its function; it may return the revision range to judge."""
    FAULTS[function.__name__] = function
    return function


def on_main(made, **files):
    made.git("checkout", "-q", "main")
    for path in files:
        (made.repo.top / path).unlink(missing_ok=True)
    made.write("settings", "pat", **{path: content for path, content in files.items() if content is not None})
    made.git("checkout", "-q", "topic")


def signers(made, options):
    on_main(
        made, **{".answerable/allowed_signers": f"sam@example.org {options} {public(made.keys['sam'])}\n"}
    )


def program(made, name, script):
    """Put a program before all others on the PATH; `REAL` is the one that it stands for."""
    folder = made.repo.home / "programs"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\nREAL={shutil.which(name)}\n{script}\n")
    file.chmod(0o755)
    made.repo.environ["PATH"] = f"{folder}:{os.environ['PATH']}"


def restored(made, files):
    """The sign-offs with other files in them."""
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")
    made.store().ledger.add(files, "other")


@fault
def key_expired(made):
    signers(made, 'valid-before="20200101"')


@fault
def key_not_yet_valid(made):
    signers(made, 'valid-after="20990101"')


@fault
def key_taken_off_the_list(made):
    on_main(made, **{".answerable/allowed_signers": f"pat@example.org {public(made.keys['pat'])}\n"})


@fault
def key_for_another_namespace(made):
    signers(made, 'namespaces="git"')


@fault
def signed_in_another_namespace(made):
    made.forge(lambda _: None, namespace="file")


@fault
def signed_with_an_unknown_key(made):
    made.forge(lambda _: None, key="mallory")


@fault
def sign_off_revoked(made):
    (one,) = made.store().all()
    assert made.sign(range_="", revoke=(one.id, "I was wrong")) == 0


@fault
def sign_offs_not_fetched(made):
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")


@fault
def sign_off_damaged(made):
    (one,) = made.store().all()
    restored(made, {f"{one.id[:2]}/{one.id}.json": one.data[:-20]})


@fault
def signature_missing(made):
    (one,) = made.store().all()
    restored(made, {f"{one.id[:2]}/{one.id}.json": one.data})


@fault
def no_allowed_signers(made):
    on_main(made, **{".answerable/allowed_signers": None})


@fault
def allowed_signers_is_binary(made):
    on_main(made, **{".answerable/allowed_signers": bytes(range(256)) * 40})


@fault
def reviewer_left(made):
    left = ROSTER.replace('level = "senior"', 'level = "senior"\nuntil = 2025-01-01')
    on_main(made, **{".answerable/roster.toml": left})


@fault
def target_unknown(made):
    return f"{made.git('rev-parse', 'main')}..topic"


@fault
def rule_about_the_branch_and_target_unknown(made):
    on_main(made, **{".answerable/policy.toml": BY_BRANCH})
    return f"{made.git('rev-parse', 'main')}..topic"


@fault
def ssh_keygen_absent(made):
    folder = made.repo.home / "only-git"
    folder.mkdir()
    (folder / "git").symlink_to(shutil.which("git"))
    made.repo.environ["PATH"] = str(folder)


@fault
def ssh_keygen_failing(made):
    program(made, "ssh-keygen", "exit 255")


@fault
def ssh_keygen_hanging(made):
    program(made, "ssh-keygen", "exec sleep 3")


@fault
def git_failing(made):
    program(made, "git", 'case " $* " in *" diff-tree "*) exit 3;; esac\nexec $REAL "$@"')


@fault
def git_hanging(made):
    program(made, "git", 'case " $* " in *" diff-tree "*) exec sleep 6;; esac\nexec $REAL "$@"')


@fault
def git_too_old_to_replay(made):
    on_main(made, **{"other.txt": "x\n"})
    made.git("rebase", "-q", "main")
    program(
        made,
        "git",
        'case " $* " in *" --version "*|*" version "*) echo git version 2.30.1; exit;; esac\nexec $REAL "$@"',
    )


@fault
def no_temporary_folder(_):
    """See `test_fault`: Python's own idea of the folder is set there."""


@fault
def clock_wrong(_):
    """See `test_fault`: the clock is set there."""


@fault
def roster_renamed_on_the_target(made):
    on_main(made, **{".answerable/roster.toml": None, ".answerable/people.toml": ROSTER})


@fault
def roster_renamed_in_the_change(made):
    made.git("mv", ".answerable/roster.toml", ".answerable/people.toml")
    made.write()


@fault
def policy_changed_in_the_change(made):
    made.write(**{".answerable/policy.toml": RULES.replace('">0"', '">9000"')})


@fault
def settings_by_another_case(made):
    made.write(**{".ANSWERABLE/policy.toml": "version = 1\n"})


@fault
def trailer_without_its_record(made):
    made.commit({"b.py": "A| one\n"}, recorded=False)


@fault
def record_without_a_trailer(made):
    made.commit({"b.py": "A| one\n"}, trailers=False)


@fault
def trailer_forged_in_prose(made):
    made.write(f"x\n\nProvenance-Record: sha256:{'f' * 64}\n\nmore", **{"b.py": "x\n"})


@fault
def octopus_merge(made):
    for name in ("left", "middle", "right"):
        made.git("checkout", "-q", "-b", name, "topic~1")
        made.commit({f"{name}.py": f"A| {name}\n"})
    made.git("checkout", "-q", "topic")
    made.git("merge", "-q", "--no-edit", "left", "middle", "right")
    assert len(made.git("rev-list", "--parents", "-1", "topic").split()) == 5


@fault
def submodule_bump(made):
    made.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    made.git("commit", "-q", "-m", "bump")


@fault
def hostile_names(made):
    made.git("branch", "-m", "topic", "--", "x;touch$IFS$HOME/sprung")
    made.commit({"-rf\n\x1b[2J\u202e$(touch sprung)": "A| one\n"})
    return "main..x;touch$IFS$HOME/sprung"


def with_record(made, data):
    """A commit that names a record of these bytes, which is stored as it is."""
    name = record_id(data)
    made.records().ledger.add({f"{name[:2]}/{name}.json": data}, "hostile")
    stamp = "Provenance-Lines: ai=1 mixed=0 human=0 tool=0 unknown=0 reviewed=0"
    made.write(f"x\n\n{stamp}\nProvenance-Record: sha256:{name}\n", **{"b.py": "one\n"})


@fault
def record_that_unpacks_to_a_lot(made):
    with_record(made, b'{"schema":"answerable.record/v1","tool":"' + b" " * 120_000_000 + b'"}\n')


@fault
def record_nested_without_end(made):
    with_record(made, b"[" * 1_000_000 + b"]" * 1_000_000)


@fault
def record_of_a_hundred_thousand_regions(made):
    """It is read, and speaks for the one line that is there. One of ten million is over the size that is read."""

    def grow(record):
        region = record["files"][0]["regions"][0]
        record["files"][0]["regions"] = [region | {"start": at, "end": at} for at in range(1, 100_001)]
        record["totals"]["ai"] = 100_000
        return record

    made.commit({"b.py": "A| one\n"}, edit=grow)


def judged(made, capsys, range_, **options):
    capsys.readouterr()
    code = gate.run(range_, as_json=True, cwd=str(made.repo.top), environ=made.repo.environ, **options)
    return code, json.loads(capsys.readouterr().out)


def passing(folder):
    """A junior's AI line, signed off by a senior."""
    made = SignedRepo(folder, files={".answerable/policy.toml": RULES})
    made.commit({"a.py": "A| first\nH| second\n"})
    assert made.sign() == 0
    return made


def test_without_a_fault_it_passes(tmp_path, capsys):
    made = passing(tmp_path)
    code, verdict = judged(made, capsys, "main..topic")
    assert (code, verdict["decision"]) == (0, "pass"), verdict
    program(made, "git", 'exec $REAL "$@"')
    program(made, "ssh-keygen", 'exec $REAL "$@"')
    assert judged(made, capsys, "main..topic")[0] == 0


def test_every_fault_has_a_case():
    assert [case["fault"] for case in CASES] == list(FAULTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fault"])
def test_fault(case, tmp_path, capsys, monkeypatch):
    made = passing(tmp_path)
    range_ = FAULTS[case["fault"]](made) or "main..topic"
    monkeypatch.setenv("PATH", made.repo.environ["PATH"])  # what subprocess itself looks at
    monkeypatch.setattr(verify, "_PATIENCE", 1.0)
    if case["fault"] == "no_temporary_folder":
        monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    if case["fault"] == "clock_wrong":
        monkeypatch.setattr(gate, "clock", lambda: 0)
    options = {"timeout": 2.0} if case["fault"] == "git_hanging" else {}
    code, verdict = judged(made, capsys, range_, **options)
    assert (code, verdict["decision"]) == ({"deny": 1, "undecided": 2}[case["decision"]], case["decision"]), (
        verdict
    )
    said = [
        *verdict["problems"],
        *(one["sentence"] for rule in verdict["rules"] for one in rule["missing"]),
        *(one["void"] for one in verdict["signoffs"]),
    ]
    assert any(case["cause"] in sentence for sentence in said), said
    assert not (made.repo.home / "sprung").exists()
