"""Where the lines of a net change come from: held against git blame in random histories, merges included."""

import random

import pytest

from answerable.core.lineage import start_pieces, trace
from answerable.repo.history import GitHistory
from support.git import make_repo

NAMES = ["a.txt", "dir/b.txt", "with blank.txt", 'tab\tand "quote".txt', "ümlaut.txt"]


def check_against_blame(repo, base, head):
    """Every added line of `base..head` has the commit, path and number that `git blame` gives it."""
    history = GitHistory(repo.plumbing())
    net = tuple(history.net_change(base, head))
    lineage = trace(head, start_pieces(net), history.log_patches(base, head))
    outside = {(piece.path, piece.line + at) for piece in lineage.outside for at in range(piece.size)}
    commits = set(repo.git("rev-list", f"{base}..{head}").splitlines())
    ours = {
        (one.piece.path, one.piece.line + at): (one.commit, one.path, one.piece.here + at)
        for one in lineage.introduced
        for at in range(one.piece.size)
    }
    contested = {
        (piece.path, piece.line + at): (one, piece.here + at)
        for one in lineage.contested
        for piece in one.pieces
        for at in range(piece.size)
    }
    wanted = {(file.path, line.line): line.text for file in net for line in file.added}
    assert wanted.keys() == ours.keys() | contested.keys() | outside
    assert not ours.keys() & contested.keys()
    for path in {path for path, _ in wanted}:
        for blamed in history.blame(head, path):
            if (path, blamed.line) not in wanted:
                continue
            assert blamed.text == wanted[path, blamed.line]
            if (path, blamed.line) not in contested:
                assert ((path, blamed.line) in outside) == (blamed.commit not in commits)
            if (path, blamed.line) in ours:
                assert ours[path, blamed.line] == (blamed.commit, blamed.orig_path, blamed.orig_line)
    for (path, line), (one, here) in contested.items():
        [at_merge] = history.blame(one.commit, one.path, [(here, here)])
        assert at_merge.text == wanted[path, line]
    return len(contested)


class RandomWork:
    """Edits, renames, branches and merges; every written line is unique, so that a diff has one answer."""

    def __init__(self, repo, seed):
        self.repo, self.random, self.count = repo, random.Random(seed), 0

    def line(self):
        self.count += 1
        return f"line {self.count} of {self.random.randrange(10**6)}\n"

    def files(self):
        return [name for name in self.repo.git("ls-files", "-z").split("\0") if name]

    def edit(self):
        name = self.random.choice(NAMES)
        path = self.repo.top / name
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        at = self.random.randrange(len(lines) + 1)
        lines[at : at + self.random.choice([0, 0, 1, 3])] = [
            self.line() for _ in range(self.random.randrange(5))
        ]
        self.repo.write(name, "".join(lines))
        self.repo.commit("edit")

    def rename(self):
        old, new = self.random.choice(self.files()), self.random.choice(NAMES)
        if not (self.repo.top / new).exists():
            (self.repo.top / new).parent.mkdir(exist_ok=True)
            self.repo.git("mv", old, new)
            self.repo.commit("rename")

    def merge(self):
        self.repo.git("checkout", "-q", "--detach", f"HEAD~{self.random.randrange(1, 3)}")
        for _ in range(self.random.randrange(1, 4)):
            self.edit()
        side = self.repo.git("rev-parse", "HEAD")
        self.repo.git("checkout", "-q", "topic")
        self.repo.git("merge", "-q", "--no-edit", "-X", "ours", side, check=False)
        self.repo.git("add", "-A")
        self.repo.git("commit", "-q", "--no-edit", check=False)


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(n, marks=pytest.mark.long) for n in range(6, 60))]
)
def test_random_histories_have_the_lines_of_git_blame(tmp_path, seed):
    repo = make_repo(tmp_path)
    work = RandomWork(repo, seed)
    for _ in range(4):
        work.edit()
    base = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "topic")
    for _ in range(12):
        work.random.choice([work.edit, work.edit, work.edit, work.rename, work.merge])()
    check_against_blame(repo, base, repo.git("rev-parse", "HEAD"))
