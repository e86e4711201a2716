"""Every kind of file and repository through the hooks: what is counted, and what is only noted."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.git import Repo, make_repo
from support.hooked import counts, hooked_repo, install, landed, record_of, remember, stamp_of, trailers_of


def entries(repo: Repo) -> dict[str, str]:
    """What HEAD's record says about each file: its note, or its counts by class."""
    found = {}
    for entry in record_of(repo)["files"]:
        totals: dict[str, int] = {}
        for region in entry["regions"]:
            totals[region["class"]] = totals.get(region["class"], 0) + region["end"] - region["start"] + 1
        found[entry["path"]] = entry.get("note") or counts(dict(sorted(totals.items())))
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return hooked_repo(tmp_path)


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("empty", b"", ""),
        ("blank", b"\n\n  \n\t\n", ""),
        ("no-newline", b"one\ntwo", "unknown=2"),
        ("windows", b"one\r\n\r\ntwo\r\n", "unknown=2"),
        ("old-mac", b"one\rtwo\r", "unknown=2"),
        ("mixed", b"one\r\ntwo\nthree\rfour", "unknown=4"),
        ("latin", b"caf\xe9\ncr\xe8me\n", "unknown=2"),
        ("utf16", "one\ntwo\n".encode("utf-16"), "binary"),
        ("form-feed", "one\ftwo\u2028three\n".encode(), "unknown=1"),
        ("binary", b"one\n\0two\n", "binary"),
        ("late-nul", b"x\n" * 4000 + b"\0\n", "unknown=4001"),
        ("long", b"y" * 5_000_001, "over 5 MB"),
        ("just-fits", b"y" * 4_999_999 + b"\n", "unknown=1"),
        ("with\nnewline", b"1\n", "unknown=1"),
        ("with \"quotes\" and 'more'", b"1\n", "unknown=1"),
        ("-option", b"1\n", "unknown=1"),
        (":(glob)**", b"1\n", "unknown=1"),
        ("ä/ö", b"1\n", "unknown=1"),
    ],
)
def test_a_new_file(repo: Repo, path: str, content: bytes, expected: str) -> None:
    repo.commit(**{path: content})
    assert entries(repo) == {path: expected}


def test_a_path_that_is_not_utf8(repo: Repo) -> None:
    repo.write(b"caf\xe9", b"1\n")
    repo.commit()
    assert entries(repo) == {"caf%E9": "unknown=1"}


def test_paths_that_differ_in_case_only(repo: Repo) -> None:
    remember(repo, "Read", "A|one\n")
    remember(repo, "read", "H|one\n")
    repo.commit()
    assert entries(repo) == {"Read": "ai=1", "read": "human=1"}


def test_links_modes_and_submodules(repo: Repo, tmp_path: Path) -> None:
    inner = make_repo(tmp_path, "inner")
    inner.commit(a="1")
    (repo.top / "link").symlink_to("/etc/passwd")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "sub")
    repo.commit(script="1\n")
    found = entries(repo)
    assert found.pop(".gitmodules").startswith("unknown=")
    assert found == {"link": "symbolic link", "sub": "submodule", "script": "unknown=1"}
    (repo.top / "script").chmod(0o755)
    (repo.top / "link").unlink()
    repo.write("link", "now a file\n")
    repo.commit()
    assert entries(repo) == {"script": "", "link": "unknown=1"}


def test_deleted_renamed_and_copied_files(repo: Repo) -> None:
    text = "".join(f"A|line {number} of the file\n" for number in range(8))
    remember(repo, "first", text)
    remember(repo, "gone", "H|1\n")
    repo.commit()
    assert entries(repo) == {"first": "ai=8", "gone": "human=1"}
    repo.git("mv", "first", "second")
    repo.git("rm", "-q", "gone")
    repo.commit()
    assert entries(repo) == {"second": ""}
    content = (repo.top / "second").read_text()
    repo.commit(second=content + "one more\n", copy=content)
    assert entries(repo) == {"second": "unknown=1", "copy": "ai=8"}


def test_a_renamed_file_keeps_what_the_journal_knows_of_the_old_path(repo: Repo) -> None:
    base = "".join(f"line {number} of the file\n" for number in range(8))
    repo.commit(first=base)
    remember(repo, "first", "".join(f"?|{line}\n" for line in base.splitlines()) + "A|by an agent\n")
    repo.git("mv", "first", "second")
    repo.commit()
    assert entries(repo) == {"second": "ai=1"}


