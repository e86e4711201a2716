"""What a sign-off survives, and what voids it: short stories, each with the verdict and the words that explain it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from answerable.app.check_range import ROSTER_PATH
from support.gate import PEOPLE, ROSTER
from support.signers import SignedRepo, make_key, needs_ssh_keygen, public

needs_ssh_keygen()

FILE = "".join(f"line {number}\n" for number in range(1, 41))
BLOCK = "".join(f"    step {number}()\n" for number in range(1, 12))
TWINS = f"def one():\n{BLOCK}\ndef two():\n{BLOCK}\ndef three():\n    pass\n"
PYTHON = "def f(x):\n    if x:\n        log(x)\n    return x\n"
BASE = {"a.txt": FILE, "twins.py": TWINS}


def edited(text: str, old: str, new: str) -> str:
    """`text` with its only `old` replaced."""
    assert text.count(old) == 1
    return text.replace(old, new)


def changed(number: int, text: str = FILE) -> str:
    return edited(text, f"line {number}\n", f"LINE {number}\n")


def main_moves(made: SignedRepo, **files: str) -> None:
    """The target gets another commit."""
    made.git("checkout", "-q", "main")
    made.write("other", "mia", **(files or {"a.txt": changed(2)}))
    made.git("checkout", "-q", "topic")


def approved(made: SignedRepo) -> None:
    """A change of Jo's that Sam has approved."""
    made.write(**{"a.txt": changed(20), "new.py": PYTHON})
    assert made.sign() == 0


def nothing_happens(made: SignedRepo) -> None:
    approved(made)


def rebased(made: SignedRepo) -> None:
    approved(made)
    main_moves(made)
    made.git("rebase", "-q", "main")


def rebased_next_to_it(made: SignedRepo) -> None:
    """The context of the change changes, and git merges it all the same."""
    approved(made)
    main_moves(made, **{"a.txt": changed(23)})
    made.git("rebase", "-q", "main")


def rebase_slips_a_line_in(made: SignedRepo) -> None:
    rebased(made)
    made.write("amended", **{"a.txt": edited(changed(20, changed(2)), "line 30\n", "line 30\nevil\n")})
    made.git("reset", "-q", "--soft", "main")
    made.write("change")


def python_reindented(made: SignedRepo) -> None:
    approved(made)
    made.repo.write("new.py", edited(PYTHON, "    return x", "        return x"))
    made.git("commit", "-q", "-a", "--amend", "--no-edit")


def moved_to_the_twin(made: SignedRepo) -> None:
    first = TWINS.replace("    step 6()\n", "    danger()\n", 1)
    made.write(**{"twins.py": first})
    assert made.sign() == 0
    head, _, tail = TWINS.rpartition("    step 6()\n")
    made.repo.write("twins.py", f"{head}    danger()\n{tail}")
    made.git("commit", "-q", "-a", "--amend", "--no-edit")


def amended(made: SignedRepo) -> None:
    approved(made)
    made.repo.write("new.py", PYTHON + "\n")
    made.git("commit", "-q", "-a", "--amend", "--no-edit")


def message_amended(made: SignedRepo) -> None:
    approved(made)
    made.git("commit", "-q", "--amend", "-m", "another message")


def commits_squashed(made: SignedRepo) -> None:
    approved(made)
    made.write("two", **{"b.txt": "b\n"})
    made.write("three", **{"b.txt": "c\n"})
    made.git("reset", "-q", "--hard", "HEAD~2")


def target_merged_in(made: SignedRepo) -> None:
    approved(made)
    main_moves(made)
    made.git("merge", "-q", "--no-edit", "main")


def merge_with_an_extra_edit(made: SignedRepo) -> None:
    approved(made)
    main_moves(made)
    made.git("merge", "-q", "--no-commit", "main")
    made.write("Merge", **{"new.py": PYTHON.replace("log(x)", "log(secret)")})


