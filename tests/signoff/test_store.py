"""Sign-offs under their ref: only what is one is read, nobody's file stands in another's way, histories join."""

from pathlib import Path

import pytest

from answerable.core.signoff.statement import canonical_statement, statement_id
from answerable.repo.objects import GitObjects
from answerable.repo.signoffs import SIGNOFFS_REF, GitSignoffs
from support.git import Repo, make_repo
from support.signoff_samples import STATEMENT

SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAAAFh\n-----END SSH SIGNATURE-----\n"


def store_of(repo: Repo) -> GitSignoffs:
    git = repo.plumbing()
    return GitSignoffs(git, GitObjects(git))


def statement(number: int) -> bytes:
    return canonical_statement({**STATEMENT, "predicate": {**STATEMENT["predicate"], "seconds": number}})


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make_repo(tmp_path)


def plant(repo: Repo, files: dict[str, bytes]) -> None:
    """Put files under the ref that nobody checked."""
    folders: dict[str, list[str]] = {}
    for path, content in files.items():
        folder, _, name = path.partition("/")
        blob = repo.git("hash-object", "-w", "--stdin", stdin=content)
        folders.setdefault(folder, []).append(f"100644 blob {blob}\t{name}\n")
    trees = [
        f"040000 tree {repo.git('mktree', stdin=''.join(files).encode())}\t{folder}\n"
        for folder, files in folders.items()
    ]
    root = repo.git("mktree", stdin="".join(trees).encode())
    repo.git("update-ref", SIGNOFFS_REF, repo.git("commit-tree", "-m", "planted", root))


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_is_appended_is_read_back(tmp_path: Path, object_format: str) -> None:
    repo = make_repo(tmp_path, "repo", f"--object-format={object_format}")
    store = store_of(repo)
    assert store.all() == []
    store.append([(statement(1), SIGNATURE)])
    ids = store.append([(statement(number), SIGNATURE) for number in range(20)])
    store.append([(statement(1), "another")])
    found = {one.id: one for one in store_of(repo).all()}
    assert set(found) == set(ids)
    assert {one.data for one in found.values()} == {statement(number) for number in range(20)}
    assert sorted(store.signatures(ids)[ids[1]]) == sorted([SIGNATURE, "another"])
    repo.git("fsck", "--strict", "--no-dangling")


def test_only_what_is_a_signoff_is_read(repo: Repo) -> None:
    good, one = statement_id(statement(1)), statement(1)
    other = "f" * 64
    plant(
        repo,
        {
            f"{good[:2]}/{good}.json": one,
            f"{good[:2]}/{good}.{other}.sig": b"\xff\x1b[31m",
            f"{good[:2]}/{good}.sig": b"no name",
            f"ff/{other}.json": one,  # not its digest
            f"00/{'0' * 64}.json": b"{}",
            "aa/readme": b"hello",
            "zz/zz.json": b"hello",
        },
    )
    (found,) = store_of(repo).all()
    assert (found.id, found.data) == (good, one)
    assert store_of(repo).signatures([good])[good] == ("\ufffd\x1b[31m",)


def test_a_statement_without_its_file_is_nothing(repo: Repo) -> None:
    plant(repo, {f"ff/{'f' * 64}.{'e' * 64}.sig": b"x"})
    assert store_of(repo).all() == []
    assert store_of(repo).signatures(["f" * 64, "e" * 64]) == {"f" * 64: ("x",), "e" * 64: ()}


def test_two_histories_join_whatever_the_order(tmp_path: Path) -> None:
    """The union is the same on both sides, and both come to rest at one commit."""
    one, two = make_repo(tmp_path, "one"), make_repo(tmp_path, "two")
    store_of(one).append([(statement(1), SIGNATURE), (statement(2), SIGNATURE)])
    store_of(two).append([(statement(2), "another"), (statement(3), SIGNATURE)])
    for here, there in ((one, two), (two, one), (one, two)):
        here.git("fetch", "-q", str(there.top), SIGNOFFS_REF)
        store_of(here).ledger.join(here.git("rev-parse", "FETCH_HEAD"))
    assert one.git("rev-parse", SIGNOFFS_REF) == two.git("rev-parse", SIGNOFFS_REF)
    found = store_of(one).all()
    assert {each.data for each in found} == {statement(number) for number in (1, 2, 3)}
    signatures = store_of(one).signatures(each.id for each in found)
    assert sorted(map(len, signatures.values())) == [1, 1, 2]


@pytest.mark.parametrize("is_first", [True, False])
def test_garbage_under_a_name_gives_way_to_what_the_name_means(tmp_path: Path, is_first: bool) -> None:  # noqa: FBT001
    good = statement_id(statement(1))
    one, two = make_repo(tmp_path, "one"), make_repo(tmp_path, "two")
    plant(one, {f"{good[:2]}/{good}.json": b"garbage"})
    store_of(two).append([(statement(1), SIGNATURE)])
    here, there = (one, two) if is_first else (two, one)
    here.git("fetch", "-q", str(there.top), SIGNOFFS_REF)
    store_of(here).ledger.join(here.git("rev-parse", "FETCH_HEAD"))
    assert [each.id for each in store_of(here).all()] == [good]
