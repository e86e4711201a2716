"""What is staged, and what the worktree changes: read from git's raw diffs."""

from pathlib import Path

import pytest

from answerable.core.ports import Change
from answerable.repo.objects import parse_raw_diff
from answerable.repo.plumbing import Plumbing
from answerable.repo.staging import GitStaging
from support.git import Repo, make_repo

ONE, TWO, NONE = "1" * 40, "2" * 40, "0" * 40


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", []),
        (f":100644 100644 {ONE} {TWO} M\0a\0", [("M", "a", "a", ONE, TWO)]),
        (f":000000 100644 {NONE} {TWO} A\0a\nb\0", [("A", "a\nb", "a\nb", "", TWO)]),
        (f":100644 000000 {ONE} {NONE} D\0:a\0", [("D", ":a", ":a", ONE, "")]),
        (f":100644 100644 {ONE} {TWO} R086\0a\0b\0", [("R", "a", "b", ONE, TWO)]),
        (
            f":100644 100644 {ONE} {TWO} C100\0a\0b\0:100644 120000 {ONE} {TWO} T\0c\0",
            [("C", "a", "b", ONE, TWO), ("T", "c", "c", ONE, TWO)],
        ),
        # Cut off, as by a git that was killed.
        (f":100644 100644 {ONE} {TWO} R086\0a", [("R", "a", "", ONE, TWO)]),
        (f":100644 100644 {ONE} {TWO} M", [("M", "", "", ONE, TWO)]),
    ],
)
def test_raw_diffs(raw: str, expected: list[tuple[str, ...]]) -> None:
    assert [tuple(change)[:5] for change in parse_raw_diff(raw.encode())] == expected


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = make_repo(tmp_path)
    repo.commit(a="1\n", b="1\n", gone="1\n")
    return repo


def paths(changes: list[Change]) -> str:
    """Status letters and paths."""
    return " ".join(f"{change.status}:{change.path}" for change in changes)


def test_only_what_is_staged_counts(repo: Repo) -> None:
    repo.write("a", "2\n")
    repo.write("b", "2\n")
    repo.write("new", "2\n")
    repo.git("add", "a")
    repo.git("rm", "-q", "--cached", "gone")
    staging = GitStaging(repo.plumbing())
    assert paths(list(staging.staged("HEAD"))) == "M:a D:gone"
    assert paths(list(staging.staged(repo.plumbing().empty_tree))) == "A:a A:b"


def test_the_index_of_a_partial_commit_counts_inside_a_hook_only(repo: Repo) -> None:
    repo.git("read-tree", "HEAD", GIT_INDEX_FILE=".git/partial")
    repo.write("a", "2\n")
    repo.git("add", "a", GIT_INDEX_FILE=".git/partial")
    environ = repo.environ | {"GIT_INDEX_FILE": ".git/partial"}
    inside = GitStaging(Plumbing.discover(str(repo.top), environ, in_hook=True))
    outside = GitStaging(Plumbing.discover(str(repo.top), environ))
    assert paths(list(inside.staged("HEAD"))) == "M:a"
    assert paths(list(outside.staged("HEAD"))) == ""


def test_the_worktree_with_new_files(repo: Repo) -> None:
    repo.write("a", "2\n")
    repo.write("folder/new", "2\n")
    repo.write(".gitignore", "ignored\n")
    repo.write("ignored", "2\n")
    (repo.top / "gone").unlink()
    found = list(GitStaging(repo.plumbing()).worktree("HEAD"))
    assert paths(found) == "M:a D:gone A:.gitignore A:folder/new"
    assert {change.blob for change in found} == {""}