def conflict_resolved_after(made: SignedRepo) -> None:
    approved(made)
    main_moves(made, **{"a.txt": edited(FILE, "line 20\n", "other 20\n")})
    made.repo.git("merge", "-q", "main", check=False)
    made.write("Merge", **{"a.txt": changed(20)})


def roster_changed_in_the_change(made: SignedRepo) -> None:
    """The change itself gives Mallory a key; the target does not know it."""
    key = public(made.keys["mallory"])
    made.write(**{".answerable/allowed_signers": f"sam@example.org {key}\n"})
    assert made.sign("sam", key="mallory") == 0


def signed_by_a_stranger(made: SignedRepo) -> None:
    made.write(**{"b.txt": "b\n"})
    assert made.sign("sam", email="eve@example.org", key="mallory") == 0


def second_email(made: SignedRepo) -> None:
    """Jo signs as Sam, with Jo's own key."""
    made.write(**{"b.txt": "b\n"})
    assert made.sign("sam", key="jo") == 0


def signature_copied(made: SignedRepo) -> None:
    approved(made)
    (one,) = made.store().all()
    (signature,) = made.store().signatures([one.id])[one.id]
    made.write("more", **{"b.txt": "b\n"})
    assert made.sign("sam", key="mallory") == 0
    (other,) = [each for each in made.store().all() if each.id != one.id]
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")
    made.store().append([(other.data, signature)])


def wrong_namespace(made: SignedRepo) -> None:
    approved(made)
    made.forge(lambda _: None, namespace="git")


def decision_tampered(made: SignedRepo) -> None:
    """Somebody turns a rejection into an approval and keeps the signature."""
    made.write(**{"b.txt": "b\n"})
    assert made.sign(reject="no") == 0
    (one,) = made.store().all()
    (signature,) = made.store().signatures([one.id])[one.id]
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")
    made.store().append([(one.data.replace(b'"reject"', b'"approve"'), signature)])


def signed_in_the_future(made: SignedRepo) -> None:
    approved(made)
    made.forge(lambda statement: statement["predicate"].update(signed_at="2999-01-01T00:00:00Z"))


def cherry_picked_elsewhere(made: SignedRepo) -> None:
    """`main..topic` was approved; the same change for another branch was not."""
    made.git("branch", "release", "main")
    approved(made)
    made.git("branch", "-f", "picked", "topic")


def merged_reverted_and_back(made: SignedRepo) -> None:
    approved(made)
    change = made.git("rev-parse", "topic")
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--no-ff", "--no-edit", "topic", author="mia")
    made.git("revert", "--no-edit", "-m", "1", "HEAD", author="mia")
    made.git("checkout", "-q", "-B", "topic", "main")
    made.git("cherry-pick", change)


def squashed_reverted_and_back(made: SignedRepo) -> None:
    """The very head that was signed, after its squash was taken back."""
    approved(made)
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--squash", "topic")
    made.write("squash")
    made.git("revert", "--no-edit", "HEAD", author="mia")
    made.git("checkout", "-q", "topic")


def signed_anew_after_the_revert(made: SignedRepo) -> None:
    squashed_reverted_and_back(made)
    made.repo.git("update-ref", "-d", "refs/answerable/signoffs")
    assert made.sign() == 0


def reviewer_merged_the_target_in(made: SignedRepo) -> None:
    """An "update branch" button: a merge that adds nothing makes nobody an author."""
    made.write(**{"a.txt": changed(20), "new.py": PYTHON})
    main_moves(made)
    made.git("merge", "-q", "--no-edit", "main", author="sam")
    assert made.sign() == 0


def reviewer_hid_in_a_merge(made: SignedRepo) -> None:
    """Sam's own lines come in a merge commit, which is then squashed into Jo's."""
    made.write(**{"a.txt": changed(20)})
    main_moves(made)
    made.git("merge", "-q", "--no-commit", "main")
    made.write("Merge", "sam", **{"new.py": PYTHON})
    assert made.sign() == 1
    assert made.sign("pat") == 0
    made.forge(lambda statement: statement["predicate"]["reviewer"].update(email=PEOPLE["sam"]))
    made.git("reset", "-q", "--soft", "main")
    made.write("squashed by jo")


