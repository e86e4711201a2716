"""The files after a change: of a commit, of the index, of the worktree, of a folder without git."""

import pytest

from answerable.cli.folders import FolderTree
from answerable.repo.objects import GitObjects
from answerable.repo.trees import CommitTree, IndexTree, WorktreeTree
from answerable.repo.worktree import GitWorktree
from support.git import make_repo

SUFFIXES = (".py", ".txt")


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.write("top.py", "import cart\n")
    made.write("deep/er/one.py", "cart.total()\n")
    made.write("other.md", "cart\n")
    made.write("longer.py", "cartography\n")
    made.write("blob.py", b"cart\0\n")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", "first")
    made.write("staged é.py", "cart\n")
    made.git("add", "-A")
    made.write("staged é.py", "basket\n")
    made.write("untracked.py", "use(cart)\n")
    made.write("ignored.py", "cart\n")
    made.write(".git/info/exclude", "ignored.py\n")
    return made


def trees(repo):
    """One of each kind, over the same repository."""
    git = repo.plumbing()
    objects = GitObjects(git)
    return {
        "commit": CommitTree(git, objects, "HEAD"),
        "index": IndexTree(git, objects),
        "worktree": WorktreeTree(git, GitWorktree(git, objects)),
    }


FIRST = {"top.py", "deep/er/one.py", "other.md", "longer.py", "blob.py"}
HELD = {"top.py", "deep/er/one.py"}


@pytest.mark.parametrize(
    ("kind", "more", "held"),
    [
        ("commit", set(), set()),
        ("index", {"staged é.py"}, {"staged é.py"}),
        ("worktree", {"staged é.py", "untracked.py"}, {"untracked.py"}),
    ],
)
def test_paths_and_words(repo, kind, more, held):
    tree = trees(repo)[kind]
    assert set(tree.paths()) == FIRST | more
    assert set(tree.holding("cart", SUFFIXES)) == HELD | held
    assert tree.holding("nowhere", SUFFIXES) == []
    assert tree.holding("-e", SUFFIXES) == []
    assert tree.holding("", SUFFIXES) == ()


@pytest.mark.parametrize(("kind", "text"), [("commit", None), ("index", "cart\n"), ("worktree", "basket\n")])
def test_texts(repo, kind, text):
    tree = trees(repo)[kind]
    assert tree.read("top.py") == "import cart\n"
    assert tree.read("staged é.py") == text
    assert tree.read("blob.py") is None
    assert tree.read("no\nsuch.py") is None
    assert tree.read("deep") is None


def test_what_is_no_commit_has_no_files(repo):
    git = repo.plumbing()
    tree = CommitTree(git, GitObjects(git), "no-such")
    assert (set(tree.paths()), tree.read("top.py"), tree.holding("cart", SUFFIXES)) == (set(), None, ())


def test_a_folder_without_git(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.py").write_text("cart", encoding="utf-8")
    (tmp_path / "sub" / "b.py").write_text("cartography", encoding="utf-8")
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    tree = FolderTree(str(tmp_path))
    assert set(tree.paths()) == {"a.py", "sub/b.py"}
    assert (tree.read("a.py"), tree.read("c.py")) == ("cart", None)
    assert tree.holding("cart", SUFFIXES) == ["a.py"]
