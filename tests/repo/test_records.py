"""Records under their ref: append-only, found by id, many writers at once, histories that join."""

import subprocess
import sys
from pathlib import Path

import pytest

from answerable.core.record import Record, canonical_bytes, record_id, zero_totals
from answerable.repo.objects import GitObjects
from answerable.repo.records import RECORDS_REF, GitRecords, decode_record
from support.git import Repo, make_repo


def made_record(number: int) -> Record:
    """A sound record that differs from those with other numbers."""
    return Record(
        schema="answerable.record/v1",
        tool="test",
        parents=[f"{number:040x}"],
        files=[],
        sessions={},
        findings=[],
        totals=zero_totals(),
        problems=[],
    )


def records_of(repo: Repo) -> GitRecords:
    """The records as the product sees them."""
    git = repo.plumbing()
    return GitRecords(git, GitObjects(git))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return make_repo(tmp_path)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_is_appended_is_read_back(tmp_path: Path, object_format: str) -> None:
    repo = make_repo(tmp_path, "repo", f"--object-format={object_format}")
    records = records_of(repo)
    assert list(records.ids()) == []
    made = [made_record(number) for number in range(40)]
    first = records.append([canonical_bytes(made[0])])
    rest = records.append([canonical_bytes(record) for record in made[1:]])
    assert sorted([*first, *rest]) == sorted(records.ids())
    assert list(records.read([*first, *rest]).values()) == made
    assert repo.git("rev-list", "--count", RECORDS_REF) == "2"
    repo.git("fsck", "--strict", "--no-dangling")
    repo.git("gc", "-q", "--prune=now")
    assert records_of(repo).read(first) == {first[0]: made[0]}


def test_appending_again_changes_nothing(repo: Repo) -> None:
    records = records_of(repo)
    ids = records.append([canonical_bytes(made_record(1))])
    tip = repo.git("rev-parse", RECORDS_REF)
    assert records.append([canonical_bytes(made_record(1))]) == ids
    assert repo.git("rev-parse", RECORDS_REF) == tip


def test_no_identity_is_needed_and_none_is_used(repo: Repo) -> None:
    repo.git("config", "--unset", "user.email")
    repo.git("config", "user.useConfigOnly", "true")
    records_of(repo).append([canonical_bytes(made_record(1))])
    assert (
        repo.git("log", "--format=%an <%ae> %cn", RECORDS_REF)
        == "Answerable <records@answerable.invalid> Answerable"
    )


@pytest.mark.parametrize("name", ["", "00", "../x", "f" * 64, "a\nb", "F" * 64, "HEAD"])
def test_what_is_no_id_of_a_record_reads_as_none(repo: Repo, name: str) -> None:
    records = records_of(repo)
    assert records.read([name]) == {name: None}
    records.append([canonical_bytes(made_record(1))])
    assert records.read([name]) == {name: None}


def plant(repo: Repo, name: str, content: bytes) -> None:
    """Put a file under `name` into the ref by hand."""
    blob = repo.git("hash-object", "-w", "--stdin", stdin=content)
    tree = repo.git("mktree", stdin=f"100644 blob {blob}\t{name}.json\n".encode())
    root = repo.git("mktree", stdin=f"040000 tree {tree}\t{name[:2]}\n".encode())
    repo.git("update-ref", RECORDS_REF, repo.git("commit-tree", "-m", "planted", root))


def test_a_file_that_does_not_hash_to_its_name_is_none(repo: Repo) -> None:
    name = record_id(canonical_bytes(made_record(1)))
    plant(repo, name, canonical_bytes(made_record(2)))
    assert records_of(repo).read([name]) == {name: None}


REGION = {
    "start": 1,
    "end": 1,
    "hashes": ["0" * 16],
    "class": "ai",
    "author": "ai",
    "mechanism": "typed",
    "grade": "attested",
}


