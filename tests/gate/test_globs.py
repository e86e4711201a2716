"""Path patterns: rows, and held against git's own reading of the same patterns."""

import random

import pytest

from answerable.core.globs import Glob, parse_glob, parse_globs
from support.git import make_repo

ROWS = [
    ("*", "a/b.py", True),
    ("**", "a/b.py", True),
    ("*.py", "deep/down/a.py", True),
    ("*.py", "a.pyc", False),
    ("src", "src/a/b.c", True),
    ("src", "lib/src/a.c", True),
    ("/src", "lib/src/a.c", False),
    ("src/", "src", False),
    ("src/", "src/a", True),
    ("src/**", "src/a/b", True),
    ("src/**", "src", False),
    ("a/**/z", "a/z", True),
    ("a/**/z", "a/b/c/z", True),
    ("a/*/z", "a/b/c/z", False),
    ("**/test_?.py", "x/test_1.py", True),
    ("[ab].c", "b.c", True),
    ("[!ab].c", "b.c", False),
    ("[^ab].c", "c.c", True),
    ("src/*.py", "src/a/b.py", False),
    ("Src/**", "src/a", False),
    ("a b/**", "a b/c", True),
    ("x", "x\ny", False),
]
REFUSED = ["", "/", "!a", "a\\b", "./a", "a/../b", "a//b", "//", "x" * 2000]


@pytest.mark.parametrize(("pattern", "path", "expected"), ROWS)
def test_rows(pattern, path, expected):
    glob = parse_glob(pattern)
    assert isinstance(glob, Glob)
    assert glob.matches(path) is expected


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_has_no_meaning_is_refused(pattern):
    globs, problems = parse_globs(["ok", pattern])
    assert globs is None
    assert len(problems) == 1


def test_no_pattern_is_refused():
    assert parse_globs([]) == (None, ["no pattern is given"])


def test_random_patterns_mean_what_git_takes_them_for(tmp_path):
    repo = make_repo(tmp_path)
    random_ = random.Random(3)
    parts = ["a", "b", "ab", "*", "**", "a*", "?", "*b", "[ab]"]
    paths = ["/".join(random_.choices(["a", "b", "ab", "ba"], k=random_.randrange(1, 5))) for _ in range(60)]
    for _ in range(150):
        pattern = random_.choice(["", "/"]) + "/".join(random_.choices(parts, k=random_.randrange(1, 4)))
        pattern += random_.choice(["", "", "/", "/**"])
        glob = parse_glob(pattern)
        assert isinstance(glob, Glob), pattern
        repo.write(".git/info/exclude", f"{pattern}\n")
        said = repo.git("check-ignore", "--no-index", "--stdin", stdin="\n".join(paths).encode(), check=False)
        assert {path for path in paths if glob.matches(path)} == set(said.splitlines()), pattern


def test_a_pattern_of_many_stars_takes_no_time():
    glob = parse_glob("*a" * 100)
    assert isinstance(glob, Glob)
    assert not glob.matches("a" * 5000 + "b")