def reviewer_co_authored(made: SignedRepo) -> None:
    approved(made)
    made.git("commit", "-q", "--amend", "-m", "change\n\nCo-authored-by: S <SAM@private.example>")


def reviewer_committed(made: SignedRepo) -> None:
    approved(made)
    made.repo.git("commit", "-q", "--amend", "--no-edit", GIT_COMMITTER_EMAIL="sam@example.org")


def reviewer_wrote_some_of_it(made: SignedRepo) -> None:
    """Sam's own commit is squashed into one of Jo's after it was signed."""
    made.write("mine", "sam@private.example", **{"b.txt": "b\n"})
    made.write(**{"c.txt": "c\n"})
    assert made.sign() == 1
    assert made.sign("pat") == 0
    made.forge(lambda statement: statement["predicate"]["reviewer"].update(email=PEOPLE["sam"]))
    made.git("reset", "-q", "--soft", "main")
    made.write("squashed by jo")


def reviewer_signed_a_commit(made: SignedRepo) -> None:
    """Jo's commit under Jo's name, signed with Sam's key: Sam made it."""
    made.repo.git("config", "gpg.format", "ssh")
    made.repo.git("config", "user.signingKey", str(made.keys["sam"]))
    made.repo.write("b.txt", "b\n")
    made.git("add", "-A")
    made.git("commit", "-q", "-S", "-m", "change")
    assert made.sign() == 1
    assert made.sign("pat") == 0
    made.forge(lambda statement: statement["predicate"]["reviewer"].update(email=PEOPLE["sam"]))


def hostile_configuration(made: SignedRepo) -> None:
    """Programs and files that git's own verification would use."""
    trap = made.repo.home / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {made.repo.home}/sprung\nexit 0\n")
    trap.chmod(0o755)
    empty = made.repo.home / "nobody"
    empty.write_text("")
    for key in (
        "gpg.ssh.program",
        "gpg.program",
        "gpg.ssh.defaultKeyCommand",
        "core.fsmonitor",
        "diff.external",
    ):
        made.repo.git("config", key, str(trap))
    made.repo.git("config", "merge.trap.driver", f"{trap} %A")
    made.repo.git("config", "gpg.ssh.allowedSignersFile", str(empty))
    made.repo.git("config", "gpg.ssh.revocationFile", str(empty))
    (made.repo.top / ".git/info/attributes").write_text("* merge=trap diff=trap\n")
    approved(made)
    main_moves(made)
    made.repo.git("-c", "merge.trap.driver=false", "rebase", "-q", "-s", "ort", "main", check=False)
    made.repo.git("rebase", "--abort", check=False)
    (made.repo.top / ".git/info/attributes").write_text("")
    made.git("rebase", "-q", "main")
    (made.repo.home / "sprung").unlink(missing_ok=True)
    (made.repo.top / ".git/info/attributes").write_text("* merge=trap diff=trap\n")


STORIES: list[tuple[Callable[[SignedRepo], None], bool, str]] = [
    (nothing_happens, True, "the very change"),
    (rebased, True, "replayed on the new base"),
    (rebased_next_to_it, True, "replayed on the new base"),
    (message_amended, True, "the very change"),
    (commits_squashed, True, "the very change"),
    (target_merged_in, True, "replayed on the new base"),
    (signed_anew_after_the_revert, True, "the very change"),
    (reviewer_merged_the_target_in, True, "the very change"),
    (reviewer_hid_in_a_merge, False, "is the author of commit"),
    (hostile_configuration, True, "replayed on the new base"),
    (rebase_slips_a_line_in, False, "gives another tree"),
    (python_reindented, False, "gives another tree"),
    (moved_to_the_twin, False, "gives another tree"),
    (amended, False, "gives another tree"),
    (merge_with_an_extra_edit, False, "gives another tree"),
    (conflict_resolved_after, False, "conflicts with the new base"),
    (roster_changed_in_the_change, False, "to others, or to nobody"),
    (signed_by_a_stranger, False, "is not on the roster"),
    (second_email, False, "to others, or to nobody"),
    (signature_copied, False, "not of this statement"),
    (decision_tampered, False, "not of this statement"),
    (wrong_namespace, False, "namespace"),
    (signed_in_the_future, False, "a clock is wrong"),
    (merged_reverted_and_back, False, "was taken back"),
    (squashed_reverted_and_back, False, "was taken back"),
    (reviewer_co_authored, False, "is a co-author of commit"),
    (reviewer_committed, False, "is the committer of commit"),
    (reviewer_wrote_some_of_it, False, "is the author of commit"),
    (reviewer_signed_a_commit, False, "signed commit"),
]