def test_a_reindented_line_keeps_its_author(repo: Repo) -> None:
    remember(repo, "a.py", "A|first = call(something)\nH|second = other(thing)\n?|third = nothing(known)\n")
    repo.commit()
    lines = (repo.top / "a.py").read_text().splitlines()
    repo.commit(**{"a.py": "if True:\n" + "".join(f"    {line}\n" for line in lines)})
    assert entries(repo) == {"a.py": "ai=1 human=1 unknown=2"}


def test_a_person_who_changes_a_committed_line_is_its_author_in_this_commit(repo: Repo) -> None:
    repo.commit(**{"a.py": "value = compute(one, two, three)\nother = 1\n"})
    remember(repo, "a.py", "C|value = compute(one, two, H|four)\nC|other = 1\n")
    repo.commit()
    assert entries(repo) == {"a.py": "human=1"}


def test_an_agent_that_changes_a_committed_line_makes_it_mixed(repo: Repo) -> None:
    repo.commit(**{"a.py": "value = compute(one, two, three)\n"})
    remember(repo, "a.py", "C|value = compute(one, two, A|four)\n")
    repo.commit()
    assert entries(repo) == {"a.py": "mixed=1"}


def test_a_token_changed_by_nobody_known_in_an_agents_line_makes_it_mixed(repo: Repo) -> None:
    remember(repo, "a.py", "A|value = compute(one, two, three)\n")
    repo.commit()
    repo.commit(**{"a.py": "value = compute(one, two, four)\n"})
    assert entries(repo) == {"a.py": "mixed=1"}


def first_commit(folder: Path) -> Repo:
    return hooked_repo(folder)


def sha256(folder: Path) -> Repo:
    return hooked_repo(folder, "repo", "--object-format=sha256")


def shallow(folder: Path) -> Repo:
    origin = make_repo(folder, "origin")
    for number in range(3):
        origin.commit(other=f"{number}\n")
    origin.git("clone", "-q", "--depth=1", f"file://{origin.top}", "../repo")
    repo = Repo(folder / "repo", origin.home)
    repo.git("config", "user.email", "dev@example.org")
    repo.git("config", "user.name", "Dev")
    install(repo)
    return repo


