"""CODEOWNERS: GitHub's own examples as rows, and patterns held against git's reading of them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.codeowners import LARGEST, parse_codeowners
from support.git import make_repo

ALL = "* @all\n"
ROWS = [
    ("", "a", ""),
    (ALL, "a/b", "@all"),
    (f"{ALL}*.js @js # comment\n", "deep/x.js", "@js"),
    (f"{ALL}*.js @js #comment\n", "deep/x.jsx", "@all"),
    ("*.go docs@example.com\n", "x.go", "docs@example.com"),
    ("*.txt @octo-org/octocats @someone\n", "x.txt", "@octo-org/octocats @someone"),
    ("*.txt @one @two @one\n", "x.txt", "@one @two"),
    ("/build/logs/ @d\n", "build/logs/a/b", "@d"),
    ("/build/logs/ @d\n", "x/build/logs/a", ""),
    ("docs/* d@example.com\n", "docs/start.md", "d@example.com"),
    ("docs/* d@example.com\n", "docs/build-app/troubleshooting.md", ""),
    ("docs/* d@example.com\n", "docs", ""),
    ("docs/** d@example.com\n", "docs/build-app/troubleshooting.md", "d@example.com"),
    ("docs/*/ d@example.com\n", "docs/build-app/troubleshooting.md", "d@example.com"),
    ("apps/ @o\n", "deep/apps/x", "@o"),
    ("apps/ @o\n", "deep/apps", ""),
    ("/docs/ @d\n", "docs/a", "@d"),
    ("**/logs @o\n", "deeply/nested/logs/x", "@o"),
    ("/apps/ @o\n/apps/github\n", "apps/github/x", ""),
    ("/apps/ @o\n/apps/github\n", "apps/main/x", "@o"),
    ("/apps/ @o\n/apps/github # nobody\n", "apps/github/x", ""),
    ("/apps/github @doctocat\n/apps/ @o\n", "apps/github/x", "@o"),
    ("a.c @x\n", "A.c", ""),
    ("a.c\t@x\r\n", "a.c", "@x"),
    ("a.c @x\r\nb.c @y", "b.c", "@y"),
    ("\ufeffa.c @x\n", "a.c", "@x"),
    ("my\\ file.c @x\n", "my file.c", "@x"),
    ("my\\ file.c @x\n", "my", ""),
    ("a\\#b @x\n", "a#b", "@x"),
    ("a#b @x\n", "a#b", "@x"),
    ("a\\*b @x\n", "a*b", "@x"),
    ("a\\*b @x\n", "axb", ""),
    ("a\\\\b @x\n", "a\\b", "@x"),
    ("a?b @x\n", "a/b", ""),
    ("a?b @x\n", "axb", "@x"),
    ("\udcff.c @x\n", "\udcff.c", "@x"),
    ("ä.c @x\n", "ä.c", "@x"),
    ("* @user_company\n", "x", "@user_company"),
    ("* @org/team.name_1\n", "x", "@org/team.name_1"),
    ("  # only a comment\n\n   \n", "x", ""),
    ("   *.c   @x   \n", "a.c", "@x"),
]
SKIPPED = [
    "!a @x",
    "[ab].c @x",
    "a] @x",
    "\\#a @x",
    "a @",
    "a x",
    "a @x,@y",
    "a @x#comment",
    "a @x @y/",
    "a//b @x",
    "/ @x",
    "a/../b @x",
    "a\\ ",
    "a\\",
    f"{'x' * 2000} @x",
]


@pytest.mark.parametrize(("text", "path", "expected"), ROWS)
def test_rows(text, path, expected):
    owners, problems = parse_codeowners(text.encode("utf-8", "surrogateescape"))
    assert problems == []
    assert " ".join(owners.owners(path)) == expected


@pytest.mark.parametrize("line", SKIPPED)
def test_a_line_that_is_wrong_is_skipped_and_said(line):
    owners, problems = parse_codeowners(f"* @all\n{line}\n".encode())
    if line == "a\\ ":
        assert owners.owners("a ") == ()  # an escaped blank is part of the name
        return
    assert len(owners.lines) == 1
    assert len(problems) == 1
    assert problems[0].startswith("CODEOWNERS line 2 is skipped: ")


def test_a_file_that_is_too_large_owns_nothing():
    most = b"* @x\n#".ljust(LARGEST, b".")
    assert parse_codeowners(most)[0].owners("a") == ("@x",)
    owners, problems = parse_codeowners(most + b".")
    assert owners.owners("a") == ()
    assert len(problems) == 1


def test_random_patterns_mean_what_git_takes_them_for(tmp_path):
    """Git reads a pattern in `.gitignore` of a folder of its own; where the two syntaxes differ has rows above."""
    repo = make_repo(tmp_path)
    random_ = random.Random(5)
    parts = ["a", "b", "ab", "*", "**", "a*", "?", "*b", "a\\ b", "\\*", "a\\#", "#b", "?*"]
    names = ["a", "b", "ab", "ba", "a b", "*", "a#", "#b"]
    paths = ["/".join(random_.choices(names, k=random_.randrange(1, 5))) for _ in range(80)]
    patterns = []
    while len(patterns) < 300:
        pattern = random_.choice(["", "/"]) + "/".join(random_.choices(parts, k=random_.randrange(1, 4)))
        pattern += random_.choice(["", "", "/", "/**"])
        if not pattern.startswith("#") and not ("/" in pattern and pattern.endswith("/*")):
            patterns.append(pattern)
    for number, pattern in enumerate(patterns):
        repo.write(f"at{number}/.gitignore", f"{pattern}\n")
    asked = "".join(f"at{number}/{path}\0" for number in range(len(patterns)) for path in paths)
    said = repo.git("check-ignore", "--no-index", "-z", "--stdin", stdin=asked.encode(), check=False)
    ignored = set(said.split("\0"))
    for number, pattern in enumerate(patterns):
        owners, problems = parse_codeowners(f"{pattern} @x\n".encode())
        assert not problems
        owned = {path for path in paths if owners.owners(path)}
        assert owned == {path for path in paths if f"at{number}/{path}" in ignored}, pattern


@given(
    st.lists(
        st.sampled_from(["* @a", "/src/ @b", "src/x", "*.c @c", "/src/*.c @d", "bad owner", "docs/* @e"]),
        max_size=8,
    ),
    st.sampled_from(["src/x/a.c", "src/a.c", "docs/a", "docs/a/b.c", "top"]),
)
def test_the_last_line_that_matches_alone_decides(lines, path):
    whole, _ = parse_codeowners("\n".join(lines).encode())
    alone = [parse_codeowners(line.encode())[0] for line in lines]
    matching = [one for one in alone if one.lines and one.lines[0].matches(path)]
    assert whole.owners(path) == (matching[-1].owners(path) if matching else ())


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_are_read_without_an_error(data, path):
    owners, problems = parse_codeowners(data)
    assert isinstance(owners.owners(path), tuple)
    assert all(problem.endswith(".") for problem in problems)


def test_a_pattern_of_many_stars_takes_no_time():
    owners, _ = parse_codeowners(b"/" + b"*a" * 100 + b"/**" * 100 + b" @x\n")
    assert owners.owners("/".join(["a" * 500 + "b"] * 30)) == ()
