"""Whatever goes wrong, the commit goes through, says `unknown` where it can, and one line says why."""

import os
import re
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from support.git import Repo
from support.hooked import hooked_repo, landed, remember, stamp_of, trailers_of


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two lines of known authors are staged."""
    repo = hooked_repo(tmp_path)
    repo.commit(base="1\n")
    remember(repo, "a", "A|one\nH|two\n")
    repo.git("add", "-A")
    return repo


def check_commit(repo: Repo, stamp: str, complaint: str, **extra: str) -> None:
    """Commit: the stamp it gets, and the one line (a pattern) on standard error."""
    before = repo.git("rev-parse", "HEAD")
    _, complained = repo.git_both("commit", "-q", "-m", "title", **extra)
    assert repo.git("rev-parse", "HEAD^") == before
    assert stamp_of(repo) == stamp
    assert "Traceback" not in complained
    assert re.fullmatch(complaint, complained), complained


def journal_of(repo: Repo) -> Path:
    return repo.top / ".git/answerable/journal.db"


def test_a_journal_that_cannot_be_opened(repo: Repo) -> None:
    shutil.rmtree(journal_of(repo).parent)
    journal_of(repo).parent.write_text("a file where the folder should be")
    check_commit(repo, "unknown=2", r"answerable: This commit is marked unknown: .+\n")
    assert "Provenance-Record" not in trailers_of(repo)


def test_a_damaged_journal_is_set_aside(repo: Repo) -> None:
    for file in journal_of(repo).parent.iterdir():
        file.unlink()
    journal_of(repo).write_bytes(b"SQLite format 3\0" + os.urandom(9000))
    check_commit(repo, "unknown=2", r"answerable: .*set aside.*\n")
    assert len(landed(repo)) == 2


def test_a_journal_of_a_later_version(repo: Repo) -> None:
    connection = sqlite3.connect(journal_of(repo))
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    check_commit(repo, "unknown=2", r"answerable: .+ newer Answerable .+\n")


def test_a_damaged_index_of_records_is_no_reason_to_fail(repo: Repo) -> None:
    repo.git("update-ref", "refs/answerable/records", repo.git("rev-parse", "HEAD"))
    check_commit(repo, "ai=1 human=1", "")
    assert len(landed(repo)) == 1


def test_a_ref_that_is_locked(repo: Repo) -> None:
    lock = repo.top / ".git/refs/answerable/records.lock"
    lock.write_text("")
    check_commit(repo, "ai=1 human=1", r"answerable: .*refs/answerable/records.*\n")
    lock.unlink()
    assert len(landed(repo)) == 1
    repo.commit(later="1\n")
    assert len(landed(repo)) == 3


def fake_git(repo: Repo, script: str) -> dict[str, str]:
    """An environment in which Answerable, but not git itself, finds another git."""
    folder = repo.top.parent / "fake"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    hook = repo.top / ".git/hooks/prepare-commit-msg"
    hook.write_text(hook.read_text().replace("#!/bin/sh", f"#!/bin/sh\nPATH={folder}:$PATH; export PATH", 1))
    return {}


def test_a_git_that_hangs_is_given_up_in_time(repo: Repo) -> None:
    fake_git(repo, "exec tail -f /dev/null")
    begin = time.monotonic()
    check_commit(repo, "", r"answerable: prepare-commit-msg was given up: it took more than 5 seconds\.\n")
    assert 4 < time.monotonic() - begin < 20


def test_a_journal_that_somebody_keeps_locked(repo: Repo) -> None:
    connection = sqlite3.connect(journal_of(repo), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    begin = time.monotonic()
    said = r"(answerable: [^\n]+\n){1,2}"
    check_commit(repo, "unknown=2", said)
    assert time.monotonic() - begin < 20
    connection.close()


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("exit 1", r"answerable: .+\n"),
        ("echo nonsense; exit 0", r"answerable: .+\n"),
        ("head -c 100000 /dev/urandom; exit 0", r"answerable: .+\n"),
        ("kill -9 $$", r"answerable: .+\n"),
    ],
)
def test_a_git_that_answers_nonsense(repo: Repo, script: str, complaint: str) -> None:
    fake_git(repo, script)
    check_commit(repo, "", complaint)


def test_no_git_at_all(repo: Repo) -> None:
    hook = repo.top / ".git/hooks/prepare-commit-msg"
    hook.write_text(hook.read_text().replace('"$python" -I', 'PATH=/nowhere "$python" -I'))
    check_commit(repo, "", r"answerable: git was not found on PATH.*\n")


def test_an_analysis_that_fails_is_said_in_the_record(repo: Repo) -> None:
    repo.write("a.sql", "DROP TABLE customers;\n")
    repo.git("add", "-A")
    hook = repo.top / ".git/hooks/prepare-commit-msg"
    broken = (
        "import sys; sys.executable = '/bin/false'; from answerable.cli.main import main; main(sys.argv[1:])"
    )
    hook.write_text(hook.read_text().replace("-m answerable hook", f'-c "{broken}" hook'))
    check_commit(
        repo, "ai=1 human=1 unknown=1", r"answerable: The risk of this commit was not looked at: .+\n"
    )


def test_a_style_that_does_not_exist(repo: Repo) -> None:
    repo.git("config", "answerable.style", "baroque")
    check_commit(repo, "ai=1 human=1", r"answerable: answerable.style is 'baroque', .+ kernel is used\.\n")


def test_a_stale_stamp_is_taken_out_when_nothing_can_be_said(repo: Repo) -> None:
    check_commit(repo, "ai=1 human=1", "")
    fake_git(repo, "exit 1")
    repo.git("commit", "-q", "--amend", "--no-edit")
    assert stamp_of(repo) == ""


def test_a_hook_there_is_not_and_a_folder_without_repository(repo: Repo, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "answerable", "hook"]
    said, complained = repo.run(*command, "pre-commit", check=False)
    assert said == ""
    assert complained.startswith("answerable: There is no hook 'pre-commit'")
    (tmp_path / "plain").mkdir()
    _, complained = Repo(tmp_path / "plain", repo.home).run(*command, "post-commit")
    assert re.fullmatch(r"answerable: .+ is not in a git repository.+\n", complained)


def test_a_full_disk_or_read_only_repository(repo: Repo) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    journal_of(repo).parent.chmod(0o500)
    check_commit(repo, "unknown=2", r"answerable: .+\n")