def inside_submodule(folder: Path) -> Repo:
    inner = make_repo(folder, "inner")
    inner.commit(x="1")
    outer = make_repo(folder, "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.top), "sub")
    repo = Repo(outer.top / "sub", outer.home)
    repo.git("config", "user.email", "dev@example.org")
    repo.git("config", "user.name", "Dev")
    install(repo)
    return repo


def orphan_branch(folder: Path) -> Repo:
    repo = hooked_repo(folder)
    repo.commit(other="1\n")
    repo.git("checkout", "-q", "--orphan", "fresh")
    repo.git("rm", "-q", "-f", "other")
    return repo


@pytest.mark.parametrize("shape", [first_commit, sha256, shallow, inside_submodule, orphan_branch])
@pytest.mark.parametrize("amend", [False, True])
def test_a_shape_of_repository(tmp_path: Path, shape: Callable[[Path], Repo], *, amend: bool) -> None:
    repo = shape(tmp_path)
    remember(repo, "a", "A|one\nH|two\n?|three\n")
    repo.commit()
    if amend:
        repo.git("commit", "-q", "--amend", "-m", "amended")
    assert entries(repo) == {"a": "ai=1 human=1 unknown=1"}


def test_a_bare_repository_with_a_worktree_beside_it(tmp_path: Path) -> None:
    make_repo(tmp_path, "bare.git", "--bare")
    bare = Repo(tmp_path / "bare.git", tmp_path / "home")
    tree = bare.git("mktree", stdin=b"")
    bare.git("config", "user.email", "dev@example.org")
    bare.git("config", "user.name", "Dev")
    bare.git("update-ref", "refs/heads/main", bare.git("commit-tree", "-m", "root", tree))
    bare.git("worktree", "add", "-q", "../tree", "main")
    repo = Repo(tmp_path / "tree", bare.home)
    install(repo)
    remember(repo, "a", "A|one\n")
    repo.commit()
    assert entries(repo) == {"a": "ai=1"}
    assert len(landed(bare)) == 1


def test_a_merge_owns_only_what_no_parent_has(repo: Repo) -> None:
    repo.commit(a="one\ntwo\nthree\n", b="1\n")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(a="one\nside\nthree\n", side="s\n")
    repo.git("checkout", "-q", "main")
    repo.commit(a="one\nmain\nthree\n", main="m\n")
    repo.git("merge", "-q", "side", check=False)
    remember(repo, "a", "?|one\n?|side\nA|both\n?|main\n?|three\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "--no-edit")
    record = record_of(repo)
    assert len(record["parents"]) == 2
    assert entries(repo) == {"a": "ai=1"}
    repo.git("commit", "-q", "--amend", "-m", "merged differently")
    assert record_of(repo)["parents"] == record["parents"]
    assert entries(repo) == {"a": "ai=1"}


def test_a_merge_without_conflict_says_that_it_adds_nothing(repo: Repo) -> None:
    repo.commit(base="1\n")
    for branch in ("one", "two"):
        repo.git("checkout", "-q", "-b", branch, "main")
        repo.commit(**{branch: "1\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "octopus", "one", "two")
    assert trailers_of(repo)["Provenance-Lines"] == "ai=0 mixed=0 human=0 tool=0 unknown=0 reviewed=0"
    # Git runs no post-commit hook after its own merge: the record lands with the next commit.
    repo.commit(after="1\n")
    assert record_of(repo, "HEAD^")["files"] == []


def test_what_a_change_breaks_is_in_record_and_stamp_and_stays_when_amended(repo: Repo) -> None:
    repo.commit(**{"a.sql": "SELECT 1;\n"})
    repo.commit(**{"a.sql": "SELECT 1;\nDROP TABLE customers;\n"})
    risk = trailers_of(repo)["Provenance-Risk"]
    assert risk.startswith("high sql.drop-table")
    (finding,) = record_of(repo)["findings"]
    assert (finding["path"], finding["line"]) == ("a.sql", 2)
    repo.git("commit", "-q", "--amend", "-m", "amended")
    assert trailers_of(repo)["Provenance-Risk"] == risk


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("kernel", {"Assisted-by": "gemini-cli:gemini-2.5-pro"}),
        ("asf", {"Generated-by": "gemini-cli 1.2"}),
        ("fedora", {"Assisted-by": "gemini-cli (gemini-2.5-pro)"}),
        ("none", {}),
    ],
)
def test_a_style(repo: Repo, style: str, expected: dict[str, str]) -> None:
    repo.git("config", "answerable.style", style)
    remember(repo, "a", "A|one\n")
    repo.commit()
    found = {key: value for key, value in trailers_of(repo).items() if not key.startswith("Provenance")}
    assert found == expected
    assert (stamp_of(repo) == "") == (style == "none")
    assert len(landed(repo)) == 1


def test_a_stamp_that_the_user_deletes_costs_no_record(repo: Repo) -> None:
    remember(repo, "a", "A|one\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "title", "-e", GIT_EDITOR="sed -i '/^[AP].*: /d'")
    assert repo.git("log", "-1", "--format=%B").strip() == "title"
    assert len(landed(repo)) == 1


def test_an_abandoned_commit_leaves_no_record(repo: Repo) -> None:
    remember(repo, "a", "A|one\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "title", "-e", GIT_EDITOR="false", check=False)
    assert landed(repo) == []
    repo.commit()
    assert len(landed(repo)) == 1


def test_two_worktrees_commit_at_once(repo: Repo) -> None:
    repo.commit(base="1\n")
    names = [f"tree{number}" for number in range(4)]
    trees = []
    for name in names:
        repo.git("worktree", "add", "-q", f"../{name}", "-b", name)
        trees.append(Repo(repo.top.parent / name, repo.home))
        remember(trees[-1], "a", f"A|{name}\nH|person\n")
        trees[-1].git("add", "-A")
    commits = [
        subprocess.Popen(["git", "commit", "-qm", "at once"], cwd=tree.top, env=tree.environ)
        for tree in trees
    ]
    assert [commit.wait() for commit in commits] == [0] * 4
    assert len({record_of(tree)["files"][0]["blob"] for tree in trees}) == 4
    assert len(landed(repo)) == 5
