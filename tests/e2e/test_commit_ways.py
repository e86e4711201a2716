"""Every way to commit, through the installed hooks: what the stamp says, and what the record reads back as."""

from collections.abc import Callable
from pathlib import Path

import pytest

from support.git import Repo
from support.hooked import hooked_repo, record_of, remember, stamp_of, trailers_of

BASE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
#: An agent's line at each end, and a person's.
EDITED = "A|made by an agent\n" + "".join(f"?|{line}\n" for line in BASE.split()) + "H|typed by a person\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = hooked_repo(tmp_path)
    repo.commit(**{"a.txt": BASE, "b.txt": "b\n"})
    assert stamp_of(repo) == "unknown=10"
    remember(repo, "a.txt", EDITED)
    return repo


def all_of_it(repo: Repo) -> None:
    repo.git("commit", "-qam", "both")


def with_path(repo: Repo) -> None:
    repo.write("b.txt", "staged but not committed\n")
    repo.git("add", "b.txt")
    repo.git("commit", "-qm", "path", "a.txt")


def first_hunk(repo: Repo) -> None:
    repo.git("add", "-p", stdin=b"y\nn\n")
    repo.git("commit", "-qm", "first hunk")


def second_hunk(repo: Repo) -> None:
    repo.git("add", "-p", stdin=b"n\ny\n")
    repo.git("commit", "-qm", "second hunk")


def patch_at_commit(repo: Repo) -> None:
    repo.git("commit", "-q", "-p", "-m", "hunk", stdin=b"y\nn\n")


def from_file(repo: Repo) -> None:
    repo.git("commit", "-qa", "-F", "-", stdin=b"from a file\n\nbody\n\nReviewed-by: R <r@example.org>\n")
    assert trailers_of(repo)["Reviewed-by"] == "R <r@example.org>"


def in_editor(repo: Repo) -> None:
    repo.git("commit", "-qa", GIT_EDITOR="sed -i '1s/^/written in an editor/'")
    assert repo.git("log", "-1", "--format=%s") == "written in an editor"


def with_template(repo: Repo) -> None:
    repo.write("../template", "subject\n\nbody\n")
    repo.git("commit", "-qa", "-t", "../template", GIT_EDITOR="sed -i '1s/subject/from a template/'")


def verbose(repo: Repo) -> None:
    repo.git("config", "commit.verbose", "true")
    repo.git("commit", "-qa", GIT_EDITOR="sed -i '1s/^/verbose/'")
    assert "diff --git" not in repo.git("log", "-1", "--format=%B")


def scissors(repo: Repo) -> None:
    repo.git("config", "commit.cleanup", "scissors")
    repo.git("commit", "-qa", "-v", GIT_EDITOR="sed -i '1s/^/scissors/'")
    assert ">8" not in repo.git("log", "-1", "--format=%B")


def other_comment_character(repo: Repo) -> None:
    repo.git("config", "core.commentChar", ";")
    repo.git("commit", "-qa", GIT_EDITOR="sed -i '1s/^/# a title with a hash/'")
    assert repo.git("log", "-1", "--format=%s") == "# a title with a hash"


def automatic_comment_character(repo: Repo) -> None:
    repo.git("config", "core.commentChar", "auto")
    repo.git("commit", "-qa", "-e", "-m", "# hash", GIT_EDITOR="true")
    assert repo.git("log", "-1", "--format=%s") == "# hash"


def on_the_command_line(repo: Repo) -> None:
    repo.git(
        "-c", "core.commentChar=;", "-c", "user.email=other@example.org", "commit", "-qa", "-m", "# title"
    )
    (session,) = record_of(repo)["sessions"].values()
    assert session["human"] == "other@example.org"


def without_verification(repo: Repo) -> None:
    repo.git("commit", "-qa", "--no-verify", "-m", "not verified")


def amended_with_message(repo: Repo) -> None:
    repo.git("commit", "-qam", "first try")
    repo.git("commit", "-q", "--amend", "-m", "second try")


def amended_without_edit(repo: Repo) -> None:
    repo.git("commit", "-qam", "first try")
    repo.git("commit", "-q", "--amend", "--no-edit")


def amended_by_alias(repo: Repo) -> None:
    repo.git("config", "alias.again", "commit --amend")
    repo.git("commit", "-qam", "first try")
    repo.git("again", "-q", "-m", "second try")


def signed_off(repo: Repo) -> None:
    repo.git("commit", "-qas", "-m", "signed")
    assert "Signed-off-by" in trailers_of(repo)


def in_linked_worktree(repo: Repo) -> None:
    repo.git("worktree", "add", "-q", "../linked", "-b", "linked")
    linked = Repo(repo.top.parent / "linked", repo.home)
    remember(linked, "a.txt", EDITED)
    linked.git("commit", "-qam", "linked")
    repo.git("reset", "-q", "--hard")
    repo.git("merge", "-q", "linked")


def detached(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    repo.git("commit", "-qam", "detached")


def from_a_folder_below(repo: Repo) -> None:
    repo.write("folder/x", "")
    repo.git("-C", "folder", "commit", "-qam", "below")


def by_directory_options(repo: Repo) -> None:
    repo.git(
        "-C", "/", f"--git-dir={repo.top}/.git", f"--work-tree={repo.top}", "commit", "-qam", "elsewhere"
    )


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (all_of_it, "ai=1 human=1"),
        (with_path, "ai=1 human=1"),
        (first_hunk, "ai=1"),
        (second_hunk, "human=1"),
        (patch_at_commit, "ai=1"),
        (from_file, "ai=1 human=1"),
        (in_editor, "ai=1 human=1"),
        (with_template, "ai=1 human=1"),
        (verbose, "ai=1 human=1"),
        (scissors, "ai=1 human=1"),
        (other_comment_character, "ai=1 human=1"),
        (automatic_comment_character, "ai=1 human=1"),
        (on_the_command_line, "ai=1 human=1"),
        (without_verification, "ai=1 human=1"),
        (amended_with_message, "ai=1 human=1"),
        (amended_without_edit, "ai=1 human=1"),
        (amended_by_alias, "ai=1 human=1"),
        (signed_off, "ai=1 human=1"),
        (in_linked_worktree, "ai=1 human=1"),
        (detached, "ai=1 human=1"),
        (from_a_folder_below, "ai=1 human=1"),
        (by_directory_options, "ai=1 human=1"),
    ],
)
def test_a_way_to_commit(repo: Repo, way: Callable[[Repo], None], expected: str) -> None:
    way(repo)
    assert stamp_of(repo) == expected
    record = record_of(repo)
    assert record["parents"] == repo.git("log", "-1", "--format=%P").split()
    (entry,) = record["files"]
    assert entry["path"] == "a.txt"
    assert entry["blob"] == repo.git("rev-parse", "HEAD:a.txt")
    assert trailers_of(repo).get("Assisted-by") == ("gemini-cli:gemini-2.5-pro" if "ai" in expected else None)
