"""The verbs signoff, verify and sync as people and scripts use them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from answerable.cli.commands import signoff
from answerable.core.errors import UsageError
from answerable.schemas.formats import FOLDER
from support.gate import PEOPLE
from support.git import Repo
from support.signers import SignedRepo, needs_ssh_keygen

needs_ssh_keygen()

SAM = {"GIT_COMMITTER_EMAIL": PEOPLE["sam"], "NO_COLOR": "1"}


@pytest.fixture
def made(tmp_path: Path) -> SignedRepo:
    """Jo's change: one AI line, one finding of level block."""
    made = SignedRepo(tmp_path)
    made.commit({"a.py": "A| drop()\nH| typed\n"}, edit=with_finding)
    return made


def with_finding(record: dict) -> dict:
    finding = {"rule": "ANS101", "level": "block", "path": "a.py", "line": 1, "fingerprint": "f00d"}
    return record | {"findings": [finding]}


def answerable(repo: Repo, *words: str, code: int = 0, **extra: str) -> tuple[str, str]:
    """Standard output and standard error of a command, whose exit code must be `code`."""
    done = subprocess.run(
        [sys.executable, "-m", "answerable", *words],
        cwd=repo.top,
        env=repo.environ | extra,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, (words, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def as_json(repo: Repo, *words: str, code: int = 0, **extra: str) -> dict:
    """What a command prints with --json, which must fit its schema."""
    said, _ = answerable(repo, *words, "--json", code=code, **extra)
    value = json.loads(said)
    name = value["schema"].removeprefix("answerable.").replace("/", "-")
    jsonschema.validate(value, json.loads((FOLDER / f"{name}.schema.json").read_text()))
    return value


def typed(repo: Repo, keys: str, *words: str) -> tuple[int, str]:
    """The exit code and the screen of a command on a terminal where somebody types `keys`."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "answerable", *words],
        cwd=repo.top,
        env=repo.environ | SAM,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        os.close(theirs)
        os.write(ours, keys.encode())
        screen = running.communicate(timeout=60)[0]
    os.close(ours)
    return running.returncode, screen


def test_the_change_is_shown_and_every_block_finding_is_asked_about(made: SignedRepo) -> None:
    key = str(made.keys["sam"])
    code, screen = typed(made.repo, "y\ny\n", "signoff", "main..topic", "--key", key)
    assert code == 0, screen
    for words in (
        "1 AI line that nobody has reviewed", "a.py:1", "block ANS101 at a.py:1", "senior-review", "Jo Junior (junior)",
        "Accept block ANS101 at a.py:1?", "Approve this change?", "Signed: approve", "too short to read it",
    ):  # fmt: skip
        assert words in screen, (words, screen)
    (one,) = made.store().all()
    schema = json.loads((FOLDER / "signoff-v1.schema.json").read_text())
    jsonschema.validate(one.statement, schema)
    predicate = one.statement["predicate"]
    assert predicate["risk"] == {
        "level": "block",
        "acknowledged": [{"rule": "ANS101", "path": "a.py", "fingerprint": "f00d"}],
    }
    assert predicate["records"] == made.ids
    assert (predicate["unreviewed_ai_lines"], predicate["hasty"]) == (1, predicate["seconds"] < 1)
    assert predicate["rules"]["fired"] == ["senior-review"]


@pytest.mark.parametrize("keys", ["n\n", "y\nn\n", "\n", "\x04"])
def test_whoever_declines_signs_nothing(made: SignedRepo, keys: str) -> None:
    code, screen = typed(made.repo, keys, "signoff", "main..topic", "--key", str(made.keys["sam"]))
    assert code in {1, 130}, screen
    assert made.store().all() == []


def test_without_a_terminal_everything_is_said_in_words(made: SignedRepo) -> None:
    words = ("signoff", "main..topic", "--key", str(made.keys["sam"]))
    _, complaint = answerable(made.repo, *words, code=64, **SAM)
    assert "give --yes" in complaint
    _, complaint = answerable(made.repo, *words, "--yes", code=1, **SAM)
    assert "has to be accepted: --acknowledge f00d" in complaint
    assert made.store().all() == []
    signed = as_json(made.repo, *words, "--yes", "--acknowledge", "f00d", **SAM)
    found = as_json(made.repo, "verify", "main..topic")
    assert [one["id"] for one in found["signoffs"]] == [signed["id"]]


def test_the_author_is_refused_and_may_reject(made: SignedRepo) -> None:
    words = ("signoff", "main..topic", "--yes", "--key", str(made.keys["jo"]))
    jo = {"GIT_COMMITTER_EMAIL": PEOPLE["jo"]}
    _, complaint = answerable(made.repo, *words, code=1, **jo)
    assert "You cannot sign this off: jo@example.org is the author of commit" in complaint
    answerable(made.repo, *words, "--reject", "not ready", **jo)
    assert made.store().all()[0].statement["predicate"]["reason"] == "not ready"


def test_a_rejection_takes_an_earlier_approval_back(made: SignedRepo, capsys) -> None:
    assert made.sign(acknowledge=("f00d",)) == 0
    assert made.verify(capsys)[0] == 0
    made.forge(lambda statement: statement["predicate"].update(signed_at="2026-01-31T12:00:00Z"))
    assert made.sign(reject="I looked again") == 0
    code, found = made.verify(capsys)
    assert code == 1
    assert [(one["decision"], one["valid"]) for one in found] == [("reject", True), ("approve", False)]
    assert found[1]["why"] == "Sam Senior decided anew later: reject"


def test_one_revokes_ones_own_signoffs_and_nobody_elses(made: SignedRepo, capsys) -> None:
    assert made.sign(acknowledge=("f00d",)) == 0
    (one,) = made.store().all()
    assert made.sign("pat", "", revoke=(one.id[:8], "not Pat's to revoke")) == 0
    assert made.verify(capsys)[0] == 0
    assert made.sign("sam", "", key="mallory", revoke=(one.id, "another key")) == 0
    assert made.verify(capsys)[0] == 0
    assert made.sign("sam", "", revoke=(one.id, "wrong button")) == 0
    code, (found,) = made.verify(capsys)
    assert (code, found["why"]) == (1, "Sam Senior revoked it: wrong button")


@pytest.mark.parametrize(
    ("revoke", "words"),
    [
        (("ffffffff", "x"), "names no single"),
        (("", "x"), "names no single"),
        (("{id}", " "), "needs a reason"),
    ],
)
def test_a_revocation_that_cannot_be(made: SignedRepo, revoke: tuple[str, str], words: str) -> None:
    assert made.sign(acknowledge=("f00d",)) == 0
    name = made.store().all()[0].id
    with pytest.raises(UsageError, match=words):
        made.sign("sam", "", revoke=(revoke[0].format(id=name), revoke[1]))


@pytest.mark.parametrize(
    ("range_", "options", "words"),
    [
        ("topic", {}, "is no range"),
        ("", {}, "is no range"),
        ("main..main", {}, "nothing to sign"),
        ("main..nowhere", {}, "names no commit"),
        ("main~0..topic", {}, "--target"),
        ("main..topic", {"reject": " "}, "rejection needs a reason"),
        ("main..topic", {"reject": ""}, "rejection needs a reason"),
        ("main..topic", {"yes": False, "as_json": True}, "give --yes"),
        ("main..topic", {"key": ""}, "no SSH key to sign with"),
        ("main..topic", {"key": "missing"}, "no SSH key that can be read"),
    ],
)
def test_what_cannot_be_signed(made: SignedRepo, range_: str, options: dict, words: str) -> None:
    environ = made.repo.environ | SAM
    chosen = signoff.Options(
        **({"yes": True, "key": str(made.keys["sam"]), "acknowledge": ("f00d",)} | options)
    )
    with pytest.raises(Exception, match=words):
        signoff.run(range_, chosen, cwd=str(made.repo.top), environ=environ)
    assert made.store().all() == []


def test_gits_own_key_is_the_default(made: SignedRepo) -> None:
    words = ("signoff", "main..topic", "--yes", "--acknowledge", "f00d")
    made.repo.git("config", "user.signingKey", str(made.keys["sam"]))
    _, complaint = answerable(made.repo, *words, code=64, **SAM)
    assert "gpg.format" in complaint
    made.repo.git("config", "gpg.format", "ssh")
    assert as_json(made.repo, *words, **SAM)["decision"] == "approve"


def test_a_doubtful_signature_is_said_at_once(made: SignedRepo) -> None:
    words = ("signoff", "main..topic", "--yes", "--acknowledge", "f00d", "--key", str(made.keys["mallory"]))
    _, complaint = answerable(made.repo, *words, **SAM)
    assert "does not count on main" in complaint
    _, complaint = answerable(made.repo, *words, GIT_COMMITTER_EMAIL="eve@example.org")
    assert "eve@example.org is not on the roster of main" in complaint


def test_a_fork_hands_its_signoffs_over_in_a_file(made: SignedRepo, tmp_path: Path, capsys) -> None:
    fork = made.clone(tmp_path)
    file = tmp_path / "signoffs.jsonl"
    key = str(made.keys["sam"])
    answerable(
        fork,
        "signoff",
        "main..topic",
        "--yes",
        "--acknowledge",
        "f00d",
        "--key",
        key,
        "--export",
        str(file),
        **SAM,
    )
    assert made.verify(capsys)[1] == []
    counts = {"schema": "answerable.bundle/v1", "file": str(file), "imported": 1, "known": 0, "refused": 0}
    assert as_json(made.repo, "signoff", "--import", str(file)) == counts
    assert made.verify(capsys)[0] == 0
    assert as_json(made.repo, "signoff", "--import", str(file)) == counts | {"imported": 0, "known": 1}
    again = tmp_path / "again.jsonl"
    assert as_json(made.repo, "signoff", "--export", str(again))["exported"] == 1
    assert again.read_bytes() == file.read_bytes()
    for line in file.read_text().splitlines():
        schema = json.loads((FOLDER / "signoff-bundle-v1.schema.json").read_text())
        jsonschema.validate(json.loads(line), schema)


@pytest.mark.parametrize(
    "content",
    [b"x\n", b"{}\n", b"[1]\n", b'{"schema": "answerable.signoff-bundle/v1", "statement": "x", "signature": "y"}\n',
     b"\xff\n", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_bundle_is_refused(made: SignedRepo, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bundle"
    file.write_bytes(content)
    assert as_json(made.repo, "signoff", "--import", str(file), code=1)["refused"] == 1
    assert made.store().all() == []
    _, complaint = answerable(made.repo, "signoff", "--import", str(tmp_path / "none"), code=2)
    assert "cannot be read" in complaint


def test_sync_brings_both_sides_together_and_rests(made: SignedRepo, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    made.repo.git("clone", "-q", "--bare", str(made.repo.top), str(server))
    made.repo.git("remote", "add", "origin", str(server))
    clones = []
    for name in ("one", "two"):
        made.repo.git("clone", "-q", str(server), str(tmp_path / name))
        clones.append(Repo(tmp_path / name, made.repo.home))
        clones[-1].git("branch", "-q", "--track", "main", "origin/main")
    words = ("signoff", "main..topic", "--yes", "--acknowledge", "f00d", "--key")
    as_json(clones[0], *words, str(made.keys["sam"]), **SAM)
    as_json(clones[1], *words, str(made.keys["pat"]), GIT_COMMITTER_EMAIL=PEOPLE["pat"])
    rows = [as_json(clone, "sync")["refs"][1] for clone in (*clones, clones[0], *clones)]
    assert [(row["received"], row["sent"]) for row in rows] == [(0, 2), (2, 2), (2, 0), (0, 0), (0, 0)]
    assert as_json(made.repo, "sync", "origin")["refs"] == [
        {"ref": "refs/answerable/records", "received": 0, "sent": 1},
        {"ref": "refs/answerable/signoffs", "received": 4, "sent": 0},
    ]
    for clone in clones:
        assert as_json(clone, "sync")["refs"][0]["received"] == 1
        found = as_json(clone, "verify", "main..topic")
        assert sorted(one["person"] for one in found["signoffs"] if one["valid"]) == [
            "Pat Staff",
            "Sam Senior",
        ]


def test_sync_says_what_went_wrong(made: SignedRepo) -> None:
    _, complaint = answerable(made.repo, "sync", code=2)
    assert complaint.count("\n") == 1
    _, complaint = answerable(made.repo, "sync", "/nowhere", code=2)
    assert "nowhere" in complaint


def test_what_others_wrote_moves_no_cursor(made: SignedRepo, capsys) -> None:
    evil = "\x1b[2J\u202egnp\rPASS"
    assert made.sign(reject=evil) == 0
    made.forge(lambda statement: statement["predicate"].update(target=evil))
    said, _ = answerable(made.repo, "verify", "main..topic", code=1)
    assert said.isascii() or not {"\x1b", "\u202e", "\r"} & set(said)
    assert "\\x1b" in said
    assert made.verify(capsys)[1][0]["reason"] == evil


def test_a_missing_ssh_keygen_leaves_the_question_open(made: SignedRepo, tmp_path: Path) -> None:
    assert made.sign(acknowledge=("f00d",)) == 0
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").symlink_to(made.repo.run("sh", "-c", "command -v git")[0].strip())
    found = as_json(made.repo, "verify", "main..topic", code=2, PATH=str(programs))
    assert "ssh-keygen was not found on PATH" in found["problems"][0]
    assert not found["signoffs"][0]["valid"]
