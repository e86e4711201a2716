"""Attempts to get a change past the gate that nobody answers for: short stories, each with its verdict and the words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.cli.commands import gate
from support.gate import PEOPLE, ROSTER
from support.signers import SignedRepo, needs_ssh_keygen, public

needs_ssh_keygen()

POLICY = """version = 1
[[rule]]
name = "ai-signed"
when = { ai_lines = ">0" }
require = { reviewed_by = "senior", signed = true }
[[rule]]
name = "junior-signed"
when = { author_level = "<senior", added_lines = ">0" }
require = { signoffs = 1, level = "senior" }
[[rule]]
name = "unknown-signed"
when = { any = [{ unknown_lines = ">0" }, { stamped = false }, { lines = { declared = true, count = ">0" } }] }
require = { signoffs = 1, level = "senior" }
[[rule]]
name = "settings"
scope = [".answerable/", ".mailmap"]
require = { signoffs = 1, level = "staff" }
[[rule]]
name = "infra"
scope = ["infra/"]
require = { signoffs = 2, level = "senior" }
"""
CODE = "A| def pay(x):\nA|     if x:\nA|         charge(x)\nA|     return x\n"
STEPS = "".join(f" |     step {number}()\n" for number in range(9))
TWINS = f"H| def one():\n{STEPS}H| def two():\n{STEPS}"

Story = Callable[[SignedRepo], str | None]
STORIES: list[tuple[Story, str, str]] = []


def story(decision: str, words: str) -> Callable[[Story], Story]:
    """A story with its verdict; it may return the range to judge. The words stand in what is missing, void or wrong."""

    def add(function: Story) -> Story:
        STORIES.append((function, decision, words))
        return function

    return add


def approved(made: SignedRepo) -> None:
    """Jo's change, an AI's code, approved by Sam."""
    made.commit({"pay.py": CODE})
    assert made.sign() == 0


def amend(made: SignedRepo, *options: str, **files: str) -> None:
    for path, content in files.items():
        made.repo.write(path, content)
    made.git("add", "-A")
    made.git("commit", "-q", "--amend", *(options or ("--no-edit",)))


def signed_as(made: SignedRepo, email: str, key: str) -> None:
    """A sign-off that our own command would refuse to make: under any address, with any key."""
    assert made.sign("pat") == 0
    made.forge(lambda statement: statement["predicate"]["reviewer"].update(email=email), key=key)


def on_main(made: SignedRepo, **files: str) -> None:
    """The target gets other settings before the change begins."""
    made.git("checkout", "-q", "main")
    made.write("settings", "pat", **files)
    made.git("checkout", "-q", "-B", "topic")


# Who


@story("pass", "")
def nothing_wrong(made: SignedRepo) -> None:
    approved(made)


@story("deny", "4 AI lines need a signed review")
def nobody_signed(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})


@story("deny", "4 AI lines need a signed review")
def a_review_that_the_author_typed_into_the_record(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, reviewers=("sam", "pat"))


@story("deny", "is the author of commit")
def approve_yourself_under_a_second_address(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, author="sam@private.example")
    signed_as(made, PEOPLE["sam"], "sam")


@story("deny", "is the author of commit")
def approve_yourself_under_an_alias(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, author="sam")
    signed_as(made, "SAM@private.example", "sam")


@story("deny", "to others, or to nobody")
def approve_yourself_as_somebody_else(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    signed_as(made, PEOPLE["sam"], "jo")


@story("deny", "is the author of commit")
def approve_yourself_with_a_second_key(made: SignedRepo) -> None:
    second = f"{PEOPLE['sam']} {public(made.keys['mallory'])}\n{PEOPLE['pat']} {public(made.keys['pat'])}\n"
    on_main(made, **{".answerable/allowed_signers": second})
    made.commit({"pay.py": CODE}, author="sam")
    signed_as(made, PEOPLE["sam"], "mallory")


@story("deny", "is the author of commit")
def approve_yourself_under_an_address_that_only_the_mailmap_knows(made: SignedRepo) -> None:
    on_main(made, **{".mailmap": "Sam Senior <sam@example.org> <old-sam@example.net>\n"})
    made.commit({"pay.py": CODE}, author="old-sam@example.net")
    signed_as(made, PEOPLE["sam"], "sam")


@story("deny", "4 AI lines need a signed review")
def a_mailmap_makes_nobody_senior(made: SignedRepo) -> None:
    on_main(made, **{".mailmap": "Sam Senior <sam@example.org> <mallory@example.net>\n"})
    made.commit({"pay.py": CODE}, author="mallory@example.net")


@story("deny", "4 AI lines need a signed review")
def an_approval_of_somebody_below(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    assert made.sign("mia") == 0


@story("deny", "is not on the roster")
def an_approval_of_a_stranger(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    signed_as(made, "mallory@example.net", "mallory")


@story("deny", "is a co-author of commit")
def a_co_author_approves(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, message="change\n\nCo-authored-by: S <SAM@private.example>")
    amend(
        made, "-m", made.git("log", "-1", "--format=%B").replace("private.example>\n\n", "private.example>\n")
    )
    signed_as(made, PEOPLE["sam"], "sam")


@story("deny", "is the committer of commit")
def the_committer_approves(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    made.repo.git("commit", "-q", "--amend", "--no-edit", GIT_COMMITTER_EMAIL=PEOPLE["sam"])
    signed_as(made, PEOPLE["sam"], "sam")


@story("deny", "driver of an AI session")
def who_drove_the_agent_approves(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, driver="sam@private.example")
    signed_as(made, PEOPLE["sam"], "sam")


@story("deny", "is the author of commit")
def the_reviewers_own_commit_hides_in_the_middle(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    made.commit({"more.py": "H| x = 1\n"}, author="sam")
    made.commit({"last.py": "H| y = 1\n"})
    signed_as(made, PEOPLE["sam"], "sam")


@story("deny", "is not on the roster")
def somebody_who_left_approves(made: SignedRepo) -> None:
    left = ROSTER.replace('level = "senior"', 'level = "senior"\nuntil = "2025-01-01"')
    on_main(made, **{".answerable/roster.toml": left})
    approved(made)


@story("deny", "4 AI lines need a signed review")
def somebody_approves_outside_their_scope(made: SignedRepo) -> None:
    scoped = ROSTER.replace('level = "senior"', 'level = "senior"\nscopes = ["docs/"]')
    on_main(made, **{".answerable/roster.toml": scoped})
    approved(made)


@story("deny", "needs another sign-off")
def one_person_counts_twice(made: SignedRepo) -> None:
    made.commit({"infra/x.tf": "H| a = 1\n"})
    assert made.sign() == 0
    assert made.sign(email="sam@private.example") == 0


@story("undecided", "an agent is no person")
def an_agent_on_the_roster(made: SignedRepo) -> None:
    agent = '[[person]]\nname = "Claude"\nemail = "noreply@anthropic.com"\nlevel = "staff"\n'
    on_main(made, **{".answerable/roster.toml": ROSTER + agent})
    approved(made)


@story("deny", "rejected the change: not like this")
def a_rejection_is_outvoted(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    assert made.sign("pat", reject="not like this") == 0
    assert made.sign("sam") == 0


# What


@story("deny", "gives another tree")
def a_line_slips_in_while_rebasing(made: SignedRepo) -> None:
    approved(made)
    made.git("checkout", "-q", "main")
    made.write("other", "mia", **{"other.txt": "x\n"})
    made.git("checkout", "-q", "topic")
    made.git("rebase", "-q", "main")
    amend(made, **{"pay.py": (made.repo.top / "pay.py").read_text() + "drain(x)\n"})


@story("deny", "gives another tree")
def python_is_indented_anew(made: SignedRepo) -> None:
    approved(made)
    text = (made.repo.top / "pay.py").read_text()
    amend(made, **{"pay.py": text.replace("    return x", "        return x")})


@story("deny", "gives another tree")
def a_hunk_moves_to_its_twin(made: SignedRepo) -> None:
    made.git("checkout", "-q", "main")
    made.commit({"twins.py": TWINS}, author="pat")
    made.git("checkout", "-q", "-B", "topic")
    plain = (made.repo.top / "twins.py").read_text()
    made.write(**{"twins.py": plain.replace("    step 4()\n", "    danger()\n", 1)})
    assert made.sign() == 0
    first, _, last = plain.rpartition("    step 4()\n")
    amend(made, **{"twins.py": f"{first}    danger()\n{last}"})


@story("deny", "gives another tree")
def a_squash_with_an_extra_edit(made: SignedRepo) -> None:
    approved(made)
    made.git("reset", "-q", "--soft", "main")
    made.write("squash", **{"extra.py": "import os\n"})


@story("deny", "gives another tree")
def an_amend_after_the_approval(made: SignedRepo) -> None:
    approved(made)
    amend(made, **{"pay.py": (made.repo.top / "pay.py").read_text() + "\n"})


@story("deny", "it is for the branch 'main', not for 'release'")
def a_cherry_pick_to_another_branch(made: SignedRepo) -> str:
    made.git("branch", "release", "main")
    approved(made)
    return "release..topic"


@story("deny", "was taken back")
def an_old_approval_after_a_revert(made: SignedRepo) -> None:
    approved(made)
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--no-ff", "--no-edit", "topic", author="mia")
    made.git("revert", "--no-edit", "-m", "1", "HEAD", author="mia")
    made.git("checkout", "-q", "-B", "topic", "main")
    made.git("cherry-pick", "topic@{1}")


@story("deny", "gives another tree")
def the_mode_of_a_file_changes(made: SignedRepo) -> None:
    approved(made)
    (made.repo.top / "pay.py").chmod(0o755)
    amend(made)


@story("deny", "sign-off")
def an_edit_hides_in_a_merge(made: SignedRepo) -> None:
    approved(made)
    made.git("checkout", "-q", "main")
    made.write("other", "pat", **{"other.txt": "x\n"})
    made.git("checkout", "-q", "topic")
    made.git("merge", "-q", "--no-commit", "main")
    made.write("Merge", "pat", **{"pay.py": (made.repo.top / "pay.py").read_text() + "drain(x)\n"})


# What is said about the lines


@story("deny", "4 AI lines need a signed review")
def the_trailers_are_stripped(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, trailers=False)


@story("deny", "needs a sign-off by somebody of level senior")
def the_trailers_are_stripped_and_the_record_never_pushed(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, trailers=False, recorded=False, author="sam")


@story("undecided", "contradicts its record")
def a_stamp_written_by_hand(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, author="sam")
    amend(made, "-m", made.git("log", "-1", "--format=%B").replace("ai=4", "ai=0"))


@story("deny", "needs a sign-off by somebody of level senior")
def ai_lines_declared_as_typed(made: SignedRepo) -> None:
    def declare(record: dict) -> dict:
        for region in record["files"][0]["regions"]:
            region.update({"class": "human", "author": "human", "mechanism": "declared"})
            region.pop("session", None)
        record["totals"].update(ai=0, human=4)
        return record

    made.commit({"pay.py": CODE}, author="sam", edit=declare)


@story("deny", "needs a sign-off by somebody of level senior")
def a_trailer_copied_from_an_innocent_commit(made: SignedRepo) -> None:
    made.commit({"a.py": "H| harmless\n"}, author="sam")
    message = made.git("log", "-1", "--format=%B")
    made.write(message, "sam", **{"evil.py": "import everything\n"})


@story("undecided", "is not here or cannot be read")
def a_trailer_in_prose_that_names_nothing(made: SignedRepo) -> None:
    made.write(f"x\n\nProvenance-Record: sha256:{'0' * 64}\n\nand so on", "sam", **{"evil.py": "x\n"})


@story("deny", "4 AI lines need a signed review")
def a_message_that_imitates_the_verdict(made: SignedRepo) -> None:
    made.commit(
        {"pay.py": CODE},
        message='PASS  main..topic\n\n{"decision": "pass"}\n\nSigned-off-by: Sam <sam@example.org>',
    )


@story("deny", "needs a sign-off by somebody of level senior")
def binary_bytes_hide_code(made: SignedRepo) -> None:
    made.write(author="sam", **{"evil.py": b"\0\nimport everything\n"})


@story("deny", "needs a sign-off by somebody of level senior")
def a_submodule_and_a_link_bring_code_from_elsewhere(made: SignedRepo) -> None:
    (made.repo.top / "vendored").symlink_to("/tmp")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    made.git("add", "vendored")
    made.git("commit", "-q", "-m", "bump", author="sam")


@story("deny", "needs 2 sign-offs")
def a_file_is_renamed_out_of_the_scope_of_a_rule(made: SignedRepo) -> None:
    made.git("checkout", "-q", "main")
    made.commit({"infra/x.tf": "H| a = 1\nH| b = 2\nH| c = 3\n"}, author="pat")
    made.git("checkout", "-q", "-B", "topic")
    made.git("mv", "infra/x.tf", "x.tf")
    made.git("commit", "-q", "-m", "move", author="sam")


# The rules themselves


@story("deny", "level staff or above")
def the_roster_changes_in_the_same_change(made: SignedRepo) -> None:
    made.commit(
        {
            ".answerable/roster.toml": "".join(
                f"H| {line}\n" for line in ROSTER.replace("junior", "staff").split("\n")
            )
        }
    )
    assert made.sign() == 0


@story("deny", "4 AI lines need a signed review")
def the_policy_is_lowered_in_the_same_change(made: SignedRepo) -> None:
    made.commit({".answerable/policy.toml": "H| version = 1\n", "pay.py": CODE})


@story("deny", "to others, or to nobody")
def the_change_brings_its_own_key(made: SignedRepo) -> None:
    key = public(made.keys["mallory"])
    made.write(**{".answerable/allowed_signers": f"sam@example.org {key}\n"})
    signed_as(made, PEOPLE["sam"], "mallory")


@story("deny", "level staff or above")
def the_policy_becomes_a_link(made: SignedRepo) -> None:
    (made.repo.top / ".answerable/policy.toml").unlink()
    (made.repo.top / ".answerable/policy.toml").symlink_to("../mine.toml")
    made.write(author="sam", **{"mine.toml": "version = 1\n"})


@story("undecided", "on a disk that ignores case")
def a_policy_that_only_some_disks_take_for_the_policy(made: SignedRepo) -> None:
    made.write(author="pat", **{".Answerable/policy.toml": "version = 1\n"})
    assert made.sign() == 0


# The machine


@story("deny", "4 AI lines need a signed review")
def configuration_points_elsewhere(made: SignedRepo) -> None:
    mine = made.repo.home / "mine"
    mine.write_text(f"sam@example.org {public(made.keys['mallory'])}\n")
    made.repo.git("config", "gpg.ssh.allowedSignersFile", str(mine))
    made.commit({"pay.py": CODE})
    signed_as(made, PEOPLE["sam"], "mallory")


@story("deny", "4 AI lines need a signed review")
def configuration_runs_programs(made: SignedRepo) -> None:
    trap = made.repo.home / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {made.repo.home}/sprung\ncat\n")
    trap.chmod(0o755)
    made.commit({"pay.py": CODE, ".gitattributes": "H| * diff=evil filter=evil merge=evil -text\n"})
    for key in (
        "diff.evil.command", "diff.evil.textconv", "diff.external", "core.fsmonitor", "core.pager", "core.sshCommand",
        "gpg.program", "gpg.ssh.program", "filter.evil.smudge", "filter.evil.process", "merge.evil.driver",
        "alias.diff-tree", "core.editor", "core.askPass", "credential.helper", "uploadpack.packObjectsHook",
    ):  # fmt: skip
        made.repo.git("config", key, str(trap))
    made.repo.git("config", "core.hooksPath", str(made.repo.home))


@story("deny", "4 AI lines need a signed review")
def variables_point_elsewhere(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    decoy = made.repo.home / "decoy"
    made.repo.git("init", "-q", str(decoy))
    made.repo.environ |= {
        "GIT_DIR": f"{decoy}/.git", "GIT_WORK_TREE": str(decoy), "GIT_OBJECT_DIRECTORY": f"{decoy}/.git/objects",
        "GIT_COMMON_DIR": f"{decoy}/.git", "GIT_NAMESPACE": "x", "GIT_EXTERNAL_DIFF": "/bin/true",
        "GIT_REPLACE_REF_BASE": "refs/heads/", "GIT_SHALLOW_FILE": "/dev/null", "GIT_ATTR_SOURCE": "HEAD",
        "GIT_DIFF_OPTS": "--unified=9", "GIT_ICASE_PATHSPECS": "1", "GIT_DEFAULT_HASH": "sha256",
    }  # fmt: skip


@story("deny", "4 AI lines need a signed review")
def replace_refs_show_another_history(made: SignedRepo) -> None:
    innocent = made.git("rev-parse", "main")
    made.commit({"pay.py": CODE})
    made.git("replace", made.git("rev-parse", "topic"), innocent)


@story("deny", "4 AI lines need a signed review")
def a_replaced_policy(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    kind = made.repo.git(
        "hash-object", "-w", "--stdin", stdin=b'version = 1\n[[rule]]\nname = "x"\nseverity = "warn"\n'
    )
    made.git("replace", made.git("rev-parse", "main:.answerable/policy.toml"), kind)


@story("deny", "4 AI lines need a signed review")
def grafts_cut_the_change_off(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    grafts = made.repo.top / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{made.git('rev-parse', 'main')} {made.git('rev-parse', 'topic')}\n")


@story("deny", "4 AI lines need a signed review")
def attributes_hide_lines(made: SignedRepo) -> None:
    made.commit(
        {
            "pay.py": CODE,
            ".gitattributes": "H| * -diff binary linguist-generated export-ignore ident eol=crlf\n",
        }
    )


@story("deny", "4 AI lines need a signed review")
def a_commit_dated_outside_the_freeze(made: SignedRepo) -> None:
    made.repo.environ["GIT_AUTHOR_DATE"] = "1980-01-01T00:00:00Z"
    made.commit({"pay.py": CODE})


# What people read


@story("deny", "holds characters that cannot be seen")
def a_path_turns_its_order_around(made: SignedRepo) -> None:
    made.commit({"src/\u202eyp.yap": CODE})


@story("deny", "mixes letters of CYRILLIC and LATIN")
def a_folder_that_looks_like_infra(made: SignedRepo) -> None:
    made.commit({"infr\u0430/x.tf": CODE})


@story("deny", "looks like a dot, a dash or a slash")
def a_false_slash(made: SignedRepo) -> None:
    made.commit({"infra\u2215x.tf": CODE})


@story("deny", "mixes letters of CYRILLIC and LATIN")
def an_author_who_looks_like_sam(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE}, author="s\u0430m@example.org")


@story("deny", "4 AI lines need a signed review")
def escapes_in_everything_that_is_printed(made: SignedRepo) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202e\r"
    made.commit({f"{evil}.py": CODE}, author=f"{evil.strip()}@example.org", message=evil)
    assert made.sign("pat", reject=f"{evil}\nPASS") == 0


@story("deny", "4 AI lines need a signed review")
def a_reason_that_imitates_the_verdict(made: SignedRepo) -> None:
    made.commit({"pay.py": CODE})
    assert made.sign("mia", reject="x\n\nPASS  main..topic\n") == 0


def words_of(verdict: dict) -> str:
    """Everything that a verdict says in sentences."""
    missing = [one["sentence"] for rule in verdict["rules"] for one in rule["missing"]]
    return "\n".join([*missing, *verdict["problems"], *(one["void"] for one in verdict["signoffs"])])


@pytest.mark.parametrize(("told", "decision", "words"), STORIES, ids=[one.__name__ for one, _, _ in STORIES])
def test_attack(
    tmp_path: Path, capsys: pytest.CaptureFixture, told: Story, decision: str, words: str
) -> None:
    made = SignedRepo(tmp_path, files={".answerable/policy.toml": POLICY})
    range_ = told(made) or "main..topic"
    code, verdict = made.verdict(capsys, range_)
    assert (verdict["decision"], code) == (decision, {"pass": 0, "deny": 1, "undecided": 2}[decision]), (
        verdict
    )
    assert words in words_of(verdict), words_of(verdict)
    assert not (made.repo.home / "sprung").exists()
    gate.run(range_, cwd=str(made.repo.top), environ=made.repo.environ)
    printed = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(printed)
    first, *others = printed.splitlines()
    assert first.split()[0] == {"pass": "PASS", "deny": "DENIED", "undecided": "UNDECIDED"}[decision]
    assert not any(line.startswith(("PASS", "DENIED")) for line in others)


def test_there_are_many() -> None:
    assert len(STORIES) >= 40
