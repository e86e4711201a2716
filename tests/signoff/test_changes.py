"""Replays by git in a repository of their own: exact, the same everywhere, and without a trace."""

from pathlib import Path

import pytest

from answerable.core.errors import GitFailed
from answerable.core.signoff.ports import Replay, Replayed
from answerable.repo import changes as module
from answerable.repo.changes import GitChanges
from answerable.repo.objects import GitObjects
from support.git import Repo, make_repo

FILE = "".join(f"line {number}\n" for number in range(1, 21))


def changes_of(repo: Repo, **environ: str) -> GitChanges:
    repo.environ |= environ
    git = repo.plumbing()
    return GitChanges(git, GitObjects(git))


def tree(repo: Repo, **files: str) -> str:
    """The tree of a worktree that holds just these files."""
    repo.git("rm", "-rfq", "--ignore-unmatch", ".")
    for path, content in files.items():
        repo.write(path, content)
    repo.git("add", "-A")
    return repo.git("write-tree")


def state(repo: Repo) -> tuple[str, str, list[str]]:
    """Objects, refs and files of the repository itself."""
    files = sorted(str(path) for path in (repo.top / ".git").rglob("*") if "objects" not in path.parts)
    return repo.git("count-objects", "-v"), repo.git("for-each-ref"), files


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_replays(tmp_path: Path, object_format: str) -> None:
    repo = make_repo(tmp_path, "repo", f"--object-format={object_format}")
    base = tree(repo, a=FILE)
    changed = tree(repo, a=FILE.replace("line 5\n", "LINE 5\n"), new="x\n")
    onto = tree(repo, a=FILE.replace("line 15\n", "LINE 15\n"))
    clashing = tree(repo, a=FILE.replace("line 5\n", "other\n"))
    renamed = tree(repo, b=FILE)
    both = tree(repo, a=FILE.replace("line 5\n", "LINE 5\n").replace("line 15\n", "LINE 15\n"), new="x\n")
    followed = tree(repo, b=FILE.replace("line 5\n", "LINE 5\n"), new="x\n")
    empty = "0" * len(base)
    before = state(repo)
    rows = {
        Replay(base, changed, onto): Replayed(both),
        Replay(base, changed, base): Replayed(changed),
        Replay(base, changed, changed): Replayed(changed),
        Replay(base, changed, clashing): Replayed(""),
        Replay(base, changed, renamed): Replayed(followed),
        Replay(base, base, onto): Replayed(onto),
        Replay(empty, changed, onto): Replayed("", is_gone=True),
        Replay(base, changed, empty): Replayed("", is_gone=True),
    }
    changes = changes_of(repo)
    assert changes.replayed(list(rows)) == list(rows.values())
    for replay, expected in rows.items():
        assert changes.replayed([replay]) == [expected]
    assert changes.replayed([]) == []
    assert state(repo) == before