@pytest.mark.parametrize(
    ("change", "is_record"),
    [
        ({}, True),
        ({"schema": "answerable.record/v2"}, False),
        ({"totals": {}}, False),
        ({"totals": {**zero_totals(), "ai": -1}}, False),
        ({"totals": {**zero_totals(), "ai": "1"}}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": []}]}, True),
        ({"files": [{"path": "a", "blob": "b"}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [REGION]}]}, True),
        ({"files": [{"path": "a", "blob": "b", "regions": [REGION, REGION]}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [{**REGION, "start": 0}]}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [{**REGION, "start": 2}]}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [{**REGION, "end": 2}]}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [{**REGION, "hashes": ["x"]}]}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [{**REGION, "class": "robot"}]}]}, False),
        ({"files": [{"path": "a", "blob": "b", "regions": [{**REGION, "session": "missing"}]}]}, False),
        ({"unknown": "fields are of a later version"}, True),
    ],
)
def test_the_shape_of_a_record(change: dict[str, object], *, is_record: bool) -> None:
    assert (decode_record(canonical_bytes({**made_record(1), **change})) is not None) == is_record  # type: ignore[typeddict-item]


@pytest.mark.parametrize("data", [b"", b"\xff", b"null", b"[" * 100_000, b'{"schema": "\xff"}', b"{}" * 2])
def test_what_is_no_json_is_no_record(data: bytes) -> None:
    assert decode_record(data) is None


WRITER = """
import sys
from answerable.repo.plumbing import Plumbing
from answerable.repo.objects import GitObjects
from answerable.repo.records import GitRecords
git = Plumbing.discover(sys.argv[1], {"PATH": sys.argv[2], "GIT_CONFIG_GLOBAL": "/dev/null"})
records = GitRecords(git, GitObjects(git))
for number in range(5):
    records.append([b"{} %s\\n" % f"{sys.argv[3]}.{number}".encode()])
"""


def test_many_writers_at_once_lose_nothing(repo: Repo) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(repo.top), repo.environ["PATH"], str(writer)])
        for writer in range(8)
    ]
    assert [writer.wait() for writer in writers] == [0] * 8
    expected = {record_id(b"{} %d.%d\n" % (writer, number)) for writer in range(8) for number in range(5)}
    assert set(records_of(repo).ids()) == expected
    assert repo.git("rev-list", "--count", RECORDS_REF) == "40"


def test_two_histories_join_without_conflict(repo: Repo, tmp_path: Path) -> None:
    records_of(repo).append([canonical_bytes(made_record(0))])
    repo.commit(a="1")
    repo.git("clone", "-q", str(repo.top), str(tmp_path / "other"))
    other = Repo(tmp_path / "other", repo.home)
    other.git("fetch", "-q", "origin", f"{RECORDS_REF}:{RECORDS_REF}")
    ours = [records_of(repo).append([canonical_bytes(made_record(number))])[0] for number in range(1, 20)]
    theirs = [records_of(other).append([canonical_bytes(made_record(number))])[0] for number in range(10, 30)]
    other.git("fetch", "-q", "origin", f"{RECORDS_REF}:refs/answerable/theirs")
    records = records_of(other)
    records.join(other.git("rev-parse", "refs/answerable/theirs"))
    assert set(records.ids()) >= {*ours, *theirs}
    assert len(records.ids()) == 30
    joined = other.git("rev-parse", RECORDS_REF)
    records.join(other.git("rev-parse", "refs/answerable/theirs"))
    assert other.git("rev-parse", RECORDS_REF) == joined
    other.git("push", "-q", "origin", f"{RECORDS_REF}:{RECORDS_REF}")


def test_joining_into_nothing_takes_everything(repo: Repo, tmp_path: Path) -> None:
    made = records_of(repo).append([canonical_bytes(made_record(0))])
    other = make_repo(tmp_path, "other")
    other.git("fetch", "-q", str(repo.top), f"{RECORDS_REF}:refs/answerable/theirs")
    records_of(other).join(other.git("rev-parse", "refs/answerable/theirs"))
    assert list(records_of(other).ids()) == list(made)


def test_what_others_keep_in_the_tree_stays(repo: Repo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"read me")
    tree = repo.git("mktree", stdin=f"100755 blob {blob}\tREADME\n120000 blob {blob}\tlink\n".encode())
    repo.git("update-ref", RECORDS_REF, repo.git("commit-tree", "-m", "planted", tree))
    records_of(repo).append([canonical_bytes(made_record(1))])
    assert repo.git("ls-tree", "--name-only", RECORDS_REF).split() == [
        records_of(repo).ids()[0][:2],
        "README",
        "link",
    ]
    repo.git("fsck", "--strict", "--no-dangling")