@pytest.mark.parametrize(
    ("story", "is_valid", "words"), STORIES, ids=[story.__name__ for story, _, _ in STORIES]
)
def test_story(tmp_path: Path, capsys, story, is_valid, words) -> None:
    made = SignedRepo(tmp_path, files=BASE)
    story(made)
    code, found = made.verify(capsys)
    assert [(one["valid"], words in one["why"]) for one in found] == [(is_valid, True)], found
    assert code == (0 if is_valid else 1)
    assert made.said["problems"] == []
    assert not (made.repo.home / "sprung").exists()


def test_another_branch_is_another_meaning(tmp_path: Path, capsys) -> None:
    made = SignedRepo(tmp_path, files=BASE)
    cherry_picked_elsewhere(made)
    assert made.verify(capsys)[0] == 0
    code, (one,) = made.verify(capsys, "release..picked")
    assert code == 1
    assert one["why"] == "it is for the branch 'main', not for 'release'"
    code, (one,) = made.verify(capsys, "main~0..topic")
    assert (code, one["valid"]) == (1, False)
    assert "--target" in one["why"]
    assert made.verify(capsys, "main~0..topic", target="main")[0] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ('valid-before="20200101"', "key has expired"),
        ('valid-after="20990101"', "key is not yet valid"),
        ('namespaces="git"', "not permitted for use in signature namespace"),
        ('valid-before="20200101",namespaces="signoff@answerable"', "key has expired"),
        ('valid-after="20200101",valid-before="20990101",namespaces="file,signoff@*"', ""),
    ],
)
def test_what_allowed_signers_says_counts(tmp_path: Path, capsys, options: str, words: str) -> None:
    made = SignedRepo(tmp_path, signers=f"sam@example.org {options} {{sam}}")
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    code, (one,) = made.verify(capsys)
    assert words in one["why"]
    assert (code, one["valid"]) == ((1, False) if words else (0, True))


def test_a_key_that_expired_after_it_signed_counts_only_for_looking_back(tmp_path: Path, capsys) -> None:
    made = SignedRepo(tmp_path, signers='sam@example.org valid-before="20250101" {sam}')
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    made.forge(lambda statement: statement["predicate"].update(signed_at="2024-06-01T12:00:00Z"))
    code, (one,) = made.verify(capsys)
    assert (code, "key has expired" in one["why"]) == (1, True)
    assert made.verify(capsys, at="2024-07-01T00:00:00Z")[0] == 0


def test_a_certificate_of_the_companys_authority_counts(tmp_path: Path, capsys) -> None:
    made = SignedRepo(
        tmp_path, signers='*@example.org cert-authority,namespaces="signoff@answerable" {mallory}'
    )
    key = made.keys["sam"]
    made.repo.run(
        "ssh-keygen", "-q", "-s", str(made.keys["mallory"]), "-I", "id", "-n", PEOPLE["sam"], f"{key}.pub"
    )
    made.write(**{"b.txt": "b\n"})
    made.keys["certified"] = key.with_name("sam-cert.pub")
    assert made.sign(key="certified") == 0
    assert made.verify(capsys)[0] == 0
    assert made.sign("pat", key="certified") == 0
    _, found = made.verify(capsys)
    assert [one["person"] for one in found if one["valid"]] == ["Sam Senior"]