def test_a_blob_that_is_missing_is_gone_and_spoils_no_other_replay(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    base = tree(repo, a=FILE, b=FILE)
    changed = tree(repo, a=FILE.replace("line 5\n", "LINE 5\n"), b=FILE)
    onto = tree(repo, a=FILE.replace("line 15\n", "LINE 15\n"), b=FILE)
    fine = Replay(base, tree(repo, a=FILE, b="b\n"), onto)
    blob = repo.git("rev-parse", f"{changed}:a")
    (repo.top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    lost, kept = changes_of(repo).replayed([Replay(base, changed, onto), fine])
    assert lost == Replayed("", is_gone=True)
    assert kept.tree


def test_nothing_that_is_configured_counts(tmp_path: Path) -> None:
    """Merge drivers, attributes, rename settings: of the repository, of the user, of the environment."""
    repo = make_repo(tmp_path)
    base = tree(repo, a=FILE)
    changed = tree(repo, a=FILE.replace("line 5\n", "LINE 5\n"))
    renamed = tree(repo, b=FILE)
    clashing = tree(repo, a=FILE.replace("line 5\n", "other\n"))
    expected = tree(repo, b=FILE.replace("line 5\n", "LINE 5\n"))
    sprung = tmp_path / "sprung"
    for key, value in {
        "merge.trap.driver": f"touch {sprung}; true", "merge.default": "trap", "merge.renames": "false",
        "diff.renames": "false", "diff.renameLimit": "1", "merge.directoryRenames": "false",
        "diff.trap.textconv": f"touch {sprung}", "core.attributesFile": str(tmp_path / "attributes"),
    }.items():  # fmt: skip
        repo.git("config", key, value)
    for place in (tmp_path / "attributes", repo.top / ".gitattributes", repo.top / ".git/info/attributes"):
        place.write_text("* merge=trap diff=trap -text\n")
    configured = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "merge.renames", "GIT_CONFIG_VALUE_0": "false"}
    changes = changes_of(repo, **configured)
    found = changes.replayed([Replay(base, changed, renamed), Replay(base, changed, clashing)])
    assert found == [Replayed(expected), Replayed("")]
    assert [change.status for change in changes.net_change(base, renamed)] == ["R"]
    assert not sprung.exists()


def test_objects_in_quarantine_are_there(tmp_path: Path) -> None:
    """A server's pre-receive hook sees what is pushed through these variables."""
    repo = make_repo(tmp_path)
    repo.commit(a=FILE)
    base = repo.git("rev-parse", "HEAD^{tree}")
    quarantine = repo.top / ".git/objects/incoming"
    quarantine.mkdir()
    inside = {
        "GIT_OBJECT_DIRECTORY": str(quarantine),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(repo.top / ".git/objects"),
        "GIT_QUARANTINE_PATH": str(quarantine),
    }
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"pushed\n", **inside)
    pushed = repo.git("mktree", stdin=f"100644 blob {blob}\tb\n".encode(), **inside)
    git = type(repo.plumbing()).discover(str(repo.top), repo.environ | inside, in_hook=True)
    changes = GitChanges(git, GitObjects(git))
    assert changes.replayed([Replay(base, pushed, base)]) == [Replayed(pushed)]
    assert changes_of(repo).replayed([Replay(base, pushed, base)]) == [Replayed("", is_gone=True)]


def test_an_older_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "git_version", lambda _: (2, 37, 9))
    repo = make_repo(tmp_path)
    base = tree(repo, a=FILE)
    with pytest.raises(GitFailed, match=r"needs git 2\.38 or later, and this is 2\.37\.9"):
        changes_of(repo).replayed([Replay(base, base, base)])


def test_names_of_branches(tmp_path: Path) -> None:
    repo = make_repo(tmp_path, "one")
    repo.commit(a="1\n")
    repo.git("branch", "feature/x")
    repo.git("tag", "v1")
    repo.git("clone", "-q", "-o", "up/stream", str(repo.top), str(tmp_path / "two"))
    clone = Repo(tmp_path / "two", repo.home)
    clone.git("fetch", "-q", "up/stream")
    changes = changes_of(clone)
    rows = {
        "main": "main", "HEAD": "main", "up/stream/feature/x": "feature/x", "refs/heads/main": "main",
        "up/stream/HEAD": "main", "@{upstream}": "main", "v1": "", clone.git("rev-parse", "HEAD"): "", "HEAD~0": "",
        "nothing": "", "--all": "", "": "",
    }  # fmt: skip
    assert {name: changes.branch(name) for name in rows} == rows


def test_landings_and_merges(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    ids = [repo.commit(f"{number}", **{path: f"{number}\n"}) for number, path in enumerate("abab")]
    repo.git("checkout", "-q", "-b", "side", ids[0])
    side = repo.commit("side", a="side\n")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-edit", "-X", "ours", "side")
    head = repo.git("rev-parse", "HEAD")
    changes = changes_of(repo)
    trees = dict(zip([*ids, side, head], changes.trees([*ids, side, head]), strict=True))
    assert changes.landings([ids[0]], head, ["b"], 9) == [trees[ids[3]], trees[ids[1]]]
    assert changes.landings([ids[1]], head, ["a"], 9) == [trees[ids[2]]]
    assert changes.landings([ids[1]], head, ["a", "b"], 1) == [trees[ids[3]]]
    assert len(changes.landings([ids[0]], head, ["odd\nname"], 9)) == 4
    assert len(changes.landings(["f" * 40], head, ["a", "b"], 9)) == 4
    assert changes.landings(["f" * 40, ids[1]], head, ["a"], 9) == [trees[ids[2]]]
    assert changes.trees([head, "f" * 40])[1] == ""
    assert changes.merged([side, ids[2], "f" * 40], head) == {side, ids[2]}
    assert changes.merged([side, ids[2]], ids[3]) == {ids[2]}
    assert changes.merged([], head) == set()
