"""Reading git's objects: many in one process, and what is missing, damaged or odd."""

import random
from pathlib import Path

import pytest

from answerable.core.errors import BadRevision, GitFailed
from answerable.core.ports import Change
from answerable.repo.objects import LARGEST, GitObjects, parse_commit
from support.git import EMAIL, Repo, make_repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make_repo(tmp_path)


def object_file(repo: Repo, blob: str) -> Path:
    return repo.top / ".git/objects" / blob[:2] / blob[2:]


def blob_of(repo: Repo, content: bytes) -> str:
    return repo.git("hash-object", "-w", "--stdin", stdin=content)


def test_blobs_of_every_size_in_any_order(repo: Repo) -> None:
    seeded = random.Random(7)
    contents = [b"", b"\n", b"x" * LARGEST, *(seeded.randbytes(seeded.randrange(9000)) for _ in range(300))]
    by_id = {blob_of(repo, content): content for content in contents[:20]}
    names = "".join(f"{number}\n" for number in range(20, len(contents)))
    for number, content in enumerate(contents[20:], 20):
        repo.write(str(number), content)
    ids = repo.git("hash-object", "-w", "--stdin-paths", stdin=names.encode()).split()
    by_id |= dict(zip(ids, contents[20:], strict=True))
    wanted = [*by_id, "0" * 40]
    seeded.shuffle(wanted)
    objects = GitObjects(repo.plumbing())
    assert objects.blobs(wanted) == by_id | {"0" * 40: None}
    objects.close()


def test_missing_too_large_damaged_and_no_blob_are_none(repo: Repo) -> None:
    commit = repo.commit(a="first")
    good = blob_of(repo, b"good")
    large = blob_of(repo, b"y" * (LARGEST + 1))
    damaged = [blob_of(repo, b"damaged %d" % number) for number in range(3)]
    for blob in damaged:
        object_file(repo, blob).chmod(0o644)
        object_file(repo, blob).write_bytes(b"not zlib")
    objects = GitObjects(repo.plumbing())
    wanted = [large, damaged[0], "f" * 40, commit, damaged[1], damaged[2], good]
    assert objects.blobs(wanted) == dict.fromkeys(wanted, None) | {good: b"good"}
    objects.close()


@pytest.mark.parametrize(("how_many", "found"), [(1, b"good"), (8, b"good"), (30, None)])
def test_git_dies_over_a_cut_off_object_and_is_started_again_a_few_times(
    repo: Repo, how_many: int, found: bytes | None
) -> None:
    good = blob_of(repo, b"good")
    damaged = [blob_of(repo, random.Random(number).randbytes(20_000)) for number in range(how_many)]
    for blob in damaged:
        object_file(repo, blob).chmod(0o644)
        object_file(repo, blob).write_bytes(object_file(repo, blob).read_bytes()[:9000])
    objects = GitObjects(repo.plumbing())
    assert objects.blobs([*damaged, good]) == dict.fromkeys(damaged, None) | {good: found}
    assert objects.blobs([good]) == {good: b"good"}
    objects.close()


def test_commits_and_history(repo: Repo) -> None:
    objects = GitObjects(repo.plumbing())
    assert objects.resolve("HEAD") is None
    assert objects.commit("HEAD") is None
    first = repo.commit("first\n\nbody ä", a="1")
    second = repo.commit("second", a="2")
    assert objects.resolve("HEAD^") == objects.resolve(first[:12]) == first
    assert objects.resolve("--all") is None
    assert objects.resolve("HEAD:a") is None
    found = objects.commit("HEAD^")
    assert found is not None
    assert (found.id, found.parents, found.author_email, found.committer_email) == (first, (), EMAIL, EMAIL)
    assert found.message == "first\n\nbody ä\n"
    assert [commit.id for commit in objects.commits(first, "HEAD")] == [second]
    assert objects.merge_base("HEAD", first) == first
    with pytest.raises(BadRevision):
        objects.commits("nothing", "HEAD")
    repo.git("checkout", "-q", "--orphan", "other")
    unrelated = repo.commit("unrelated", b="1")
    assert objects.merge_base(first, unrelated) is None
    assert objects.merge_base("nothing", first) is None
    objects.close()
    damaged = repo.top / ".git/objects" / second[:2] / second[2:]
    damaged.chmod(0o600)
    damaged.write_bytes(b"no object")
    with pytest.raises(GitFailed, match="git merge-base failed"):
        objects.merge_base(second, unrelated)


