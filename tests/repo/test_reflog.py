"""Which commits were made here, from git's own log of HEAD; the log is foreign data and may hold anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.repo.reflog import commits_since
from support.git import make_repo

OURS = "git commit -q --allow-empty -m x"


@pytest.fixture
def repo(tmp_path):
    made = make_repo(tmp_path)
    made.commit("start", a="1\n")
    made.git("branch", "other")
    return made


@pytest.mark.parametrize(
    ("command", "made"),
    [
        ("true", 0),
        (OURS, 1),
        (f"{OURS} && {OURS}", 2),
        ("git commit -q --amend --allow-empty -m y", 1),
        (f"{OURS} && git commit -q --amend --allow-empty -m y && {OURS}", 2),
        (f"git checkout -q -b topic && {OURS}", 1),
        (f"{OURS} && git checkout -q other", 0),
        (f"{OURS} && git reset -q --hard HEAD~1", 0),
        (f"git checkout -q other && {OURS} && git checkout -q main && git merge -q other", 0),
        (f"git checkout -q -b t && {OURS} && git checkout -q main && git merge -q --no-ff t && {OURS}", 0),
        (f"git config core.logAllRefUpdates false && rm .git/logs/HEAD && {OURS}", 0),
    ],
)
def test_what_a_command_committed(repo, command, made):
    before = repo.git("rev-parse", "HEAD")
    repo.run("sh", "-c", command)
    found = commits_since(str(repo.top / ".git"), before)
    assert (
        found == repo.git("rev-list", "--reverse", f"-{made}", "HEAD").split()[-made:]
        if made
        else found == []
    )


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_the_first_commit(tmp_path, object_format):
    repo = make_repo(tmp_path, "repo", f"--object-format={object_format}")
    head = repo.commit("start", a="1\n")
    assert commits_since(str(repo.top / ".git"), "") == [head]


LINES = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda old, new, message: b"%s %s N <e> 1 +0000\t%s" % (old * 40, new * 40, message),
        st.sampled_from([b"0", b"a", b"b", b"c"]),
        st.sampled_from([b"a", b"b", b"c"]),
        st.sampled_from([b"commit: x", b"commit (amend): x", b"commit (initial): x", b"reset: x", b""]),
    ),
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["", "a" * 40, "b" * 40]))
def test_any_log_can_be_read(tmp_path_factory, lines, head):
    folder = tmp_path_factory.mktemp("git")
    (folder / "logs").mkdir()
    (folder / "logs" / "HEAD").write_bytes(b"\n".join(lines))
    found = commits_since(str(folder), head)
    assert head not in found
    assert all(len(one) in {40, 64} for one in found)
