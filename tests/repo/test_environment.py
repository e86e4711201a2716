"""The environment git runs in, and a repository that tries to make us run something."""

import os
from pathlib import Path

import pytest

from answerable.repo.environment import FIXED, KEPT, KEPT_IN_HOOKS, git_environment
from answerable.wiring.workspace import open_workspace, worktree_changes
from support.git import Repo, make_repo


@pytest.mark.parametrize(
    ("name", "outside", "in_hook"),
    [
        ("PATH", True, True),
        ("HOME", True, True),
        ("GIT_CONFIG_GLOBAL", True, True),
        ("GIT_CONFIG_KEY_0", True, True),
        ("GIT_COMMITTER_EMAIL", True, True),
        ("GIT_DIR", False, True),
        ("GIT_INDEX_FILE", False, True),
        ("GIT_WORK_TREE", False, True),
        ("GIT_OBJECT_DIRECTORY", False, True),
        ("GIT_EXTERNAL_DIFF", False, False),
        ("GIT_EDITOR", False, False),
        ("GIT_PAGER", False, False),
        ("GIT_PREFIX", False, False),
        ("GIT_NAMESPACE", False, False),
        ("GIT_REPLACE_REF_BASE", False, False),
        ("GIT_TRACE", False, False),
        ("GIT_SOMETHING_OF_TOMORROW", False, False),
    ],
)
def test_what_passes(name: str, *, outside: bool, in_hook: bool) -> None:
    base = {name: "value"}
    assert (name in git_environment(base)) == outside
    assert (name in git_environment(base, in_hook=True)) == in_hook


def test_ours_win_and_every_kept_variable_has_a_reason() -> None:
    assert git_environment(dict.fromkeys(FIXED, "theirs")) == dict(FIXED)
    assert all(len(reason) > 20 for reason in [*KEPT.values(), *KEPT_IN_HOOKS.values()])
    assert not KEPT.keys() & KEPT_IN_HOOKS.keys()


def hostile(repo: Repo) -> Path:
    """Configure everything a repository can configure to leave a trace when it is run."""
    canary = repo.top.parent / "canary"
    script = repo.top.parent / "script"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {canary}\ncat\nexit 0\n')
    script.chmod(0o755)
    for key in (
        "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.alternateRefsCommand",
        "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge",
        "filter.evil.process", "gpg.program", "gpg.ssh.program", "merge.evil.driver", "sequence.editor",
        "credential.helper", "uploadpack.packObjectsHook", "interactive.diffFilter", "diff.guitool",
    ):  # fmt: skip
        repo.git("config", key, str(script))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "commit.gpgSign", "true")
    hooks = repo.top / ".git/hooks"
    for hook in ("reference-transaction", "pre-push", "post-checkout", "post-index-change", "pre-auto-gc"):
        (hooks / hook).write_bytes(script.read_bytes())
        (hooks / hook).chmod(0o755)
    repo.git("config", "core.hooksPath", str(hooks))
    canary.unlink(missing_ok=True)
    return canary


def test_a_hostile_repository_runs_nothing(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.write(".gitattributes", "* diff=evil filter=evil merge=evil\n")
    first = repo.commit(a="1\n")
    second = repo.commit(a="2\n")
    (repo.top / "a").write_text("3\n")
    repo.git("tag", "-m", "tag", "signed")
    canary = hostile(repo)
    extra = {"GIT_EXTERNAL_DIFF": "false", "GIT_INDEX_FILE": ".git/index", "GIT_SSH_COMMAND": "false"}
    workspace = open_workspace(str(repo.top), repo.environ | extra)
    assert workspace.objects.file("HEAD", "a") == b"2\n"
    assert [change.path for change in workspace.objects.changes(first, second)] == ["a"]
    assert [change.path for change in workspace.staging.staged(first)] == ["a"]
    assert [change.path for change in worktree_changes(workspace, "HEAD")] == ["a"]
    assert [commit.id for commit in workspace.objects.commits(first, "HEAD")] == [second]
    assert len(list(workspace.history.log_patches(first, "HEAD"))) == 1
    assert workspace.history.net_change(first, "HEAD")
    assert workspace.history.blame("HEAD", "a")
    assert workspace.records.append([b"{}\n"]) == workspace.records.ids()
    assert workspace.identity
    workspace.close()
    assert not canary.exists(), canary.read_text()


def test_the_trap_of_the_test_above_works(tmp_path: Path) -> None:
    repo = make_repo(tmp_path)
    repo.write(".gitattributes", "* diff=evil\n")
    repo.commit(a="1\n")
    (repo.top / "a").write_text("3\n")
    canary = hostile(repo)
    repo.git("diff", check=False)
    assert canary.exists()


def test_a_repository_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs to give a folder to another user")
    repo = make_repo(tmp_path)
    os.chown(repo.top, 12345, 12345)
    with pytest.raises(Exception, match="dubious ownership"):
        repo.plumbing()