@pytest.mark.parametrize(
    "name", ["plain.txt", "with\nnewline", "qu'o\"te", ":(glob)*", "ä ö", b"caf\xe9", "a" * 200]
)
def test_files_by_any_name(repo: Repo, name: str | bytes) -> None:
    repo.write(name, "content\n")
    repo.commit()
    objects = GitObjects(repo.plumbing())
    (change,) = objects.changes(repo.plumbing().empty_tree, "HEAD")
    assert change.status == "A"
    assert change.old_blob == ""
    assert objects.file("HEAD", change.path) == b"content\n"
    assert objects.file("HEAD", change.path + "x") is None
    objects.close()


def test_what_is_no_regular_file_has_no_content(repo: Repo) -> None:
    (repo.top / "link").symlink_to("elsewhere")
    repo.commit(a="1", **{"folder/b": "2"})
    objects = GitObjects(repo.plumbing())
    assert [objects.file("HEAD", path) for path in ("link", "folder", "a")] == [None, None, b"1"]
    objects.close()


def test_changes_with_renames(repo: Repo) -> None:
    text = "".join(f"line {number}\n" for number in range(20))
    first = repo.commit(a=text, gone="1\n", kept="2\n")
    repo.git("mv", "a", "b")
    repo.git("rm", "-q", "gone")
    repo.commit(b=text + "more\n")
    objects = GitObjects(repo.plumbing())
    found = objects.changes(first, "HEAD")
    assert [(change.status, change.old_path, change.path) for change in found] == [
        ("R", "a", "b"),
        ("D", "gone", "gone"),
    ]
    assert isinstance(found[0], Change)
    assert found[1].blob == ""
    assert found[1].mode == "000000"
    objects.close()


def test_replace_refs_and_grafts_are_not_followed(repo: Repo) -> None:
    first = repo.commit("first", a="1")
    second = repo.commit("second", a="2")
    repo.git("replace", repo.git("rev-parse", f"{second}:a"), repo.git("rev-parse", f"{first}:a"))
    (repo.top / ".git/info").mkdir(exist_ok=True)
    (repo.top / ".git/info/grafts").write_text(f"{second}\n")
    objects = GitObjects(repo.plumbing())
    assert objects.file(second, "a") == b"2"
    assert [commit.id for commit in objects.commits(first, second)] == [second]
    assert objects.merge_base(first, second) == first
    objects.close()


def test_a_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    repo.commit(a="1")
    repo.commit(a="2")
    repo.git("clone", "-q", "--depth=1", f"file://{repo.top}", str(tmp_path / "shallow"))
    assert not GitObjects(repo.plumbing()).is_shallow()
    assert GitObjects(Repo(tmp_path / "shallow", repo.home).plumbing()).is_shallow()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ((), "", "", 0, "")),
        (b"tree 0\nauthor broken\n\nmessage", ((), "", "", 0, "message")),
        (b"parent 1\nparent 2\nauthor A <a@b> 5 +0000\n\n", (("1", "2"), "A", "a@b", 5, "")),
        (b"author A <a@b>\n\nm\xff", ((), "A", "a@b", 0, "m\udcff")),
        (b"author <> 7 +0000\ngpgsig x\n author B <b@c> 9 +0000\n\nm", ((), "", "", 7, "m")),
    ],
)
def test_odd_commits(raw: bytes, expected: tuple[object, ...]) -> None:
    found = parse_commit("0" * 40, raw)
    assert (
        found.parents,
        found.author_name,
        found.author_email,
        found.author_time,
        found.message,
    ) == expected