@pytest.mark.parametrize("path", [".answerable/allowed_signers", ".answerable/roster.toml"])
def test_without_the_targets_files_nothing_counts(tmp_path: Path, capsys, path: str) -> None:
    """A symbolic link counts as no file: it could point anywhere."""
    made = SignedRepo(tmp_path)
    made.git("checkout", "-q", "main")
    target = made.repo.top / path
    target.rename(made.repo.top / "moved")
    target.symlink_to("../moved")
    made.write("linked")
    made.git("checkout", "-q", "-B", "topic")
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    if path.endswith("toml"):
        with pytest.raises(Exception, match=r"There is no \.answerable/roster\.toml"):
            made.verify(capsys)
    else:
        code, (one,) = made.verify(capsys)
        assert (code, "there is no .answerable/allowed_signers" in one["why"]) == (1, True)


def test_the_driver_of_an_ai_session_cannot_approve(tmp_path: Path, capsys) -> None:
    made = SignedRepo(tmp_path)
    made.commit({"b.txt": "A| generated\n"}, driver="sam@private.example")
    assert made.sign() == 1
    assert made.sign("pat") == 0
    made.forge(lambda statement: statement["predicate"]["reviewer"].update(email="SAM@example.org"))
    code, (one,) = made.verify(capsys)
    assert (code, "driver of an AI session" in one["why"]) == (1, True)


def test_a_second_key_of_the_author_does_not_make_another_person(tmp_path: Path, capsys) -> None:
    second = make_key(tmp_path, "second")
    made = SignedRepo(tmp_path, signers=f"jo@example.org {{jo}}\njo@example.org {public(second)}")
    made.write(**{"b.txt": "b\n"})
    made.keys["second"] = second
    assert made.sign("sam", key="second") == 0
    made.forge(lambda statement: statement["predicate"]["reviewer"].update(email=PEOPLE["jo"]), key="second")
    code, (one,) = made.verify(capsys)
    assert (code, one["why"]) == (
        1,
        f"Jo Junior is the author of commit {made.git('rev-parse', 'topic')[:12]}",
    )


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ('until = "2025-01-01"', "is not on the roster"),
        ('since = "2999-01-01"', "is not on the roster"),
        ('since = "2026-02-01"', "was not on the roster when it was signed"),
        ('keys = ["SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]', "gives Sam Senior other keys"),
    ],
)
def test_what_the_roster_says_of_a_person_counts(tmp_path: Path, capsys, field: str, words: str) -> None:
    made = SignedRepo(tmp_path)
    made.git("checkout", "-q", "main")
    made.write(
        "roster", **{ROSTER_PATH: edited(ROSTER, 'name = "Sam Senior"', f'name = "Sam Senior"\n{field}')}
    )
    made.git("checkout", "-q", "-B", "topic")
    made.write(**{"b.txt": "b\n"})
    assert made.sign() == 0
    made.forge(lambda statement: statement["predicate"].update(signed_at="2026-01-31T12:00:00Z"))
    code, (one,) = made.verify(capsys)
    assert (code, words in one["why"]) == (1, True), one


def squash_landed(made: SignedRepo, extra: str) -> None:
    approved(made)
    main_moves(made)
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--squash", "topic")
    made.write("squash", **({"c.txt": extra} if extra else {}))


@pytest.mark.parametrize(("extra", "is_valid"), [("", True), ("more\n", False)])
def test_a_squash_merge_lands_what_was_signed(tmp_path: Path, capsys, extra, is_valid) -> None:
    made = SignedRepo(tmp_path, files=BASE)
    squash_landed(made, extra)
    made.git("branch", "-D", "topic")
    code, (one,) = made.verify(capsys, "main~1..main", target="main")
    assert (code, one["valid"]) == ((0, True) if is_valid else (1, False)), one
    clone = made.clone(tmp_path, "main")
    code, found = made.verify(capsys, "main~1..main", target="main", repo=clone)
    assert [one["valid"] for one in found] == ([True] if is_valid else [False]), found
    assert not is_valid or "fingerprint" in found[0]["why"]
