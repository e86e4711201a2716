"""Records that the script of the post-commit hook lands by itself, and everything that makes it ask Python instead."""

import sys

import pytest

from answerable.core.evidence import content_digest
from answerable.repo.landing import LANDED, LANDING
from answerable.wiring.workspace import open_workspace
from support.git import Repo
from support.hooked import hooked_repo, landed, record_of, remember, stamp_of


@pytest.fixture
def repo(tmp_path):
    made = hooked_repo(tmp_path)
    made.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "root")
    return made


def without_python(repo):
    """Let the script after a commit find no Python: what it does then, it does alone."""
    script = repo.top / ".git/hooks/post-commit"
    script.write_text(script.read_text().replace(f"python={sys.executable}", "python=/nonexistent/python"))
    assert "/nonexistent" in script.read_text()


def tidy(repo):
    """Open the journal, as the next hook does; whether anything about a.py is still kept there."""
    workspace = open_workspace(str(repo.top), repo.environ)
    try:
        return workspace.journal.latest("a.py") is None
    finally:
        workspace.close()


def untidy(repo):
    """The records that landed and are not tidied up."""
    return [file.name for file in (repo.top / ".git" / LANDED).iterdir()]


def change(repo, marked="A|x = 1\n"):
    text = remember(repo, "a.py", marked)
    repo.git("add", "a.py")
    return text


def test_the_script_lands_the_record_alone_and_the_next_one_tidies_up(repo):
    without_python(repo)
    text = change(repo)
    assert repo.git_both("commit", "-q", "-m", "x")[1] == ""
    (name,) = landed(repo)
    assert record_of(repo)["totals"]["ai"] == 1
    assert untidy(repo) == [name]
    assert not (repo.top / ".git" / LANDING).exists()
    assert tidy(repo)
    assert untidy(repo) == []
    workspace = open_workspace(str(repo.top), repo.environ)
    blob = repo.git("hash-object", "a.py")
    assert (workspace.journal.records_with_blob(blob), workspace.journal.pending(name)) == ([name], None)
    assert workspace.journal.snapshot_with("a.py", content_digest(text)) is None
    workspace.close()


def test_an_amend_finds_the_record_that_was_landed_alone(repo):
    change(repo)
    repo.git("commit", "-q", "-m", "x")
    repo.git("commit", "-q", "--amend", "-m", "y")
    assert stamp_of(repo) == "ai=1"


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(lambda repo: repo.git("config", "answerable.style", "none"), id="no stamp"),
        pytest.param(lambda repo: (repo.top / ".git" / LANDED).write_text(""), id="no folder"),
        pytest.param(lambda repo: (repo.top / ".git" / LANDING).mkdir(), id="no file"),
    ],
)
def test_what_does_not_fit_is_left_to_python(repo, prepare):
    prepare(repo)
    change(repo)
    assert repo.git_both("commit", "-q", "-m", "x")[1] == ""
    assert len(landed(repo)) == 1
    assert tidy(repo)


def test_a_stamp_that_was_taken_out_of_the_message(repo):
    change(repo)
    repo.git("commit", "-q", "-e", "-m", "x", GIT_EDITOR="sed -i /Provenance/d")
    assert "Provenance" not in repo.git("log", "-1", "--format=%B")
    assert len(landed(repo)) == 1


def test_a_commit_that_was_given_up_lands_nothing_and_harms_nothing(repo):
    change(repo)
    repo.git("commit", "-q", "-e", "-m", "x", check=False, GIT_EDITOR="false")
    assert landed(repo) == []
    change(repo, "A|x = 1\nA|y = 2\n")
    repo.git("commit", "-q", "-m", "x")
    assert len(landed(repo)) == 1
    assert stamp_of(repo) == "ai=2"


def test_another_worktree_lands_first(repo, tmp_path):
    change(repo)
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    linked = Repo(tmp_path / "linked", repo.home)
    remember(linked, "b.py", "A|b = 1\n")
    linked.git("add", "b.py")
    editor = f"env -u GIT_DIR -u GIT_INDEX_FILE git -C {linked.top} commit -q -m b; :"
    said = repo.git_both("commit", "-q", "-e", "-m", "x", GIT_EDITOR=editor)[1]
    assert said == ""
    assert (stamp_of(repo), stamp_of(linked)) == ("ai=1", "ai=1")
    assert len(landed(repo)) == 2
    assert tidy(repo)


def test_a_linked_worktree_tidies_up_its_own(repo, tmp_path):
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    linked = Repo(tmp_path / "linked", repo.home)
    change(repo)
    change(linked)
    linked.git("commit", "-q", "-m", "x")
    assert not tidy(repo)
    assert tidy(linked)
    assert len(landed(repo)) == 1


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_a_first_commit(tmp_path, object_format):
    repo = hooked_repo(tmp_path, "repo", f"--object-format={object_format}")
    without_python(repo)
    change(repo)
    repo.git("commit", "-q", "-m", "x")
    assert len(landed(repo)) == 1
